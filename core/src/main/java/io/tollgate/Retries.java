package io.tollgate;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.failure.Verdict;
import java.util.function.Supplier;

/**
 * Runs one candidate's attempts, one after the other, until one of them is not to be tried again. Whether it is, each
 * attempt says by its value, after the wait that was due; exceptions end it.
 */
final class Retries {
    /** Made by the first call that is tried again. */
    private static final class Policy {
        static final FailsafeExecutor<Tried<?>> EXECUTOR = Failsafe.with(RetryPolicy.<Tried<?>>builder()
                .handleResultIf(Tried::isAgain)
                // Without this Failsafe would retry every exception.
                .handleIf((Throwable exception) -> false)
                .withMaxRetries(-1)
                .build());
    }

    /** The last attempt's outcome; an interrupt during a wait is one. */
    <T> Tried<T> run(Supplier<Tried<T>> attempt) {
        Tried<T> first = attempt.get();
        return first.isAgain() ? again(first, attempt) : first;
    }

    private <T> Tried<T> again(Tried<T> first, Supplier<Tried<T>> attempt) {
        try {
            return Policy.EXECUTOR.get(execution -> execution.getAttemptCount() == 0 ? first : attempt.get());
        } catch (FailsafeException e) {
            // Failsafe sleeps between two attempts, if only for no time, and finds the flag set.
            if (e.getCause() instanceof InterruptedException) {
                Thread.currentThread().interrupt();
                return Tried.failed(
                        Failure.of(FailureKind.INTERRUPTED).withMessage("interrupted while waiting to retry"),
                        Verdict.FAIL);
            }
            throw e;
        }
    }
}
