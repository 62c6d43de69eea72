package io.tollgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tollgate.Metrics.BudgetLevel;
import io.tollgate.Metrics.CallOutcome;
import io.tollgate.Metrics.Operation;
import io.tollgate.Metrics.Series;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.price.Money;
import io.tollgate.price.Usage;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MetricsTest {
    private static final long MILLI = 1_000_000;

    private final Health health = new Health(new TestClock("2026-03-10T12:00:00Z"));

    static List<MeterRegistry> registries() {
        return List.of(new SimpleMeterRegistry(), new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    }

    @ParameterizedTest
    @MethodSource("registries")
    void everyMeterIsThereWithTheSameTagsOnEveryPath(MeterRegistry registry) {
        registry.config().onMeterRegistrationFailed((id, reason) -> {
            throw new AssertionError("expected " + id + " to be registered, but " + reason);
        });
        everyPath(metrics(registry));

        Map<String, Set<List<String>>> keys = registry.getMeters().stream()
                .map(Meter::getId)
                .collect(Collectors.groupingBy(
                        Meter.Id::getName, Collectors.mapping(MetricsTest::sortedKeys, Collectors.toSet())));
        for (MeterName name : MeterName.values()) {
            assertThat(keys.get(name.id))
                    .as(name.id)
                    .containsExactly(name.keys.stream().sorted().toList());
        }
        assertThat(keys).hasSize(MeterName.values().length);
        assertThat(registry.getMeters())
                .allSatisfy(meter -> assertThat(meter.getId().getDescription()).isNotBlank());
    }

    @Test
    void namesAndTagsAreThoseOfOpenTelemetry() {
        MeterRegistry registry = new SimpleMeterRegistry();
        Series series = metrics(registry).series(Operation.CHAT, "openai-eu", "openai", "gpt");
        series.succeeded(250 * MILLI, 20 * MILLI);
        series.failed(FailureKind.RATE_LIMIT, 5 * MILLI, Metrics.NO_CONTENT);
        series.used(Usage.of(1000, 20));

        Timer fine = registry.get("gen_ai.client.operation.duration")
                .tags("gen_ai.operation.name", "chat", "gen_ai.provider.name", "openai")
                .tags("gen_ai.request.model", "gpt", "tollgate.provider", "openai-eu", "error.type", "none")
                .timer();
        assertThat(fine.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(250);
        assertThat(registry.get("gen_ai.client.operation.duration")
                        .tag("error.type", "rate_limit")
                        .timer()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("gen_ai.client.operation.time_to_first_chunk")
                        .timer()
                        .totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(20);
        assertThat(registry.get("gen_ai.client.token.usage")
                        .tag("gen_ai.token.type", "input")
                        .summary()
                        .totalAmount())
                .isEqualTo(1000);
    }

    @Test
    void costsAreInDollarsPerTeam() {
        MeterRegistry registry = new SimpleMeterRegistry();
        Metrics metrics = metrics(registry);
        Series series = metrics.series(Operation.CHAT, "openai", "openai", "gpt");
        series.cost("search", Money.usd("1.25"));
        series.cost("search", Money.usd("-0.25"));
        assertThat(registry.get("tollgate.cost")
                        .tags("team", "search", "model", "gpt", "provider", "openai")
                        .counter()
                        .count())
                .as("a counter can't fall")
                .isEqualTo(1.25);
        assertThat(metrics.stats().costByTeam()).containsEntry("search", Money.usd("1"));
    }

    @Test
    void gaugesFollowWhatTheyWatch() {
        MeterRegistry registry = new SimpleMeterRegistry();
        Metrics metrics = metrics(registry);
        metrics.series(Operation.CHAT, "openai", "openai", "gpt");
        metrics.watchBudget(
                "daily", () -> new BudgetLevel(Money.usd("100"), Money.usd("1.5"), Money.usd("0.25"), Money.ZERO));
        metrics.watchInFlight("openai", () -> 7);
        metrics.watchCache("key", () -> 3, () -> 1);

        assertThat(registry.get("tollgate.provider.state").gauge().value()).isEqualTo(1);
        health.model("openai", "gpt").acquire().orElseThrow().failed(Failure.of(FailureKind.BILLING), "");
        assertThat(registry.get("tollgate.provider.state").gauge().value()).isZero();
        assertThat(registry.get("tollgate.budget.committed")
                        .tag("budget", "daily")
                        .gauge()
                        .value())
                .isEqualTo(1.5);
        assertThat(registry.get("tollgate.inflight").gauge().value()).isEqualTo(7);
        assertThat(registry.get("cache.gets")
                        .tag("result", "hit")
                        .functionCounter()
                        .count())
                .isEqualTo(3);
    }

    @Test
    void closingTakesAwayWhatWouldHoldTheRouter() {
        MeterRegistry registry = new SimpleMeterRegistry();
        Metrics metrics = metrics(registry);
        everyPath(metrics);
        metrics.close();
        assertThat(registry.getMeters().stream().map(meter -> meter.getId().getType()))
                .isNotEmpty()
                .doesNotContain(Meter.Type.GAUGE);
        assertThat(registry.find("cache.gets").meter()).isNull();
    }

    @Test
    void theGaugesOfAnotherRouterStayItsOwn() {
        MeterRegistry registry = new SimpleMeterRegistry();
        Metrics first = metrics(registry);
        first.watchInFlight("openai", () -> 1);
        Metrics second = metrics(registry);
        second.watchInFlight("openai", () -> 2);
        second.close();
        assertThat(registry.get("tollgate.inflight").gauge().value()).isEqualTo(1);
    }

    @Test
    void tenThousandBadNamesAndFiftyThousandTeamsStayBounded() {
        MeterRegistry registry = new SimpleMeterRegistry();
        Metrics metrics = new Metrics(registry, health, 100, 1000);
        Series kept = metrics.series(Operation.CHAT, "openai", "openai", "of a route");
        for (int i = 0; i < 10_000; i++) {
            Series series = metrics.series(Operation.CHAT, "openai", "openai", "bad-" + i);
            series.failed(FailureKind.MODEL_NOT_FOUND, MILLI, Metrics.NO_CONTENT);
            metrics.callDone("openai/bad-" + i, CallOutcome.FAILED, MILLI, Metrics.NO_CONTENT);
            metrics.fallback("reason-" + i);
        }
        for (int i = 0; i < 50_000; i++) {
            kept.cost("team-" + i, Money.ofNanos(1));
        }
        assertThat(count(registry, "gen_ai.client.operation.duration")).isEqualTo(1000);
        assertThat(count(registry, "tollgate.calls")).isEqualTo(1001);
        assertThat(count(registry, "tollgate.fallbacks")).isEqualTo(Metrics.MAX_REASONS + 1);
        assertThat(count(registry, "tollgate.cost")).isLessThanOrEqualTo(101);
        assertThat(metrics.series(Operation.CHAT, "openai", "openai", "of a route"))
                .isSameAs(kept);
        RouterStats stats = metrics.stats();
        assertThat(stats.models()).hasSize(1001);
        assertThat(stats.costByTeam()).hasSizeLessThanOrEqualTo(101);
        assertThat(stats.costByTeam().values().stream().reduce(Money.ZERO, Money::plus))
                .isEqualTo(Money.ofNanos(50_000));
        assertThat(stats.costByTeam()).containsEntry("other", Money.ofNanos(50_000 - 99));
    }

    @Test
    void aRegistryThatThrowsBreaksNothing() {
        Metrics metrics = metrics(new ThrowingRegistry());
        everyPath(metrics);
        assertThat(metrics.stats().models().get(0).attempts().total().count()).isEqualTo(FailureKind.values().length);
        assertThat(metrics.clashes()).singleElement().asString().contains("threw");
        metrics.close();
    }

    @Test
    void aSupplierThatThrowsShowsNoNumber() {
        MeterRegistry registry = new SimpleMeterRegistry();
        metrics(registry).watchInFlight("openai", () -> {
            throw new IllegalStateException("expected");
        });
        assertThat(registry.get("tollgate.inflight").gauge().value()).isNaN();
    }

    @Test
    void tellsOfNamesThatTheRegistryHasAlready() {
        MeterRegistry registry = new SimpleMeterRegistry();
        registry.config().commonTags("app", "shop");
        registry.gauge("tollgate.calls", 1);
        registry.counter("cache.gets", "cache", "books", "result", "hit", "cache.manager", "main");
        registry.counter("tollgate.fallbacks", "reason", "x");
        Metrics metrics = metrics(registry);
        metrics.refusal("budget");

        assertThat(metrics.clashes())
                .hasSize(2)
                .anySatisfy(clash -> assertThat(clash).contains("tollgate.calls", "a counter", "a gauge"))
                .anySatisfy(clash -> assertThat(clash).contains("cache.gets", "cache.manager"));
        assertThat(registry.find("tollgate.preflight").meter()).isNull();
    }

    @ParameterizedTest
    @MethodSource("registries")
    void itsOwnMetersAreNoClash(MeterRegistry registry) {
        registry.config().commonTags("app", "shop");
        Metrics metrics = metrics(registry);
        everyPath(metrics);
        assertThat(metrics.clashes()).isEmpty();
    }

    private static void everyPath(Metrics metrics) {
        for (Operation operation : Operation.values()) {
            Series series = metrics.series(operation, "openai", "openai", "model-" + operation);
            series.succeeded(MILLI, MILLI);
            series.succeeded(MILLI, Metrics.NO_CONTENT);
            series.used(Usage.of(1, 0));
            series.cost("none", Money.ofNanos(5));
            series.cost("", Money.ofNanos(5));
            series.retried();
        }
        for (FailureKind kind : FailureKind.values()) {
            metrics.series(Operation.CHAT, "anthropic", "anthropic", "haiku").failed(kind, MILLI, MILLI);
        }
        Arrays.stream(CallOutcome.values()).forEach(outcome -> metrics.callDone("assistant", outcome, MILLI, MILLI));
        metrics.fallback("rate_limit");
        metrics.refusal("budget");
        metrics.watchBudget("daily", () -> new BudgetLevel(Money.ZERO, Money.ZERO, Money.ZERO, Money.ZERO));
        metrics.watchInFlight("openai", () -> 0);
        metrics.watchLedger(() -> 0, () -> 0);
        metrics.watchCache("key", () -> 0, () -> 0);
    }

    private Metrics metrics(MeterRegistry registry) {
        return new Metrics(registry, health, 100, 1000);
    }

    private static long count(MeterRegistry registry, String name) {
        return registry.find(name).meters().size();
    }

    private static List<String> sortedKeys(Meter.Id id) {
        return List.copyOf(new TreeSet<>(id.getTags().stream().map(Tag::getKey).toList()));
    }

    /** Refuses each meter. */
    private static final class ThrowingRegistry extends SimpleMeterRegistry {
        private ThrowingRegistry() {
            super(SimpleConfig.DEFAULT, new MockClock());
        }

        @Override
        protected Counter newCounter(Meter.Id id) {
            throw new IllegalStateException("expected");
        }

        @Override
        protected Timer newTimer(Meter.Id id, DistributionStatisticConfig config, PauseDetector pauses) {
            throw new IllegalStateException("expected");
        }
    }
}
