package io.tollgate.price;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one model costs: US dollars per million tokens of each kind, per request, per search unit, by length band and by
 * time of day.
 * Immutable.
 *
 * <p>Rates are kept as whole nano-dollars per million tokens, and a cost is rounded up to a nano-dollar once, at its
 * end. A kind without a rate of its own costs what its plainer kind costs: cached input and cache writes as input (a
 * missing cached-read price is never free), reasoning as output.
 */
public final class Price {
    private static final Price FREE = new Price(Rates.of(0, 0), List.of(), null);

    private final Rates rates;
    private final List<Band> bands;
    private final @Nullable Peak peak;

    /** The rates of a whole request with more input than this; the longest band comes first. */
    record Band(long above, Rates rates) {}

    record Peak(PeakHours hours, Price price) {}

    private Price(Rates rates, List<Band> bands, @Nullable Peak peak) {
        this.rates = rates;
        this.bands = bands;
        this.peak = peak;
    }

    /**
     * A price in US dollars per million tokens.
     *
     * @throws IllegalArgumentException if an amount isn't a decimal number, is negative, or finer than a nano-dollar
     */
    public static Price perMillion(String input, String output) {
        return of(Rates.of(rate(input), rate(output)));
    }

    static Price of(Rates rates) {
        return new Price(rates, List.of(), null);
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
        return with(rates.withCachedInput(rate(usdPerMillion)));
    }

    /** This price with another for input written to the vendor's prompt cache, USD per million tokens. */
    public Price withCacheWrite(String usdPerMillion) {
        return with(rates.withCacheWrite(rate(usdPerMillion)));
    }

    /** This price with another for input written to the vendor's prompt cache for an hour, USD per million tokens. */
    public Price withCacheWriteHour(String usdPerMillion) {
        return with(rates.withCacheWriteHour(rate(usdPerMillion)));
    }

    /** This price with another for reasoning, USD per million tokens. */
    public Price withReasoning(String usdPerMillion) {
        return with(rates.withReasoning(rate(usdPerMillion)));
    }

    /** This price with a fee for each request. */
    public Price withRequestFee(Money fee) {
        return with(rates.withRequestFee(notNegative(fee)));
    }

    /** This price with a rate for each {@link Usage#searchUnits() search unit}, as rerankers are often charged. */
    public Price withSearchUnit(Money rate) {
        return with(rates.withSearchUnit(notNegative(rate)));
    }

    private static long notNegative(Money fee) {
        if (fee.isNegative()) {
            throw new IllegalArgumentException("expected a fee of at least 0, but got " + fee);
        }
        return fee.nanos();
    }

    private Price with(Rates rates) {
        return new Price(rates, bands, peak);
    }

    /**
     * This price with another for a whole request, its fee included, whose input is longer than so many tokens; of
     * several bands the highest that applies counts.
     *
     * @throws IllegalArgumentException if there is such a band, or the price has bands or peak hours of its own
     */
    public Price withBand(long aboveInputTokens, Price price) {
        if (aboveInputTokens <= 0 || !price.bands.isEmpty() || price.peak != null) {
            throw new IllegalArgumentException("expected a band above at least 1 token with a flat price, but got "
                    + aboveInputTokens + " with " + price);
        }
        if (bands.stream().anyMatch(band -> band.above == aboveInputTokens)) {
            throw new IllegalArgumentException(
                    "expected one band above " + aboveInputTokens + " tokens, but there is one already: " + this);
        }
        List<Band> more = new ArrayList<>(bands);
        more.add(new Band(aboveInputTokens, price.rates));
        more.sort((a, b) -> Long.compare(b.above, a.above));
        return new Price(rates, List.copyOf(more), peak);
    }

    /** This price with another, its bands included, during the given hours. */
    public Price withPeak(PeakHours hours, Price price) {
        if (price.peak != null) {
            throw new IllegalArgumentException("expected a price without peak hours of its own, but got " + price);
        }
        return new Price(rates, bands, new Peak(hours, price));
    }

    /** Whether nothing is charged, whatever is used. */
    public boolean isFree() {
        return rates.isFree()
                && bands.stream().allMatch(band -> band.rates.isFree())
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
        Price price = peak != null && peak.hours.contains(at) ? peak.price : this;
        for (Band band : price.bands) {
            if (usage.inputTokens() > band.above) {
                return band.rates.cost(usage);
            }
        }
        return price.rates.cost(usage);
    }

    /**
     * The most that up to so many tokens can cost, whenever it is and however the tokens split.
     *
     * @param inputTokens an upper bound of the input tokens
     * @param outputTokens an upper bound of the output tokens
     * @throws IllegalArgumentException if a bound is negative
     */
    public Money worstCase(long inputTokens, long outputTokens) {
        return worstCase(Usage.of(inputTokens, outputTokens));
    }

    /**
     * The most that any usage can cost that has no more input tokens, output tokens and search units than this one: the
     * dearest input rate (plain, cached, cache write, length band, peak) and the dearer of output and reasoning. How the
     * bound itself splits its tokens doesn't matter.
     *
     * @throws IllegalArgumentException if a bound is negative
     */
    public Money worstCase(Usage bound) {
        if (bound.inputTokens() < 0 || bound.outputTokens() < 0 || bound.searchUnits() < 0) {
            throw new IllegalArgumentException("expected bounds of at least 0, but got " + bound);
        }
        Money worst = rates.worstCase(bound);
        for (Band band : bands) {
            if (bound.inputTokens() > band.above) {
                worst = worst.max(band.rates.worstCase(bound));
            }
        }
        return peak == null ? worst : worst.max(peak.price.worstCase(bound));
    }

    Rates rates() {
        return rates;
    }

    List<Band> bands() {
        return bands;
    }

    @Nullable
    Peak peak() {
        return peak;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Price that
                && rates.equals(that.rates)
                && bands.equals(that.bands)
                && Objects.equals(peak, that.peak);
    }

    @Override
    public int hashCode() {
        return Objects.hash(rates, bands, peak);
    }

    /** In USD per million tokens, such as {@code input $0.15, output $0.6}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder().append(rates);
        for (Band band : bands) {
            text.append("; above ").append(band.above).append(": ").append(band.rates);
        }
        if (peak != null) {
            text.append("; ").append(peak.hours).append(": ").append(peak.price);
        }
        return text.toString();
    }
}
