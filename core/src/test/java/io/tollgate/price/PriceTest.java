package io.tollgate.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class PriceTest {
    private static final Instant SUNDAY = Instant.parse("2026-11-22T02:00:00Z");
    private static final Instant MONDAY_PEAK = Instant.parse("2026-11-23T02:00:00Z");
    private static final PeakHours PEAK = PeakHours.weekdays(1, 4);

    private static String usd(Money money) {
        return money.toUsd().toPlainString();
    }

    @Test
    void eachKindHasItsRate() {
        Price price = Price.perMillion("3", "15")
                .withCachedInput("0.30")
                .withCacheWrite("3.75")
                .withCacheWriteHour("6")
                .withReasoning("20")
                .withRequestFee(Money.usd("0.005"));
        Usage usage = Usage.of(10_000_000, 2_000_000)
                .withCachedInputTokens(1_000_000)
                .withCacheWriteTokens(2_000_000)
                .withCacheWriteHourTokens(3_000_000)
                .withReasoningTokens(1_000_000);
        // 4 × 3 + 0.3 + 2 × 3.75 + 3 × 6 + 15 + 20 + 0.005
        assertThat(usd(price.cost(usage, SUNDAY))).isEqualTo("72.805");
    }

    @Test
    void aKindWithoutARateCostsWhatItsPlainerKindCosts() {
        Price price = Price.perMillion("3", "15");
        Usage plain = Usage.of(6_000_000, 1_000_000);
        Usage split = plain.withCachedInputTokens(1_000_000)
                .withCacheWriteTokens(2_000_000)
                .withCacheWriteHourTokens(3_000_000)
                .withReasoningTokens(1_000_000);
        assertThat(price.cost(split, SUNDAY))
                .isEqualTo(price.cost(plain, SUNDAY))
                .isEqualTo(Money.usd("33"));
        Usage hour = Usage.of(1_000_000, 0).withCacheWriteHourTokens(1_000_000);
        assertThat(price.withCacheWrite("3.75").cost(hour, SUNDAY)).isEqualTo(Money.usd("3.75"));
    }

    @Test
    void aSearchUnitHasItsRateBesideTokens() {
        Price price = Price.perMillion("0.05", "0").withSearchUnit(Money.usd("0.002"));
        Usage usage = Usage.of(1_000_001, 0).withSearchUnits(3);
        assertThat(usd(price.cost(usage, SUNDAY))).isEqualTo("0.05600005");
        assertThat(price.worstCase(usage)).isEqualTo(price.cost(usage, SUNDAY));
        assertThat(price.worstCase(1_000_001, 0)).isEqualTo(Money.usd("0.05000005"));
        assertThat(Price.perMillion("1", "1").cost(Usage.NONE.withSearchUnits(9), SUNDAY))
                .isEqualTo(Money.ZERO);
        assertThat(price).hasToString("input $0.05, output $0, search unit $0.002");
        assertThat(usage).hasToString("input 1000001, output 0, search units 3").isNotEqualTo(Usage.of(1_000_001, 0));
    }

    @Test
    void aFractionOfANanoDollarIsRoundedUpOnce() {
        Price price = Price.perMillion("0.0001", "0.0001");
        assertThat(price.cost(Usage.of(1, 1), SUNDAY)).isEqualTo(Money.ofNanos(1));
        assertThat(price.cost(Usage.of(10, 0), SUNDAY)).isEqualTo(Money.ofNanos(1));
        assertThat(price.cost(Usage.of(10, 1), SUNDAY)).isEqualTo(Money.ofNanos(2));
        assertThat(price.cost(Usage.NONE, SUNDAY)).isEqualTo(Money.ZERO);
    }

    @Test
    void aBandRepricesTheWholeRequest() {
        Price price = Price.perMillion("1", "2")
                .withBand(200_000, Price.perMillion("2", "3"))
                .withBand(500_000, Price.perMillion("4", "6"));
        assertThat(usd(price.cost(Usage.of(200_000, 0), SUNDAY))).isEqualTo("0.2");
        assertThat(usd(price.cost(Usage.of(200_001, 0), SUNDAY))).isEqualTo("0.400002");
        assertThat(usd(price.cost(Usage.of(500_001, 1_000_000), SUNDAY))).isEqualTo("8.000004");
    }

    @Test
    void aBandIsFlatAndUnique() {
        Price flat = Price.perMillion("1", "2");
        assertThatThrownBy(() -> flat.withBand(0, flat)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> flat.withBand(10, flat.withBand(5, flat))).hasMessageContaining("flat price");
        assertThatThrownBy(() -> flat.withBand(10, flat).withBand(10, flat))
                .hasMessageContaining("there is one already");
    }

    @Test
    void peakHoursHaveTheirOwnPriceAndBands() {
        Price price = Price.perMillion("1", "2")
                .withPeak(PEAK, Price.perMillion("2", "4").withBand(1_000, Price.perMillion("3", "6")));
        assertThat(usd(price.cost(Usage.of(1_000, 0), SUNDAY))).isEqualTo("0.001");
        assertThat(usd(price.cost(Usage.of(1_000, 0), MONDAY_PEAK))).isEqualTo("0.002");
        assertThat(usd(price.cost(Usage.of(1_001, 0), MONDAY_PEAK))).isEqualTo("0.003003");
        assertThat(usd(price.worstCase(1_001, 0))).isEqualTo("0.003003");
        assertThatThrownBy(() -> price.withPeak(PEAK, price)).hasMessageContaining("without peak hours of its own");
    }

    @Test
    void anAbsurdUsageCostsTheMostThereIsInsteadOfWrapping() {
        Price price = Price.perMillion("1000", "1000");
        assertThat(price.cost(Usage.of(Long.MAX_VALUE, Long.MAX_VALUE), SUNDAY)).isEqualTo(Money.MAX);
        assertThat(price.worstCase(Long.MAX_VALUE, Long.MAX_VALUE)).isEqualTo(Money.MAX);
        assertThat(price.withSearchUnit(Money.usd("1")).cost(Usage.NONE.withSearchUnits(Long.MAX_VALUE), SUNDAY))
                .isEqualTo(Money.MAX);
        Usage large = Usage.of(20_000_000_000_000L, 0);
        assertThat(usd(Price.perMillion("1", "1").cost(large, SUNDAY))).isEqualTo("20000000");
    }

    @Test
    void implausibleCountsAreRefused() {
        Price price = Price.perMillion("1", "1");
        assertThatThrownBy(() -> price.cost(Usage.of(-1, 0), SUNDAY)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> price.worstCase(-1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> price.worstCase(Usage.NONE.withSearchUnits(-1)))
                .hasMessageContaining("search units -1");
        assertThat(Usage.NONE.withSearchUnits(-1).isPlausible()).isFalse();
        Usage wraps = Usage.of(0, 0)
                .withCachedInputTokens(Long.MAX_VALUE)
                .withCacheWriteTokens(Long.MAX_VALUE)
                .withCacheWriteHourTokens(2);
        assertThat(wraps.uncachedInputTokens()).isZero();
        assertThat(wraps.isPlausible()).isFalse();
    }

    @Test
    void onlyWhatNeverCostsAnythingIsFree() {
        assertThat(Price.free().isFree()).isTrue();
        assertThat(Price.free().cost(Usage.of(5, 5), SUNDAY)).isEqualTo(Money.ZERO);
        Price nothing = Price.perMillion("0", "0");
        assertThat(nothing.isFree()).isTrue();
        assertThat(nothing.withCacheWriteHour("1").isFree()).isFalse();
        assertThat(nothing.withReasoning("1").isFree()).isFalse();
        assertThat(nothing.withRequestFee(Money.ofNanos(1)).isFree()).isFalse();
        assertThat(nothing.withSearchUnit(Money.ofNanos(1)).isFree()).isFalse();
        assertThat(nothing.withBand(1, Price.perMillion("0", "1")).isFree()).isFalse();
        assertThat(nothing.withPeak(PEAK, Price.perMillion("1", "0")).isFree()).isFalse();
    }

    @Test
    void pricesAreCheckedWhereTheyAreMade() {
        assertThatThrownBy(() -> Price.perMillion("-1", "0")).hasMessageContaining("at least 0 USD");
        assertThatThrownBy(() -> Price.perMillion("x", "0")).hasMessageContaining("\"x\"");
        assertThatThrownBy(() -> Price.perMillion("0.0000000001", "0")).hasMessageContaining("at most 9 decimals");
        assertThatThrownBy(() -> Price.free().withRequestFee(Money.ofNanos(-1))).hasMessageContaining("at least 0");
        assertThatThrownBy(() -> Price.free().withSearchUnit(Money.ofNanos(-1))).hasMessageContaining("at least 0");
    }

    @Test
    void equalPricesAreEqualAndToldInDollars() {
        Price price =
                Price.perMillion("0.15", "0.6").withCachedInput("0.075").withPeak(PEAK, Price.perMillion("1", "2"));
        assertThat(price)
                .isEqualTo(Price.perMillion("0.150", "0.60")
                        .withCachedInput("0.075")
                        .withPeak(PeakHours.weekdays(1, 4), Price.perMillion("1", "2")))
                .isNotEqualTo(Price.perMillion("0.15", "0.6"));
        assertThat(price)
                .hasToString("input $0.15, output $0.6, cached input $0.075; "
                        + "peak 1-4 h UTC on Monday to Friday: input $1, output $2");
    }

    @Property(tries = 2_000)
    void aCostIsTheExactSumRoundedUp(@ForAll("rates") Rates rates, @ForAll("usages") Usage usage) {
        BigDecimal exact = part(usage.uncachedInputTokens(), rates.input())
                .add(part(usage.cachedInputTokens(), or(rates.cachedInput(), rates.input())))
                .add(part(usage.cacheWriteTokens(), or(rates.cacheWrite(), rates.input())))
                .add(part(
                        usage.cacheWriteHourTokens(),
                        or(rates.cacheWriteHour(), or(rates.cacheWrite(), rates.input()))))
                .add(part(usage.outputTokens() - usage.reasoningTokens(), rates.output()))
                .add(part(usage.reasoningTokens(), or(rates.reasoning(), rates.output())))
                .setScale(0, RoundingMode.CEILING)
                .add(BigDecimal.valueOf(rates.requestFee()))
                .add(BigDecimal.valueOf(usage.searchUnits()).multiply(BigDecimal.valueOf(rates.searchUnit())));
        assertThat(Price.of(rates).cost(usage, SUNDAY).nanos())
                .isEqualTo(exact.min(BigDecimal.valueOf(Long.MAX_VALUE)).longValueExact());
    }

    private static BigDecimal part(long tokens, long nanosPerMillion) {
        return BigDecimal.valueOf(tokens).multiply(BigDecimal.valueOf(nanosPerMillion, 6));
    }

    private static long or(long rate, long plainer) {
        return rate >= 0 ? rate : plainer;
    }

    @Property(tries = 2_000)
    void nothingWithinTheBoundsCostsMoreThanTheWorstCase(
            @ForAll("prices") Price price,
            @ForAll("usages") Usage usage,
            @ForAll @LongRange(max = 500_000) long moreInput,
            @ForAll @LongRange(max = 500_000) long moreOutput,
            @ForAll @LongRange(max = 3) long moreUnits,
            @ForAll @LongRange(max = 7 * 24) long hour) {
        Money worst = price.worstCase(Usage.of(usage.inputTokens() + moreInput, usage.outputTokens() + moreOutput)
                .withSearchUnits(usage.searchUnits() + moreUnits));
        assertThat(price.cost(usage, SUNDAY.plusSeconds(hour * 3600))).isLessThanOrEqualTo(worst);
    }

    @Provide
    Arbitrary<Rates> rates() {
        Arbitrary<Long> rate = Arbitraries.longs().between(0, 2_000_000_000_000L);
        Arbitrary<Long> extra = Arbitraries.oneOf(
                Arbitraries.just(-1L), rate, Arbitraries.longs().between(0, 3));
        return Combinators.combine(
                        rate,
                        rate,
                        extra,
                        extra,
                        extra,
                        extra,
                        Arbitraries.longs().between(0, 5),
                        Arbitraries.longs().between(0, 5_000_000))
                .as(Rates::new);
    }

    @Provide
    Arbitrary<Price> prices() {
        return Combinators.combine(rates(), rates(), rates(), rates(), rates())
                .as((base, low, high, peak, peakBand) -> Price.of(base)
                        .withBand(200_000, Price.of(low))
                        .withBand(272_000, Price.of(high))
                        .withPeak(PEAK.and(6, 10), Price.of(peak).withBand(100_000, Price.of(peakBand))));
    }

    @Provide
    Arbitrary<Usage> usages() {
        Arbitrary<Long> count = Arbitraries.oneOf(
                Arbitraries.longs().between(0, 300_000), Arbitraries.longs().between(0, 1_000_000_000_000L));
        return Combinators.combine(count, count, count, count, count, count, count)
                .as((plain, cached, write, hour, output, reasoning, units) -> Usage.of(
                                plain + cached + write + hour, output + reasoning)
                        .withCachedInputTokens(cached)
                        .withCacheWriteTokens(write)
                        .withCacheWriteHourTokens(hour)
                        .withReasoningTokens(reasoning)
                        .withSearchUnits(units));
    }
}
