package io.tollgate;

import io.tollgate.RouterStats.Hits;
import io.tollgate.RouterStats.Row;
import io.tollgate.RouterStats.Traffic;
import io.tollgate.price.Money;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Keeps what {@link RouterStats} tells, without any registry. Thread-safe. Names come in bounded by {@link Metrics}.
 */
final class StatsRecorder {
    private final Health health;
    private final StatsSeries calls;
    private final ConcurrentMap<String, ConcurrentMap<String, StatsSeries>> models = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, LongAdder> costByTeam = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Cache> caches = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, LongSupplier> inFlight = new ConcurrentHashMap<>();

    StatsRecorder(Health health) {
        this.health = health;
        this.calls = new StatsSeries(health.clock());
    }

    /** Whole calls. */
    StatsSeries calls() {
        return calls;
    }

    /** The attempts on a model. */
    StatsSeries model(String provider, String model) {
        return models.computeIfAbsent(provider, id -> new ConcurrentHashMap<>())
                .computeIfAbsent(model, name -> new StatsSeries(health.clock()));
    }

    /** What a team spent, in nano-dollars. */
    LongAdder costOf(String team) {
        LongAdder known = costByTeam.get(team);
        return known != null ? known : costByTeam.computeIfAbsent(team, name -> new LongAdder());
    }

    void watchCache(String name, LongSupplier hits, LongSupplier misses) {
        caches.put(name, new Cache(hits, misses));
    }

    void watchInFlight(String provider, LongSupplier count) {
        inFlight.put(provider, count);
    }

    RouterStats snapshot() {
        StatsSum all = new StatsSum();
        List<Row> providers = new ArrayList<>();
        List<Row> rows = new ArrayList<>();
        new TreeMap<>(models).forEach((provider, byModel) -> {
            StatsSum sum = new StatsSum();
            new TreeMap<>(byModel).forEach((model, series) -> {
                StatsSum own = new StatsSum();
                series.addTo(own);
                sum.add(own);
                rows.add(new Row(provider, model, health.availability(provider, model), new Traffic(own)));
            });
            all.addUse(sum);
            Availability state = health.provider(provider).availability();
            providers.add(new Row(provider, "", state, new Traffic(sum)));
        });
        calls.addTo(all);
        return new RouterStats(
                health.clock().instant(), new Traffic(all), providers, rows, costs(), hits(), inFlightNow());
    }

    private Map<String, Money> costs() {
        Map<String, Money> costs = new TreeMap<>();
        costByTeam.forEach((team, nanos) -> costs.put(team, Money.ofNanos(nanos.sum())));
        return costs;
    }

    private Map<String, Hits> hits() {
        Map<String, Hits> hits = new TreeMap<>();
        caches.forEach((name, cache) ->
                hits.put(name, new Hits(cache.hits().getAsLong(), cache.misses().getAsLong())));
        return hits;
    }

    private Map<String, Long> inFlightNow() {
        Map<String, Long> now = new TreeMap<>();
        inFlight.forEach((provider, count) -> now.put(provider, count.getAsLong()));
        return now;
    }

    private record Cache(LongSupplier hits, LongSupplier misses) {}
}
