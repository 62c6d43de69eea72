package io.tollgate;

import io.tollgate.chat.FinishReason;
import io.tollgate.failure.Billed;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.price.Usage;
import org.jspecify.annotations.Nullable;

/** Answers that are none, though their status is 200: the vendor's reason for stopping says so. */
final class Unfinished {
    private Unfinished() {}

    /** The failure that the reason stands for; null if the answer is one. */
    static @Nullable Failure failure(FinishReason reason, String rawReason, @Nullable Usage usage) {
        Failure failure =
                switch (reason) {
                    case STOP, LENGTH, TOOL_CALLS, PAUSED, OTHER -> null;
                    case CONTENT_FILTER -> Failure.of(FailureKind.CONTENT_FILTER);
                    case CONTEXT_WINDOW ->
                        Failure.of(FailureKind.CONTEXT_OVERFLOW).withBilled(Billed.YES);
                    case MALFORMED_TOOL_CALL -> Failure.of(FailureKind.MALFORMED_TOOL_CALL);
                    case OVERLOADED -> Failure.of(FailureKind.OVERLOADED).withBilled(Billed.YES);
                };
        if (failure == null) {
            return null;
        }
        Failure told = failure.withStatus(200).withCode(rawReason);
        return usage == null ? told : told.withUsage(usage);
    }
}
