package io.tollgate;

import io.tollgate.failure.Attempt;
import io.tollgate.failure.Failure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The calling thread was interrupted: the HTTP call was ended, and the thread's flag is set. */
public final class CallInterruptedException extends TollgateException {
    private static final long serialVersionUID = 1L;

    CallInterruptedException(
            String message,
            @Nullable Failure failure,
            List<Attempt> attempts,
            List<Plan.Skipped> skipped,
            @Nullable Throwable cause) {
        super(message, failure, attempts, skipped, cause);
    }
}
