package io.tollgate;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many retries a provider may still see: a bucket of tokens that first attempts fill and retries empty, so that a
 * brown-out can't multiply load. What a provider receives stays at most 1.2 times the first attempts, plus 10.
 * Thread-safe.
 */
final class RetryBudget {
    private static final long TOKEN = 5;
    private static final long CAPACITY = 10 * TOKEN;

    /** In fifths of a token: a first attempt adds one, a retry takes five. */
    private final AtomicLong fifths = new AtomicLong(CAPACITY);

    void firstAttempt() {
        // Full is the usual state: no write to memory that all calls share.
        if (fifths.get() < CAPACITY) {
            fifths.accumulateAndGet(1, (now, one) -> Math.min(CAPACITY, now + one));
        }
    }

    boolean tryTake() {
        long before = fifths.getAndUpdate(now -> now >= TOKEN ? now - TOKEN : now);
        return before >= TOKEN;
    }
}
