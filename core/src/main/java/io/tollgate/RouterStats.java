package io.tollgate;

import io.tollgate.price.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a router did, since it was built and in the last five minutes, as of one moment. Immutable.
 *
 * <p>The last five minutes reach back between 5:00 and 5:30. Percentiles are over what succeeded in them, and off by
 * less than 1.6 % or 32 µs. Counters go on while a snapshot is made, so two of its numbers may be a few attempts apart.
 * Models that callers name are listed apart up to a limit, and as {@code other} beyond it; so are teams.
 */
public final class RouterStats {
    private final Instant at;
    private final Traffic calls;
    private final List<Row> providers;
    private final List<Row> models;
    private final Map<String, Money> costByTeam;
    private final Map<String, Hits> caches;
    private final Map<String, Long> inFlight;

    RouterStats(
            Instant at,
            Traffic calls,
            List<Row> providers,
            List<Row> models,
            Map<String, Money> costByTeam,
            Map<String, Hits> caches,
            Map<String, Long> inFlight) {
        this.at = at;
        this.calls = calls;
        this.providers = List.copyOf(providers);
        this.models = List.copyOf(models);
        this.costByTeam = Collections.unmodifiableMap(new TreeMap<>(costByTeam));
        this.caches = Collections.unmodifiableMap(new TreeMap<>(caches));
        this.inFlight = Collections.unmodifiableMap(new TreeMap<>(inFlight));
    }

    /** When the snapshot was made. */
    public Instant at() {
        return at;
    }

    /** Whole calls, each with all its attempts: what the app's users saw. */
    public Traffic calls() {
        return calls;
    }

    /** The attempts of each provider, over its models, by id. */
    public List<Row> providers() {
        return providers;
    }

    /** The attempts of each model under each provider, by provider and name. */
    public List<Row> models() {
        return models;
    }

    /** What each team spent since the router was built. */
    public Map<String, Money> costByTeam() {
        return costByTeam;
    }

    /** How often each cache had what it was asked for, by the cache's name: {@code key}, {@code response} and so on. */
    public Map<String, Hits> caches() {
        return caches;
    }

    /** The attempts under way at each provider, by its id. */
    public Map<String, Long> inFlight() {
        return inFlight;
    }

    /** Tables of the last five minutes, for people; its form may change. */
    @Override
    public String toString() {
        return StatsTable.of(this);
    }

    /** Whether a provider or model is used now, and if not, why. */
    public enum State {
        /** It is used. */
        AVAILABLE,
        /** The vendor named a time, or its quota's day or month, to come back after. */
        COOLING_DOWN,
        /** A moment of rest after a rate limit for which the vendor named no time. */
        RESTING,
        /** The vendor refused the key; another one ends it. */
        AWAITS_KEY,
        /** The account can't pay or the model isn't there; an operator or another key ends it. */
        AWAITS_OPERATOR,
        /** Too many attempts failed; a trial is due at the time of recovery, or under way. */
        BREAKER_OPEN
    }

    /** One provider, or one model under it. Immutable. */
    public static final class Row {
        private final String provider;
        private final String model;
        private final Availability availability;
        private final Traffic attempts;

        Row(String provider, String model, Availability availability, Traffic attempts) {
            this.provider = provider;
            this.model = model;
            this.availability = availability;
            this.attempts = attempts;
        }

        /** The provider's id. */
        public String provider() {
            return provider;
        }

        /** The model's name; empty in the row of a whole provider. */
        public String model() {
            return model;
        }

        /** Whether it is used now; with keys per team, what one team's key suffers isn't told here. */
        public State state() {
            return availability.state();
        }

        /** When it is tried again; empty if it is used now, or no time heals it. */
        public Optional<Instant> recovery() {
            return availability.recovery();
        }

        /** Its attempts: HTTP exchanges, so a retried call counts more than once. */
        public Traffic attempts() {
            return attempts;
        }
    }

    /** Calls or attempts, in all and lately. Immutable. */
    public static final class Traffic {
        private final Tally total;
        private final Tally recent;
        private final Optional<Percentiles> latency;
        private final Optional<Percentiles> firstContent;

        Traffic(StatsSum sum) {
            this.total = sum.total.tally();
            this.recent = sum.recent.tally();
            this.latency = StatsSum.percentiles(sum.latency);
            this.firstContent = StatsSum.percentiles(sum.firstContent);
        }

        /** Since the router was built. */
        public Tally total() {
            return total;
        }

        /** In the last five minutes. */
        public Tally recent() {
            return recent;
        }

        /** How long what succeeded in the last five minutes took; empty if nothing did. */
        public Optional<Percentiles> latency() {
            return latency;
        }

        /** How long the streams of the last five minutes took to their first content; empty if there were none. */
        public Optional<Percentiles> firstContent() {
            return firstContent;
        }
    }

    /** A count of calls or attempts, and what they used. Immutable. */
    public static final class Tally {
        private final long count;
        private final long failures;
        private final long inputTokens;
        private final long outputTokens;
        private final Money cost;

        Tally(long count, long failures, long inputTokens, long outputTokens, Money cost) {
            this.count = count;
            this.failures = failures;
            this.inputTokens = inputTokens;
            this.outputTokens = outputTokens;
            this.cost = cost;
        }

        /** How many there were. */
        public long count() {
            return count;
        }

        /** How many of them failed. */
        public long failures() {
            return failures;
        }

        /** The share that failed, from 0 to 1 with four decimals; 0 if there were none. */
        public BigDecimal errorRate() {
            return share(failures, count);
        }

        /** The input tokens that vendors reported. */
        public long inputTokens() {
            return inputTokens;
        }

        /** The output tokens that vendors reported. */
        public long outputTokens() {
            return outputTokens;
        }

        /** What they cost, as booked. */
        public Money cost() {
            return cost;
        }
    }

    /**
     * Three points of a distribution of durations.
     *
     * @param p50 half took no longer
     * @param p95 95 % took no longer
     * @param p99 99 % took no longer
     */
    public record Percentiles(Duration p50, Duration p95, Duration p99) {}

    /**
     * How often a cache had what it was asked for, since the router was built.
     *
     * @param hits it had it
     * @param misses it didn't
     */
    public record Hits(long hits, long misses) {
        /** The share of hits, from 0 to 1 with four decimals; 0 if it was never asked. */
        public BigDecimal ratio() {
            return share(hits, hits + misses);
        }
    }

    private static BigDecimal share(long part, long whole) {
        return whole == 0
                ? BigDecimal.ZERO.setScale(4)
                : BigDecimal.valueOf(part).divide(BigDecimal.valueOf(whole), 4, RoundingMode.HALF_EVEN);
    }
}
