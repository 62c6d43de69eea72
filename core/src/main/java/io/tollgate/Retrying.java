package io.tollgate;

import io.tollgate.failure.RetryClassifier;
import java.time.Duration;

/** What is tried again, how often and after which wait. Immutable. */
public final class Retrying {
    private static final Retrying STANDARD = new Retrying(
            RetryClassifier.standard(),
            1,
            6,
            Duration.ofMillis(500),
            Duration.ofSeconds(8),
            Duration.ofSeconds(5),
            Duration.ZERO,
            true);

    private final RetryClassifier classifier;
    private final int maxRetries;
    private final int maxAttempts;
    private final Duration minBackoff;
    private final Duration maxBackoff;
    private final Duration maxRetryAfter;
    private final Duration maxWaitForRecovery;
    private final boolean resendOnDeadConnection;

    private Retrying(
            RetryClassifier classifier,
            int maxRetries,
            int maxAttempts,
            Duration minBackoff,
            Duration maxBackoff,
            Duration maxRetryAfter,
            Duration maxWaitForRecovery,
            boolean resendOnDeadConnection) {
        this.classifier = classifier;
        this.maxRetries = maxRetries;
        this.maxAttempts = maxAttempts;
        this.minBackoff = minBackoff;
        this.maxBackoff = maxBackoff;
        this.maxRetryAfter = maxRetryAfter;
        this.maxWaitForRecovery = maxWaitForRecovery;
        this.resendOnDeadConnection = resendOnDeadConnection;
    }

    /** One retry of a 5xx after 0.5 to 8 s, six attempts a call, Retry-After honoured up to 5 s, no wait for recovery. */
    public static Retrying standard() {
        return STANDARD;
    }

    /** Another table of what to do about failures; {@link RetryClassifier#standard()} by default. */
    public Retrying withClassifier(RetryClassifier classifier) {
        return new Retrying(
                classifier,
                maxRetries,
                maxAttempts,
                minBackoff,
                maxBackoff,
                maxRetryAfter,
                maxWaitForRecovery,
                resendOnDeadConnection);
    }

    /** How often one candidate is tried again after a 5xx, 0 to 5; 1 by default. */
    public Retrying withMaxRetries(int maxRetries) {
        if (maxRetries < 0 || maxRetries > 5) {
            throw new IllegalArgumentException("expected 0 to 5 retries, but got " + maxRetries);
        }
        return new Retrying(
                classifier,
                maxRetries,
                maxAttempts,
                minBackoff,
                maxBackoff,
                maxRetryAfter,
                maxWaitForRecovery,
                resendOnDeadConnection);
    }

    /** How many HTTP exchanges a call makes at most, over all its candidates, 1 to 100; 6 by default. */
    public Retrying withMaxAttempts(int maxAttempts) {
        if (maxAttempts < 1 || maxAttempts > 100) {
            throw new IllegalArgumentException("expected 1 to 100 attempts a call, but got " + maxAttempts);
        }
        return new Retrying(
                classifier,
                maxRetries,
                maxAttempts,
                minBackoff,
                maxBackoff,
                maxRetryAfter,
                maxWaitForRecovery,
                resendOnDeadConnection);
    }

    /**
     * The wait before a retry: a random part of the shorter time, doubled with each retry up to the longer one; 0.5 s
     * and 8 s by default.
     */
    public Retrying withBackoff(Duration min, Duration max) {
        if (min.isNegative() || min.isZero() || max.compareTo(min) < 0) {
            throw new IllegalArgumentException(
                    "expected a back-off with 0 < min <= max, but got " + min + " and " + max);
        }
        return new Retrying(
                classifier,
                maxRetries,
                maxAttempts,
                min,
                max,
                maxRetryAfter,
                maxWaitForRecovery,
                resendOnDeadConnection);
    }

    /** The longest Retry-After that is waited for; beyond it the call falls back; 5 s by default. */
    public Retrying withMaxRetryAfter(Duration max) {
        return new Retrying(
                classifier,
                maxRetries,
                maxAttempts,
                minBackoff,
                maxBackoff,
                notNegative("Retry-After", max),
                maxWaitForRecovery,
                resendOnDeadConnection);
    }

    /**
     * How long a call waits for the first of its models to recover when all of them cool down because their vendors said
     * so; 0, not at all, by default.
     */
    public Retrying withMaxWaitForRecovery(Duration max) {
        return new Retrying(
                classifier,
                maxRetries,
                maxAttempts,
                minBackoff,
                maxBackoff,
                maxRetryAfter,
                notNegative("wait for recovery", max),
                resendOnDeadConnection);
    }

    /**
     * Never sends a request again after a reused connection died right behind it: such a request was almost surely not
     * worked on, but that can't be proved.
     */
    public Retrying withoutResendOnDeadConnection() {
        return new Retrying(
                classifier, maxRetries, maxAttempts, minBackoff, maxBackoff, maxRetryAfter, maxWaitForRecovery, false);
    }

    private static Duration notNegative(String name, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException("expected a " + name + " of at least 0, but got " + value);
        }
        return value;
    }

    /** What to do about failures. */
    public RetryClassifier classifier() {
        return classifier;
    }

    /** How often one candidate is tried again after a 5xx. */
    public int maxRetries() {
        return maxRetries;
    }

    /** How many HTTP exchanges a call makes at most. */
    public int maxAttempts() {
        return maxAttempts;
    }

    /** The longest wait before the first retry. */
    public Duration minBackoff() {
        return minBackoff;
    }

    /** The longest wait before any retry. */
    public Duration maxBackoff() {
        return maxBackoff;
    }

    /** The longest Retry-After that is waited for. */
    public Duration maxRetryAfter() {
        return maxRetryAfter;
    }

    /** How long a call waits for recovery. */
    public Duration maxWaitForRecovery() {
        return maxWaitForRecovery;
    }

    /** Whether a request is sent again after a reused connection died right behind it. */
    public boolean resendOnDeadConnection() {
        return resendOnDeadConnection;
    }

    @Override
    public String toString() {
        return maxRetries + " retries, " + maxAttempts + " attempts a call, back-off " + minBackoff + " to "
                + maxBackoff;
    }
}
