package io.tollgate.spi;

import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import java.io.InputStream;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a vendor's errors mean: a context overflow by its words, then the vendor's rows, and the HTTP status last.
 * Immutable.
 */
public final class ErrorTable {
    private final List<ErrorRule> rules;

    private ErrorTable(List<ErrorRule> rules) {
        this.rules = List.copyOf(rules);
    }

    /**
     * The table in a file, read as {@link Rows} are. The first row that applies counts. Its columns are
     *
     * <ol>
     *   <li>the vendor, several such as {@code azure|openai}, or {@code *} for all
     *   <li>the statuses, such as {@code 400|413}, or {@code *} for any
     *   <li>an expression that the code or the type is all of, in any case; {@code *} for any, {@code -} for neither
     *   <li>an expression that the message has in it, in any case; {@code *} for any, {@code -} for no message
     *   <li>the kind, and after spaces what isn't usual of it: {@code scope=}, {@code cooldown=}, {@code billed=} and
     *       {@code retryAfter=}
     * </ol>
     *
     * @throws IllegalArgumentException if a row is none, with the number of its line
     */
    public static ErrorTable read(InputStream table) {
        return new ErrorTable(Rows.read(table, 5, ErrorRule::of));
    }

    /** Only the vendor's rows, and after them those for all. */
    public ErrorTable of(String vendor) {
        Stream<ErrorRule> own = rules.stream().filter(rule -> rule.isOf(vendor));
        return new ErrorTable(Stream.concat(own, rules.stream().filter(rule -> rule.isOf("*")))
                .toList());
    }

    /** These rows, and after them another table's. */
    public ErrorTable then(ErrorTable others) {
        return new ErrorTable(
                Stream.concat(rules.stream(), others.rules.stream()).toList());
    }

    /** What the error means, with all that the reply tells; never throws. */
    public Failure failure(VendorError error, HttpReply reply) {
        int status = error.status();
        boolean canOverflow = status == 200 || status == 400 || status == 413 || status == 422;
        if (canOverflow && HttpFailures.saysOverflow(error.code() + " " + error.type(), error.message())) {
            return HttpFailures.of(FailureKind.CONTEXT_OVERFLOW, reply, error.word(), error.message());
        }
        for (ErrorRule row : rules) {
            if (row.appliesTo(error)) {
                return HttpFailures.of(row.meaning(), reply, error.word(), error.message());
            }
        }
        return HttpFailures.byStatus(reply, error.word(), error.message());
    }
}
