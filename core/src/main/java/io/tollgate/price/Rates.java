package io.tollgate.price;

import java.math.BigInteger;

/**
 * Rates that hold for a whole request: whole nano-dollars per million tokens, and in nano-dollars a fee and the rate of
 * a search unit. A rate of {@link #INHERIT} is that of the plainer kind.
 */
record Rates(
        long input,
        long output,
        long cachedInput,
        long cacheWrite,
        long cacheWriteHour,
        long reasoning,
        long requestFee,
        long searchUnit) {
    static final long INHERIT = -1;

    private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

    static Rates of(long input, long output) {
        return new Rates(input, output, INHERIT, INHERIT, INHERIT, INHERIT, 0, 0);
    }

    Rates withCachedInput(long rate) {
        return new Rates(input, output, rate, cacheWrite, cacheWriteHour, reasoning, requestFee, searchUnit);
    }

    Rates withCacheWrite(long rate) {
        return new Rates(input, output, cachedInput, rate, cacheWriteHour, reasoning, requestFee, searchUnit);
    }

    Rates withCacheWriteHour(long rate) {
        return new Rates(input, output, cachedInput, cacheWrite, rate, reasoning, requestFee, searchUnit);
    }

    Rates withReasoning(long rate) {
        return new Rates(input, output, cachedInput, cacheWrite, cacheWriteHour, rate, requestFee, searchUnit);
    }

    Rates withRequestFee(long fee) {
        return new Rates(input, output, cachedInput, cacheWrite, cacheWriteHour, reasoning, fee, searchUnit);
    }

    Rates withSearchUnit(long rate) {
        return new Rates(input, output, cachedInput, cacheWrite, cacheWriteHour, reasoning, requestFee, rate);
    }

    boolean isFree() {
        return dearestInput() == 0 && Math.max(output, reasoning) == 0 && requestFee == 0 && searchUnit == 0;
    }

    private long cachedRate() {
        return cachedInput >= 0 ? cachedInput : input;
    }

    private long writeRate() {
        return cacheWrite >= 0 ? cacheWrite : input;
    }

    private long writeHourRate() {
        return cacheWriteHour >= 0 ? cacheWriteHour : writeRate();
    }

    private long reasoningRate() {
        return reasoning >= 0 ? reasoning : output;
    }

    private long dearestInput() {
        return Math.max(Math.max(input, cachedInput), Math.max(cacheWrite, cacheWriteHour));
    }

    Money cost(Usage usage) {
        long plainOutput = usage.outputTokens() - usage.reasoningTokens();
        long units = usage.searchUnits();
        try {
            long sum = Math.multiplyExact(usage.uncachedInputTokens(), input);
            sum = Math.addExact(sum, Math.multiplyExact(usage.cachedInputTokens(), cachedRate()));
            sum = Math.addExact(sum, Math.multiplyExact(usage.cacheWriteTokens(), writeRate()));
            sum = Math.addExact(sum, Math.multiplyExact(usage.cacheWriteHourTokens(), writeHourRate()));
            sum = Math.addExact(sum, Math.multiplyExact(plainOutput, output));
            sum = Math.addExact(sum, Math.multiplyExact(usage.reasoningTokens(), reasoningRate()));
            return roundedUp(sum, units);
        } catch (ArithmeticException tooLargeForLong) {
            return roundedUp(
                    product(usage.uncachedInputTokens(), input)
                            .add(product(usage.cachedInputTokens(), cachedRate()))
                            .add(product(usage.cacheWriteTokens(), writeRate()))
                            .add(product(usage.cacheWriteHourTokens(), writeHourRate()))
                            .add(product(plainOutput, output))
                            .add(product(usage.reasoningTokens(), reasoningRate())),
                    units);
        }
    }

    /** The most that a usage of up to these wholes costs, however they split. */
    Money worstCase(Usage bound) {
        long dearestOutput = Math.max(output, reasoning);
        long units = bound.searchUnits();
        try {
            return roundedUp(
                    Math.addExact(
                            Math.multiplyExact(bound.inputTokens(), dearestInput()),
                            Math.multiplyExact(bound.outputTokens(), dearestOutput)),
                    units);
        } catch (ArithmeticException tooLargeForLong) {
            return roundedUp(
                    product(bound.inputTokens(), dearestInput()).add(product(bound.outputTokens(), dearestOutput)),
                    units);
        }
    }

    private Money roundedUp(long sum, long units) {
        long nanos = sum / 1_000_000 + (sum % 1_000_000 == 0 ? 0 : 1);
        long fees = Math.addExact(requestFee, Math.multiplyExact(units, searchUnit));
        return Money.ofNanos(Math.addExact(nanos, fees));
    }

    private Money roundedUp(BigInteger sum, long units) {
        BigInteger nanos = sum.add(MILLION.subtract(BigInteger.ONE))
                .divide(MILLION)
                .add(BigInteger.valueOf(requestFee))
                .add(product(units, searchUnit));
        return nanos.bitLength() > 63 ? Money.MAX : Money.ofNanos(nanos.longValueExact());
    }

    private static BigInteger product(long count, long rate) {
        return BigInteger.valueOf(count).multiply(BigInteger.valueOf(rate));
    }

    /** In USD per million tokens, such as {@code input $0.15, output $0.6}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("input ")
                .append(Money.ofNanos(input))
                .append(", output ")
                .append(Money.ofNanos(output));
        append(text, ", cached input ", cachedInput);
        append(text, ", cache write ", cacheWrite);
        append(text, ", 1 h cache write ", cacheWriteHour);
        append(text, ", reasoning ", reasoning);
        append(text, ", request ", requestFee == 0 ? INHERIT : requestFee);
        append(text, ", search unit ", searchUnit == 0 ? INHERIT : searchUnit);
        return text.toString();
    }

    private static void append(StringBuilder text, String name, long rate) {
        if (rate >= 0) {
            text.append(name).append(Money.ofNanos(rate));
        }
    }
}
