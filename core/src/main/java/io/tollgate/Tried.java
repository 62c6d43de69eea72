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
 * @param isAgain whether the same candidate is tried again
 */
record Tried<T>(@Nullable T answer, @Nullable Failure failure, Verdict verdict, boolean isAgain) {
    static <T> Tried<T> served(T answer) {
        return new Tried<>(answer, null, Verdict.FAIL, false);
    }

    static <T> Tried<T> failed(@Nullable Failure failure, Verdict verdict) {
        return new Tried<>(null, failure, verdict, false);
    }

    static <T> Tried<T> again(Failure failure, Verdict verdict) {
        return new Tried<>(null, failure, verdict, true);
    }
}
