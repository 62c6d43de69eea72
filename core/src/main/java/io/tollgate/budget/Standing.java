package io.tollgate.budget;

import io.tollgate.price.Money;
import java.time.Instant;

/**
 * How a window of a budget stands at one moment.
 *
 * @param key the window
 * @param start when it starts
 * @param end when it ends, itself excluded; {@link Budget#NEVER} if it doesn't
 * @param limit the limit that came with the last hold
 * @param committed what is spent: the sum of the window's entries
 * @param held what is held for attempts under way
 * @param overrun how much of what was committed no hold had covered
 */
public record Standing(
        WindowKey key, Instant start, Instant end, Money limit, Money committed, Money held, Money overrun) {
    /** What a hold may still take: at least 0. */
    public Money available() {
        return limit.minus(committed).minus(held).max(Money.ZERO);
    }
}
