package io.tollgate.failure;

/**
 * Decides what to do about a failure. Must be thread-safe and quick: it is asked on the calling thread.
 *
 * <p>The retry budget, the deadline and the limit on attempts hold whatever it says.
 */
@FunctionalInterface
public interface RetryClassifier {
    /** What to do about this failure. */
    Verdict verdict(Failure failure);

    /**
     * The classifier that retries 5xx only: the default.
     *
     * <p>4xx are never retried on the same model, whatever they mean.
     */
    static RetryClassifier standard() {
        return RetryClassifier::standardVerdict;
    }

    private static Verdict standardVerdict(Failure failure) {
        return switch (failure.kind()) {
            // Every vendor would say the same, and each would be asked in vain.
            case INVALID_REQUEST -> Verdict.FAIL;
            // The caller is gone or out of time.
            case DEADLINE, INTERRUPTED, CANCELLED -> Verdict.FAIL;
            // Only a changed key is worth another request.
            case AUTHENTICATION, PERMISSION ->
                failure.cooldown() == Cooldown.OPERATOR ? Verdict.FALL_BACK : Verdict.REFRESH_KEY;
            // The same kinds also come inside a 200, as a 4xx or as a status that no standard has: those are not
            // retried.
            case SERVER_ERROR, OVERLOADED, VENDOR_TIMEOUT ->
                failure.status() / 100 == 5 ? Verdict.RETRY : Verdict.FALL_BACK;
            // Sent again only on proof or near-proof that nobody worked on it.
            case DELIVERY_UNKNOWN -> Verdict.RETRY;
            // A network failure or time-out isn't a 5xx: the vendor may be working on it still.
            case UNREACHABLE, NO_ANSWER, CUT, TIMEOUT -> Verdict.FALL_BACK;
            case UNSUPPORTED,
                    CONTEXT_OVERFLOW,
                    REQUEST_TOO_LARGE,
                    CONTENT_FILTER,
                    BILLING,
                    RATE_LIMIT,
                    MODEL_NOT_FOUND,
                    CONFLICT,
                    PERMANENT_SERVER_ERROR,
                    BAD_ANSWER,
                    MALFORMED_TOOL_CALL,
                    KEY_UNAVAILABLE -> Verdict.FALL_BACK;
            // The other candidates need a hold as well.
            case LEDGER_UNAVAILABLE -> Verdict.FAIL;
        };
    }
}
