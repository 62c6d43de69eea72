package io.tollgate.budget;

import io.tollgate.price.Money;
import java.time.Instant;

/**
 * That an attempt spends from this window of a budget.
 *
 * @param key the window
 * @param start when the window starts
 * @param end when the window ends, itself excluded; {@link Budget#NEVER} if it doesn't
 * @param limit the most that may be spent in the window, as the caller's settings say now
 */
public record Claim(WindowKey key, Instant start, Instant end, Money limit) {
    /** Checks that the window isn't empty and the limit isn't negative. */
    public Claim {
        if (!start.isBefore(end)) {
            throw new IllegalArgumentException(
                    "expected a window that ends after its start, but " + key + " is " + start + " to " + end);
        }
        if (limit.isNegative()) {
            throw new IllegalArgumentException("expected a limit of at least 0, but " + key + " has " + limit);
        }
    }

    /** Whether the window is open at that time. */
    public boolean isOpenAt(Instant time) {
        return !time.isBefore(start) && time.isBefore(end);
    }
}
