package io.tollgate;

import io.tollgate.failure.Failure;
import io.tollgate.failure.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * What came of one attempt, as a value.
 *
 * @param answer what was served; null if it failed
 * @param failure what went wrong; null if it was served, or the call's list of skipped models says why it wasn't sent
 * @param verdict what to do about the failure
 * @param againAfterNanos the wait before the same candidate is tried again; negative if it isn't
 */
record Tried<T>(@Nullable T answer, @Nullable Failure failure, Verdict verdict, long againAfterNanos) {
    static <T> Tried<T> served(T answer) {
        return new Tried<>(answer, null, Verdict.FAIL, -1);
    }

    static <T> Tried<T> failed(@Nullable Failure failure, Verdict verdict) {
        return new Tried<>(null, failure, verdict, -1);
    }

    static <T> Tried<T> again(Failure failure, Verdict verdict, long afterNanos) {
        return new Tried<>(null, failure, verdict, afterNanos);
    }

    boolean isAgain() {
        return againAfterNanos >= 0;
    }
}
