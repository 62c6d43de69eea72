package io.tollgate;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.tollgate.failure.FailureKind;
import io.tollgate.price.ModelCard;
import io.tollgate.price.Money;
import io.tollgate.price.Usage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All meters of a router, and the one place that speaks to Micrometer. Thread-safe. Whatever a registry throws, or lacks
 * on the class path, is logged once and breaks no call; histogram buckets are the registry's to choose.
 *
 * <p>Each meter is found once per combination of tags and kept. The combinations are bounded: {@code maxModels} pairs
 * of provider and model, and as many routes; {@code maxTeams} teams; {@value #MAX_REASONS} reasons; {@value #MAX_COSTS}
 * pairs of model and team. What comes beyond them counts as {@code other}.
 */
final class Metrics implements AutoCloseable {
    static final int MAX_REASONS = 100;
    static final int MAX_COSTS = 10_000;
    /** In place of a time to the first content: there was none, or the answer didn't stream. */
    static final long NO_CONTENT = StatsSeries.NONE;

    private static final Logger LOG = LoggerFactory.getLogger(Metrics.class);
    private static final String NO_TEAM = "none";
    private static final String NO_ERROR = "none";
    private static final Map<FailureKind, String> ERROR_TYPES =
            Arrays.stream(FailureKind.values()).collect(Collectors.toUnmodifiableMap(kind -> kind, Metrics::lower));

    private final MeterRegistry registry;
    private final List<Meter.Id> foreign; // looked up once: a registry looks through all its meters
    private final Health health;
    private final StatsRecorder recorder;
    private final BoundedLabels teams;
    private final BoundedLabels models;
    private final BoundedLabels routes;
    private final BoundedLabels reasons = new BoundedLabels(MAX_REASONS);
    private final Set<String> statesShown = ConcurrentHashMap.newKeySet(); // one for all operations
    private final AtomicInteger costs = new AtomicInteger();
    private final AtomicBoolean brokenTold = new AtomicBoolean();
    private final List<Watch> watches = new ArrayList<>(); // guarded by itself
    private final Map<Operation, ConcurrentMap<String, ConcurrentMap<String, Series>>> series = Arrays.stream(
                    Operation.values())
            .collect(Collectors.toUnmodifiableMap(one -> one, one -> new ConcurrentHashMap<>()));
    private final ConcurrentMap<String, ConcurrentMap<CallOutcome, Counter>> calls = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Counter> fallbacks = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Counter> refusals = new ConcurrentHashMap<>();

    Metrics(MeterRegistry registry, Health health, int maxTeams, int maxModels) {
        this.registry = registry;
        this.foreign = shownAlready();
        this.health = health;
        this.recorder = new StatsRecorder(health);
        this.teams = new BoundedLabels(maxTeams);
        teams.of(NO_TEAM); // has its place whoever comes first
        this.models = new BoundedLabels(maxModels);
        this.routes = new BoundedLabels(maxModels);
    }

    /** Statistics only, for a router without a registry. */
    static Metrics unpublished(Health health, int maxTeams, int maxModels) {
        return new Metrics(new CompositeMeterRegistry(), health, maxTeams, maxModels);
    }

    /**
     * The meters of the attempts on a model. Asked at build for the models of routes, they have their place before
     * callers name others.
     */
    Series series(Operation operation, String providerId, String vendor, String model) {
        ConcurrentMap<String, ConcurrentMap<String, Series>> byProvider = Objects.requireNonNull(series.get(operation));
        ConcurrentMap<String, Series> byModel = byProvider.get(providerId);
        Series known = byModel == null ? null : byModel.get(model);
        if (known != null) {
            return known;
        }
        String label = models.of(providerId + "/" + model).equals(BoundedLabels.OTHER) ? BoundedLabels.OTHER : model;
        return byProvider
                .computeIfAbsent(providerId, id -> new ConcurrentHashMap<>())
                .computeIfAbsent(label, name -> new Series(operation, providerId, vendor, name));
    }

    /** A whole call ended, in one way or another, after so many nanoseconds. */
    void callDone(String route, CallOutcome outcome, long nanos, long firstContentNanos) {
        if (outcome == CallOutcome.OK) {
            recorder.calls().succeeded(nanos, firstContentNanos);
        } else {
            recorder.calls().failed();
        }
        String label = routes.of(route);
        ConcurrentMap<CallOutcome, Counter> known = calls.get(label);
        ConcurrentMap<CallOutcome, Counter> counters =
                known != null ? known : calls.computeIfAbsent(label, name -> new ConcurrentHashMap<>());
        Counter counter = counters.get(outcome);
        increment(counter != null ? counter : newCallCounter(counters, label, outcome), 1);
    }

    private Counter newCallCounter(ConcurrentMap<CallOutcome, Counter> counters, String route, CallOutcome outcome) {
        return counters.computeIfAbsent(outcome, one -> counter(MeterName.CALLS, route, lower(one)));
    }

    /** A call went on to its next candidate. */
    void fallback(String reason) {
        increment(named(fallbacks, MeterName.FALLBACKS, reason), 1);
    }

    /** A candidate or call was refused before anything was sent. */
    void refusal(String reason) {
        increment(named(refusals, MeterName.REFUSALS, reason), 1);
    }

    /** Shows a budget; {@code level} is asked four times for each look at the meters, so it must answer at once. */
    void watchBudget(String budget, Supplier<BudgetLevel> level) {
        gauge(MeterName.BUDGET_LIMIT, () -> usd(level.get().limit()), budget);
        gauge(MeterName.BUDGET_COMMITTED, () -> usd(level.get().committed()), budget);
        gauge(MeterName.BUDGET_HELD, () -> usd(level.get().held()), budget);
        gauge(MeterName.BUDGET_OVERRUN, () -> usd(level.get().overrun()), budget);
    }

    /** Shows how many attempts are under way at a provider. */
    void watchInFlight(String providerId, LongSupplier count) {
        recorder.watchInFlight(providerId, count);
        gauge(MeterName.IN_FLIGHT, count::getAsLong, providerId);
    }

    /** Shows how many entries wait for the ledger's engine to be back. */
    void watchLedger(LongSupplier unbooked, LongSupplier lostWrites) {
        gauge(MeterName.UNBOOKED, unbooked::getAsLong);
        functionCounter(MeterName.LOST_WRITES, lostWrites);
    }

    /** Shows how often a cache had what it was asked for; both numbers only grow. */
    void watchCache(String cache, LongSupplier hits, LongSupplier misses) {
        recorder.watchCache(cache, hits, misses);
        functionCounter(MeterName.CACHE_GETS, hits, cache, "hit");
        functionCounter(MeterName.CACHE_GETS, misses, cache, "miss");
    }

    /** Whether anybody sees them but {@link #stats}. */
    boolean isPublished() {
        return !(registry instanceof CompositeMeterRegistry all
                && all.getRegistries().isEmpty());
    }

    RouterStats stats() {
        return recorder.snapshot();
    }

    /** What the registry already has under a name of these meters, but of another type or with other tag keys. */
    List<String> clashes() {
        List<String> found = new ArrayList<>();
        try {
            Set<String> common = commonTagKeys();
            for (MeterName name : MeterName.values()) {
                registry.find(name.id).meters().stream()
                        .flatMap(meter -> clash(name, meter.getId(), common).stream())
                        .distinct()
                        .forEach(found::add);
            }
        } catch (RuntimeException | LinkageError e) {
            found.add("expected a meter registry that lists its meters, but it threw " + e);
        }
        return found;
    }

    /** Takes out of the registry what would hold on to this router; counts and timers stay, as in any registry. */
    @Override
    public void close() {
        synchronized (watches) {
            watches.forEach(watch -> attempt(() -> registry.remove(watch.meter())));
            watches.clear();
        }
    }

    /** The keys that the app's own filters add to every meter. */
    private Set<String> commonTagKeys() {
        Counter probe = Counter.builder("tollgate.preflight")
                .description("Registered for a moment, to see the registry's common tags")
                .register(registry);
        registry.remove(probe);
        return keys(probe.getId());
    }

    private static List<String> clash(MeterName name, Meter.Id id, Set<String> common) {
        Set<String> expected = new TreeSet<>(common);
        expected.addAll(name.keys);
        Set<String> keys = keys(id);
        if (id.getType().name().equals(name.kind.name()) && keys.equals(expected)) {
            return List.of();
        }
        return List.of("expected meter " + name.id + " to be a " + lower(name.kind) + " with the tags " + expected
                + ", but the registry has a " + lower(id.getType()) + " of that name with the tags " + keys
                + ", and may drop either: rename one of them with a MeterFilter");
    }

    private static Tags tags(MeterName name, String... values) {
        if (values.length != name.keys.size()) {
            throw new IllegalArgumentException("expected a value for each tag of " + name.id + ", " + name.keys
                    + ", but got " + values.length + " values");
        }
        Tags tags = Tags.empty();
        for (int i = 0; i < values.length; i++) {
            tags = tags.and(name.keys.get(i), values[i]);
        }
        return tags;
    }

    private static Set<String> keys(Meter.Id id) {
        Set<String> keys = new TreeSet<>();
        id.getTags().forEach(tag -> keys.add(tag.getKey()));
        return keys;
    }

    private Counter named(ConcurrentMap<String, Counter> counters, MeterName name, String reason) {
        String label = reasons.of(reason);
        Counter known = counters.get(label);
        return known != null ? known : counters.computeIfAbsent(label, tag -> counter(name, tag));
    }

    private Counter counter(MeterName name, String... tags) {
        return made(at -> Counter.builder(name.id)
                .description(name.description)
                .baseUnit(name.unit)
                .tags(tags(name, tags))
                .register(at));
    }

    private Timer timer(MeterName name, String... tags) {
        return made(at -> Timer.builder(name.id)
                .description(name.description)
                .tags(tags(name, tags))
                .register(at));
    }

    private DistributionSummary summary(MeterName name, String... tags) {
        return made(at -> DistributionSummary.builder(name.id)
                .description(name.description)
                .baseUnit(name.unit)
                .tags(tags(name, tags))
                .register(at));
    }

    private void gauge(MeterName name, DoubleSupplier value, String... values) {
        Tags tags = tags(name, values);
        watch(name, tags, value, () -> Gauge.builder(name.id, value, this::read)
                .description(name.description)
                .baseUnit(name.unit)
                .tags(tags)
                .register(registry));
    }

    private void functionCounter(MeterName name, LongSupplier value, String... values) {
        Tags tags = tags(name, values);
        watch(name, tags, value, () -> FunctionCounter.builder(name.id, value, count -> read(count::getAsLong))
                .description(name.description)
                .tags(tags)
                .register(registry));
    }

    private void watch(MeterName name, Tags tags, Object held, Supplier<Meter> register) {
        attempt(() -> {
            synchronized (watches) {
                // It would stay the other router's, and closing this one would take it away.
                if (foreign.stream().noneMatch(id -> id.getName().equals(name.id) && has(id, tags))) {
                    watches.add(new Watch(held, register.get()));
                } else {
                    LOG.warn("{} {} is shown by another router already; give each its own common tag", name.id, tags);
                }
            }
        });
    }

    private static boolean has(Meter.Id id, Tags tags) {
        return tags.stream().allMatch(id.getTags()::contains);
    }

    /** What a router before this one shows in the same registry. */
    private List<Meter.Id> shownAlready() {
        Set<String> names =
                Arrays.stream(MeterName.values()).map(name -> name.id).collect(Collectors.toSet());
        List<Meter.Id> ids = new ArrayList<>();
        attempt(() -> registry.getMeters().stream()
                .map(Meter::getId)
                .filter(id -> names.contains(id.getName()))
                .forEach(ids::add));
        return ids;
    }

    private double read(DoubleSupplier value) {
        try {
            return value.getAsDouble();
        } catch (RuntimeException | LinkageError e) {
            broken(e);
            return Double.NaN;
        }
    }

    private <M> M made(Function<MeterRegistry, M> builder) {
        try {
            return builder.apply(registry);
        } catch (RuntimeException | LinkageError e) {
            broken(e);
            return builder.apply(new CompositeMeterRegistry());
        }
    }

    private void increment(Counter counter, double amount) {
        try {
            counter.increment(amount);
        } catch (RuntimeException | LinkageError e) {
            broken(e);
        }
    }

    private void attempt(Runnable registration) {
        try {
            registration.run();
        } catch (RuntimeException | LinkageError e) {
            broken(e);
        }
    }

    private void broken(Throwable e) {
        if (brokenTold.compareAndSet(false, true)) {
            LOG.warn("the meter registry threw; calls go on, but its meters may lack them (told once)", e);
        }
    }

    private static double usd(Money money) {
        return money.nanos() / 1e9;
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** What an attempt asks for, by its name in OpenTelemetry, which has none for ranking. */
    enum Operation {
        CHAT("chat"),
        EMBEDDINGS("embeddings"),
        RERANK("rerank");

        private final String label;

        Operation(String label) {
            this.label = label;
        }

        static Operation of(ModelCard.Kind kind) {
            return switch (kind) {
                case CHAT -> CHAT;
                case EMBEDDING -> EMBEDDINGS;
                case RERANK -> RERANK;
            };
        }

        String label() {
            return label;
        }
    }

    /** How a whole call ended. */
    enum CallOutcome {
        OK,
        /** It threw after an attempt. */
        FAILED,
        /** It threw before any attempt. */
        REFUSED,
        /** Its caller left. */
        CANCELLED
    }

    /** How a budget stands. */
    record BudgetLevel(Money limit, Money committed, Money held, Money overrun) {}

    /** A meter that asks for its value, and what it asks: a registry holds that weakly, so it is held here. */
    private record Watch(Object held, Meter meter) {}

    /** The meters of the attempts on one model under one provider. Thread-safe; nothing here throws. */
    final class Series {
        private final String[] tags;
        private final String provider;
        private final String model;
        private final StatsSeries stats;
        private final ConcurrentMap<String, Timer> durations = new ConcurrentHashMap<>();
        private final ConcurrentMap<String, Timer> firstContents = new ConcurrentHashMap<>();
        private final DistributionSummary inputTokens;
        private final DistributionSummary outputTokens;
        private final Counter retries;
        private final ConcurrentMap<String, Counter> costByTeam = new ConcurrentHashMap<>();

        private Series(Operation operation, String provider, String vendor, String model) {
            this.tags = new String[] {operation.label, vendor, model, provider};
            this.provider = provider;
            this.model = model;
            this.stats = recorder.model(provider, model);
            this.inputTokens = summary(MeterName.TOKENS, with("input"));
            this.outputTokens = summary(MeterName.TOKENS, with("output"));
            this.retries = counter(MeterName.RETRIES, provider, model);
            if (statesShown.add(provider + "/" + model)) {
                DoubleSupplier state =
                        () -> health.availability(provider, model).isNow() ? 1 : 0;
                gauge(MeterName.STATE, state, provider, model);
            }
        }

        /** An attempt succeeded after so many nanoseconds. */
        void succeeded(long nanos, long firstContentNanos) {
            stats.succeeded(nanos, firstContentNanos);
            time(NO_ERROR, nanos, firstContentNanos);
        }

        /** An attempt failed after so many nanoseconds. */
        void failed(FailureKind kind, long nanos, long firstContentNanos) {
            stats.failed();
            time(ERROR_TYPES.getOrDefault(kind, BoundedLabels.OTHER), nanos, firstContentNanos);
        }

        /** What the vendor said that an attempt used. */
        void used(Usage usage) {
            stats.used(usage);
            try {
                inputTokens.record((double) usage.inputTokens());
                outputTokens.record((double) usage.outputTokens());
            } catch (RuntimeException | LinkageError e) {
                broken(e);
            }
        }

        /** What was booked for an attempt; a correction downward is in the statistics, since no counter can fall. */
        void cost(String team, Money cost) {
            stats.cost(cost.nanos());
            String label = teams.of(team);
            recorder.costOf(label).add(cost.nanos());
            if (!cost.isNegative()) {
                increment(costMeter(label), usd(cost));
            }
        }

        /** The same model is asked again. */
        void retried() {
            increment(retries, 1);
        }

        private Counter costMeter(String team) {
            Counter known = costByTeam.get(team);
            return known != null ? known : newCostMeter(team);
        }

        private Counter newCostMeter(String team) {
            String label = costs.get() >= MAX_COSTS ? BoundedLabels.OTHER : team;
            return costByTeam.computeIfAbsent(label, name -> {
                costs.incrementAndGet();
                return counter(MeterName.COST, provider, model, name);
            });
        }

        private void time(String errorType, long nanos, long firstContentNanos) {
            try {
                timer(durations, MeterName.DURATION, errorType).record(nanos, TimeUnit.NANOSECONDS);
                if (firstContentNanos != NO_CONTENT) {
                    timer(firstContents, MeterName.FIRST_CONTENT, errorType)
                            .record(firstContentNanos, TimeUnit.NANOSECONDS);
                }
            } catch (RuntimeException | LinkageError e) {
                broken(e);
            }
        }

        private Timer timer(ConcurrentMap<String, Timer> timers, MeterName name, String errorType) {
            Timer known = timers.get(errorType);
            return known != null
                    ? known
                    : timers.computeIfAbsent(errorType, type -> Metrics.this.timer(name, with(type)));
        }

        private String[] with(String last) {
            return new String[] {tags[0], tags[1], tags[2], tags[3], last};
        }
    }
}
