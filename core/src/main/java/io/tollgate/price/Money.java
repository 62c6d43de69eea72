package io.tollgate.price;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * An exact amount of US dollars, counted in nano-dollars (1 USD = 1,000,000,000). Immutable.
 *
 * <p>The largest amount is about 9.2 billion USD. Sums beyond it throw {@link ArithmeticException}: money never wraps.
 *
 * @param nanos the amount in nano-dollars; negative for a refund or correction
 */
public record Money(long nanos) implements Comparable<Money> {
    /** No money at all. */
    public static final Money ZERO = new Money(0);

    /** The largest amount that can be told. */
    public static final Money MAX = new Money(Long.MAX_VALUE);

    private static final int MAX_SCALE = 100;

    /**
     * Reads an amount written in US dollars, such as {@code "100"} or {@code "0.000125"}.
     *
     * @throws IllegalArgumentException if it isn't a decimal number, or is finer than a nano-dollar, or too large
     */
    public static Money usd(String amount) {
        try {
            BigDecimal usd = new BigDecimal(amount);
            if (Math.abs((long) usd.scale()) > MAX_SCALE) {
                throw new ArithmeticException("of an exponent that would take all memory to write out");
            }
            return new Money(
                    usd.movePointRight(9).setScale(0, RoundingMode.UNNECESSARY).longValueExact());
        } catch (NumberFormatException | ArithmeticException e) {
            throw new IllegalArgumentException(
                    "expected an amount in USD with at most 9 decimals, such as \"12.50\", but got \"" + amount + "\"",
                    e);
        }
    }

    /** The given number of nano-dollars. */
    public static Money ofNanos(long nanos) {
        return nanos == 0 ? ZERO : new Money(nanos);
    }

    /** This amount and the other together; throws {@link ArithmeticException} beyond the largest amount. */
    public Money plus(Money other) {
        return ofNanos(Math.addExact(nanos, other.nanos));
    }

    /** This amount less the other; throws {@link ArithmeticException} beyond the largest amount. */
    public Money minus(Money other) {
        return ofNanos(Math.subtractExact(nanos, other.nanos));
    }

    /** This amount a whole number of times; throws {@link ArithmeticException} beyond the largest amount. */
    public Money times(long factor) {
        return ofNanos(Math.multiplyExact(nanos, factor));
    }

    /** The greater of the two. */
    public Money max(Money other) {
        return nanos >= other.nanos ? this : other;
    }

    /** The lesser of the two. */
    public Money min(Money other) {
        return nanos <= other.nanos ? this : other;
    }

    /** Whether it is below zero. */
    public boolean isNegative() {
        return nanos < 0;
    }

    /** The amount as a decimal number of US dollars, without trailing zeros. */
    public BigDecimal toUsd() {
        BigDecimal usd = BigDecimal.valueOf(nanos, 9).stripTrailingZeros();
        return usd.scale() < 0 ? usd.setScale(0) : usd;
    }

    @Override
    public int compareTo(Money other) {
        return Long.compare(nanos, other.nanos);
    }

    /** The exact amount with its sign first, such as {@code $0.000125}. */
    @Override
    public String toString() {
        BigDecimal usd = toUsd();
        return usd.signum() < 0 ? "-$" + usd.negate().toPlainString() : "$" + usd.toPlainString();
    }
}
