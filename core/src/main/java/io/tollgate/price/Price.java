package io.tollgate.price;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one model costs: US dollars per million tokens of each kind, per request, by length band and by time of day.
 * Immutable.
 *
 * <p>Rates are kept as whole nano-dollars per million tokens, and a cost is rounded up to a nano-dollar once, at its
 * end. A kind without a rate of its own costs what its plainer kind costs: cached input and cache writes as input (a
 * missing cached-read price is never free), reasoning as output.
 */
public final class Price {
    private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);
    private static final long INHERIT = -1;
    private static final Price FREE = new Price(0, 0, INHERIT, INHERIT, INHERIT, INHERIT, Money.ZERO, List.of(), null);

    private final long input;
    private final long output;
    private final long cachedInput;
    private final long cacheWrite;
    private final long cacheWriteHour;
    private final long reasoning;
    private final Money requestFee;
    private final List<Band> bands;
    private final @Nullable Peak peak;

    private record Band(long above, Price price) {}

    private record Peak(PeakHours hours, Price price) {}

    private Price(
            long input,
            long output,
            long cachedInput,
            long cacheWrite,
            long cacheWriteHour,
            long reasoning,
            Money requestFee,
            List<Band> bands,
            @Nullable Peak peak) {
        this.input = input;
        this.output = output;
        this.cachedInput = cachedInput;
        this.cacheWrite = cacheWrite;
        this.cacheWriteHour = cacheWriteHour;
        this.reasoning = reasoning;
        this.requestFee = requestFee;
        this.bands = bands;
        this.peak = peak;
    }

    /**
     * A price in US dollars per million tokens.
     *
     * @throws IllegalArgumentException if an amount isn't a decimal number, is negative, or finer than a nano-dollar
     */
    public static Price perMillion(String input, String output) {
        return new Price(rate(input), rate(output), INHERIT, INHERIT, INHERIT, INHERIT, Money.ZERO, List.of(), null);
    }

    /** Declared to cost nothing, such as a model on own hardware; an unknown price is something else. */
    public static Price free() {
        return FREE;
    }

    private static long rate(String usdPerMillion) {
        Money money = Money.usd(usdPerMillion);
        if (money.isNegative()) {
            throw new IllegalArgumentException(
                    "expected a price of at least 0 USD per million tokens, but got \"" + usdPerMillion + "\"");
        }
        return money.nanos();
    }

    /** This price with another for input read from the vendor's prompt cache, USD per million tokens. */
    public Price withCachedInput(String usdPerMillion) {
        return new Price(
                input, output, rate(usdPerMillion), cacheWrite, cacheWriteHour, reasoning, requestFee, bands, peak);
    }

    /** This price with another for input written to the vendor's prompt cache, USD per million tokens. */
    public Price withCacheWrite(String usdPerMillion) {
        return new Price(
                input, output, cachedInput, rate(usdPerMillion), cacheWriteHour, reasoning, requestFee, bands, peak);
    }

    /** This price with another for input written to the vendor's prompt cache for an hour, USD per million tokens. */
    public Price withCacheWriteHour(String usdPerMillion) {
        return new Price(
                input, output, cachedInput, cacheWrite, rate(usdPerMillion), reasoning, requestFee, bands, peak);
    }

    /** This price with another for reasoning, USD per million tokens. */
    public Price withReasoning(String usdPerMillion) {
        return new Price(
                input, output, cachedInput, cacheWrite, cacheWriteHour, rate(usdPerMillion), requestFee, bands, peak);
    }

    /** This price with a fee for each request. */
    public Price withRequestFee(Money fee) {
        if (fee.isNegative()) {
            throw new IllegalArgumentException("expected a fee of at least 0, but got " + fee);
        }
        return new Price(input, output, cachedInput, cacheWrite, cacheWriteHour, reasoning, fee, bands, peak);
    }

    /**
     * This price with another for a whole request whose input is longer than so many tokens; of several bands the
     * highest that applies counts.
     */
    public Price withBand(long aboveInputTokens, Price price) {
        if (aboveInputTokens <= 0 || !price.bands.isEmpty() || price.peak != null) {
            throw new IllegalArgumentException("expected a band above at least 1 token with a flat price, but got "
                    + aboveInputTokens + " with " + price);
        }
        List<Band> more = new ArrayList<>(bands);
        more.add(new Band(aboveInputTokens, price));
        more.sort((a, b) -> Long.compare(b.above, a.above));
        return new Price(
                input, output, cachedInput, cacheWrite, cacheWriteHour, reasoning, requestFee, List.copyOf(more), peak);
    }

    /** This price with another during the given hours. */
    public Price withPeak(PeakHours hours, Price price) {
        if (price.peak != null) {
            throw new IllegalArgumentException("expected a price without peak hours of its own, but got " + price);
        }
        return new Price(
                input,
                output,
                cachedInput,
                cacheWrite,
                cacheWriteHour,
                reasoning,
                requestFee,
                bands,
                new Peak(hours, price));
    }

    /** Whether nothing is charged, whatever is used. */
    public boolean isFree() {
        return input == 0
                && output == 0
                && cachedInput <= 0
                && cacheWrite <= 0
                && cacheWriteHour <= 0
                && reasoning <= 0
                && requestFee.nanos() == 0
                && bands.stream().allMatch(band -> band.price.isFree())
                && (peak == null || peak.price.isFree());
    }

    /**
     * What a usage costs at a moment, rounded up to a nano-dollar. A cost beyond {@link Money#MAX} is told as that. The
     * usage must be plausible: a negative count would make money out of nothing.
     *
     * @throws IllegalArgumentException if the usage isn't plausible
     */
    public Money cost(Usage usage, Instant at) {
        if (!usage.isPlausible()) {
            throw new IllegalArgumentException(
                    "expected counts of at least 0 with parts inside wholes, but got " + usage);
        }
        return at(at).band(usage.inputTokens()).flatCost(usage);
    }

    /**
     * The most that so many tokens can cost, whenever it is and however the tokens split: the dearest input rate
     * (plain, cache write, length band, peak) and the dearer of output and reasoning.
     *
     * @param inputTokens an upper bound of the input tokens
     * @param outputTokens an upper bound of the output tokens
     */
    public Money worstCase(long inputTokens, long outputTokens) {
        Money worst = flatWorst(inputTokens, outputTokens);
        for (Band band : bands) {
            if (inputTokens > band.above) {
                worst = worst.max(band.price.flatWorst(inputTokens, outputTokens));
            }
        }
        return peak == null ? worst : worst.max(peak.price.worstCase(inputTokens, outputTokens));
    }

    private Price at(Instant at) {
        return peak != null && peak.hours.contains(at) ? peak.price : this;
    }

    private Price band(long inputTokens) {
        for (Band band : bands) {
            if (inputTokens > band.above) {
                return band.price;
            }
        }
        return this;
    }

    private Money flatCost(Usage usage) {
        long cached = cachedInput >= 0 ? cachedInput : input;
        long write = cacheWrite >= 0 ? cacheWrite : input;
        long writeHour = cacheWriteHour >= 0 ? cacheWriteHour : write;
        long think = reasoning >= 0 ? reasoning : output;
        try {
            long sum = Math.multiplyExact(usage.uncachedInputTokens(), input);
            sum = Math.addExact(sum, Math.multiplyExact(usage.cachedInputTokens(), cached));
            sum = Math.addExact(sum, Math.multiplyExact(usage.cacheWriteTokens(), write));
            sum = Math.addExact(sum, Math.multiplyExact(usage.cacheWriteHourTokens(), writeHour));
            sum = Math.addExact(sum, Math.multiplyExact(usage.outputTokens() - usage.reasoningTokens(), output));
            sum = Math.addExact(sum, Math.multiplyExact(usage.reasoningTokens(), think));
            long nanos = sum / 1_000_000 + (sum % 1_000_000 == 0 ? 0 : 1);
            return Money.ofNanos(Math.addExact(nanos, requestFee.nanos()));
        } catch (ArithmeticException tooLargeForLong) {
            BigInteger sum = product(usage.uncachedInputTokens(), input)
                    .add(product(usage.cachedInputTokens(), cached))
                    .add(product(usage.cacheWriteTokens(), write))
                    .add(product(usage.cacheWriteHourTokens(), writeHour))
                    .add(product(usage.outputTokens() - usage.reasoningTokens(), output))
                    .add(product(usage.reasoningTokens(), think));
            BigInteger nanos = sum.add(MILLION.subtract(BigInteger.ONE))
                    .divide(MILLION)
                    .add(BigInteger.valueOf(requestFee.nanos()));
            return nanos.bitLength() > 63 ? Money.MAX : Money.ofNanos(nanos.longValueExact());
        }
    }

    private Money flatWorst(long inputTokens, long outputTokens) {
        boolean hourIsDearest = Math.max(cacheWriteHour, cacheWrite) > input && cacheWriteHour >= cacheWrite;
        Usage usage = Usage.of(inputTokens, outputTokens);
        if (hourIsDearest) {
            usage = usage.withCacheWriteHourTokens(inputTokens);
        } else if (cacheWrite > input) {
            usage = usage.withCacheWriteTokens(inputTokens);
        }
        return flatCost(reasoning > output ? usage.withReasoningTokens(outputTokens) : usage);
    }

    private static BigInteger product(long tokens, long rate) {
        return BigInteger.valueOf(tokens).multiply(BigInteger.valueOf(rate));
    }

    /** The flat rates in USD per million tokens, such as {@code input $0.15, output $0.6}. */
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
        if (requestFee.nanos() > 0) {
            text.append(", request ").append(requestFee);
        }
        for (Band band : bands) {
            text.append("; above ").append(band.above).append(": ").append(band.price);
        }
        if (peak != null) {
            text.append("; ").append(peak.hours).append(": ").append(peak.price);
        }
        return text.toString();
    }

    private static void append(StringBuilder text, String name, long rate) {
        if (rate >= 0) {
            text.append(name).append(Money.ofNanos(rate));
        }
    }
}
