package io.tollgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.Metrics.CallOutcome;
import io.tollgate.Metrics.Operation;
import io.tollgate.Metrics.Series;
import io.tollgate.RouterStats.Hits;
import io.tollgate.RouterStats.Row;
import io.tollgate.RouterStats.State;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.price.Money;
import io.tollgate.price.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class RouterStatsTest {
    private static final long MILLI = 1_000_000;

    private final TestClock clock = new TestClock("2026-03-10T12:00:00Z");
    private final Health health = new Health(clock);
    private final Metrics metrics = Metrics.unpublished(health, 100, 1000);

    @Test
    void tellsCountsRatesPercentilesTokensAndCostWithoutARegistry() {
        Series gpt = chat("openai", "gpt");
        for (int i = 1; i <= 98; i++) {
            gpt.succeeded(10L * i * MILLI, i * MILLI);
            gpt.used(Usage.of(100, 10));
            gpt.cost("search", Money.usd("0.000001001"));
        }
        gpt.failed(FailureKind.SERVER_ERROR, 5 * MILLI, Metrics.NO_CONTENT);
        gpt.failed(FailureKind.TIMEOUT, 60_000 * MILLI, Metrics.NO_CONTENT);
        chat("openai", "mini").succeeded(20 * MILLI, Metrics.NO_CONTENT);

        RouterStats stats = metrics.stats();
        Row row = stats.models().get(0);
        assertThat(row.provider() + "/" + row.model()).isEqualTo("openai/gpt");
        assertThat(row.attempts().recent().count()).isEqualTo(100);
        assertThat(row.attempts().recent().failures()).isEqualTo(2);
        assertThat(row.attempts().recent().errorRate()).isEqualByComparingTo("0.02");
        assertThat(row.attempts().recent().inputTokens()).isEqualTo(9_800);
        assertThat(row.attempts().recent().outputTokens()).isEqualTo(980);
        assertThat(row.attempts().total().cost()).isEqualTo(Money.usd("0.000098098"));
        near(row.attempts().latency().orElseThrow().p50(), 490);
        near(row.attempts().latency().orElseThrow().p95(), 940);
        near(row.attempts().latency().orElseThrow().p99(), 980);
        near(row.attempts().firstContent().orElseThrow().p50(), 49);
        assertThat(stats.models().get(1).attempts().firstContent()).isEmpty();

        Row provider = stats.providers().get(0);
        assertThat(provider.model()).isEmpty();
        assertThat(provider.attempts().recent().count()).isEqualTo(101);
        assertThat(stats.costByTeam()).containsEntry("search", Money.usd("0.000098098"));
        assertThat(stats.calls().total().cost()).isEqualTo(Money.usd("0.000098098"));
    }

    @Test
    void callsAreCountedApartFromTheirAttempts() {
        metrics.callDone("assistant", CallOutcome.OK, 30 * MILLI, Metrics.NO_CONTENT);
        metrics.callDone("assistant", CallOutcome.REFUSED, 0, Metrics.NO_CONTENT);
        assertThat(metrics.stats().calls().total().count()).isEqualTo(2);
        assertThat(metrics.stats().calls().total().failures()).isEqualTo(1);
        near(metrics.stats().calls().latency().orElseThrow().p99(), 30);
        assertThat(metrics.stats().models()).isEmpty();
    }

    @Test
    void afterFiveMinutesOnlyTheTotalsAreLeft() {
        Series gpt = chat("openai", "gpt");
        gpt.succeeded(MILLI, MILLI);
        clock.advance(Duration.ofMinutes(5));
        gpt.failed(FailureKind.CUT, MILLI, MILLI);
        assertThat(recent().count()).isEqualTo(2);
        clock.advance(Duration.ofSeconds(30));
        assertThat(recent().count()).isEqualTo(1);
        assertThat(recent().failures()).isEqualTo(1);
        clock.advance(Duration.ofDays(1));
        assertThat(recent().count()).isZero();
        assertThat(recent().errorRate()).isEqualByComparingTo("0");
        assertThat(metrics.stats().models().get(0).attempts().latency()).isEmpty();
        assertThat(metrics.stats().models().get(0).attempts().total().count()).isEqualTo(2);
    }

    @Test
    void tellsStateAndRecovery() {
        chat("openai", "gpt").succeeded(MILLI, MILLI);
        Failure limited = Failure.of(FailureKind.RATE_LIMIT).withRetryAfter(Duration.ofSeconds(30));
        health.model("openai", "gpt").acquire().orElseThrow().failed(limited, "");
        Row model = metrics.stats().models().get(0);
        assertThat(model.state()).isEqualTo(State.COOLING_DOWN);
        assertThat(model.recovery()).contains(clock.instant().plusSeconds(30));
        assertThat(metrics.stats().providers().get(0).state()).isEqualTo(State.AVAILABLE);
    }

    @Test
    void tellsCachesAndAttemptsUnderWay() {
        metrics.watchCache("key", () -> 3, () -> 1);
        metrics.watchCache("response", () -> 0, () -> 0);
        metrics.watchInFlight("openai", () -> 7);
        RouterStats stats = metrics.stats();
        assertThat(stats.caches().get("key")).isEqualTo(new Hits(3, 1));
        assertThat(stats.caches().get("response")).isEqualTo(new Hits(0, 0));
        assertThat(new Hits(3, 1).ratio()).isEqualByComparingTo("0.75");
        assertThat(new Hits(0, 0).ratio()).isEqualByComparingTo("0");
        assertThat(stats.inFlight()).containsEntry("openai", 7L);
    }

    @Test
    void isReadAsATable() {
        chat("openai", "gpt").succeeded(120 * MILLI, 20 * MILLI);
        chat("openai", "gpt").cost("none", Money.usd("0.0125"));
        metrics.callDone("assistant", CallOutcome.OK, 121 * MILLI, 20 * MILLI);
        metrics.watchCache("key", () -> 3, () -> 1);
        String table = metrics.stats().toString();
        assertThat(table.lines().skip(1).map(line -> line.replaceFirst("(?<=\\S) {2,}.*", "")
                        .strip()))
                .startsWith("last 5 minutes", "calls", "openai");
        assertThat(table)
                .containsPattern("(?m)^ {2}gpt +available +1 +0\\.0 % +12[01] ms .*\\$0\\.0125 +1 +\\$0\\.0125$")
                .contains("hit ratio key: 75.0 % of 4", "cost of team none: $0.0125");
    }

    @Test
    void nothingIsLostWhenManyThreadsRecord() throws Exception {
        int threads = 8;
        int each = 20_000;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                all.add(pool.submit(() -> {
                    for (int i = 0; i < each; i++) {
                        Series series = chat("openai", "gpt-" + i % 3);
                        series.succeeded(i, i);
                        series.cost("team-" + i % 5, Money.ofNanos(3));
                    }
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            pool.shutdownNow();
        }
        RouterStats stats = metrics.stats();
        assertThat(stats.providers().get(0).attempts().recent().count()).isEqualTo((long) threads * each);
        assertThat(stats.calls().total().cost()).isEqualTo(Money.ofNanos(3L * threads * each));
        assertThat(stats.costByTeam().values().stream().reduce(Money.ZERO, Money::plus))
                .isEqualTo(Money.ofNanos(3L * threads * each));
    }

    private RouterStats.Tally recent() {
        return metrics.stats().models().get(0).attempts().recent();
    }

    private Series chat(String provider, String model) {
        return metrics.series(Operation.CHAT, provider, provider, model);
    }

    private static void near(Duration actual, long millis) {
        assertThat(actual.toNanos()).isCloseTo(millis * MILLI, Percentage.withPercentage(1.6));
    }
}
