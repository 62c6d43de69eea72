package io.tollgate.spi;

import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import java.util.List;

/**
 * What a vendor's errors mean: a context overflow by its words, then the vendor's rows, and the HTTP status last.
 * Immutable.
 */
public final class ErrorTable {
    private final List<ErrorRule> rules;

    /** A table of these rows, of which the first that applies counts. */
    public ErrorTable(List<ErrorRule> rules) {
        this.rules = List.copyOf(rules);
    }

    /** What the error means, with all that the reply tells; never throws. */
    public Failure failure(VendorError error, HttpReply reply) {
        int status = error.status();
        boolean canOverflow = status == 200 || status == 400 || status == 413 || status == 422;
        if (canOverflow && HttpFailures.saysOverflow(error.code() + " " + error.type(), error.message())) {
            return HttpFailures.of(FailureKind.CONTEXT_OVERFLOW, reply, error.word(), error.message());
        }
        for (ErrorRule row : rules) {
            if (row.applies().test(error)) {
                return HttpFailures.of(row.meaning(), reply, error.word(), error.message());
            }
        }
        return HttpFailures.byStatus(reply, error.word(), error.message());
    }
}
