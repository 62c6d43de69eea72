package io.tollgate;

import dev.failsafe.CircuitBreaker;
import io.tollgate.RouterStats.State;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of the providers' and models' health: what their vendors said, and what the breakers saw. Thread-safe.
 *
 * <p>Told times, rests and the breakers' delay follow the injected clock; only the breakers' rolling window follows the
 * system's, since Failsafe takes no clock.
 *
 * <p>Bounded: {@value #MAX_MODELS} models; a model that callers name beyond them has no health of its own while all
 * others are in use. Models of routes are kept whatever callers name.
 */
final class Health {
    static final int MAX_MODELS = 10_000;
    /** The share of failures that opens a breaker. */
    static final int FAILURE_PERCENT = 50;
    /** The executions in the window below which no breaker opens. */
    static final int MIN_EXECUTIONS = 10;

    static final Duration WINDOW = Duration.ofSeconds(30);
    static final Duration OPEN_FOR = Duration.ofSeconds(15);
    /** A trial of which nothing was heard for so long, such as a stream that nobody closed, holds up no other. */
    static final Duration TRIAL_LEASE = Duration.ofMinutes(15);

    /** How often a full table is looked through for what may go. */
    static final long SWEEP_MILLIS = 60_000;

    private static final Logger LOG = LoggerFactory.getLogger(Health.class);

    private final Clock clock;
    private final ConcurrentMap<String, ProviderHealth> providers = new ConcurrentHashMap<>(); // ids of configuration
    private final AtomicInteger models = new AtomicInteger();
    private long sweepDueMillis; // guarded by this

    Health(Clock clock) {
        this.clock = clock;
    }

    /** A model that a route names: it is never given up for one that a caller names. */
    ModelHealth configured(String providerId, String model) {
        ModelHealth health = provider(providerId).model(model);
        health.keep();
        return health;
    }

    /** A model that a caller names. */
    ModelHealth model(String providerId, String model) {
        return provider(providerId).model(model);
    }

    ProviderHealth provider(String providerId) {
        ProviderHealth known = providers.get(providerId);
        return known != null
                ? known
                : providers.computeIfAbsent(providerId, id -> new ProviderHealth(id, this, new Breaker(id, clock)));
    }

    Clock clock() {
        return clock;
    }

    Breaker breaker(String name) {
        return new Breaker(name, clock);
    }

    /** Whether one more model may be kept. */
    boolean admitsModel() {
        if (models.get() >= MAX_MODELS) {
            sweep();
        }
        return models.getAndUpdate(n -> n < MAX_MODELS ? n + 1 : n) < MAX_MODELS;
    }

    /** A model that was admitted isn't kept after all. */
    void modelDropped() {
        models.decrementAndGet();
    }

    /** How the model stands with the key that all teams share; of an unknown one, how its provider does. */
    Availability availability(String providerId, String model) {
        ProviderHealth provider = providers.get(providerId);
        return provider == null ? Availability.NOW : provider.availabilityOf(model);
    }

    int modelCount() {
        return models.get();
    }

    private synchronized void sweep() {
        long now = clock.millis();
        if (now >= sweepDueMillis) {
            sweepDueMillis = now + SWEEP_MILLIS;
            providers.values().forEach(provider -> models.addAndGet(-provider.dropIdle(now)));
        }
    }

    /** What became of an attempt, as a breaker counts it. */
    enum Outcome {
        SUCCESS,
        FAILURE,
        /** Says nothing about health, such as a 4xx or a caller that left. */
        NEUTRAL
    }

    /**
     * Opens when the share of failures over the window is too large; then lets one trial through at a time. Thread-safe.
     *
     * <p>Failsafe keeps the window and the permit of the trial. The delay is kept here, by the injected clock, and so
     * is whose trial it is: Failsafe takes any late result for the trial's, and with it gives out another permit.
     */
    static final class Breaker {
        /** Admitted as ever. */
        static final long CLOSED = 0;
        /** Not admitted. */
        static final long REFUSED = -1;

        private final String name;
        private final Clock clock;
        private final CircuitBreaker<Object> circuit = CircuitBreaker.builder()
                .withFailureRateThreshold(FAILURE_PERCENT, MIN_EXECUTIONS, WINDOW)
                .withSuccessThreshold(1)
                .withDelay(Duration.ofDays(365))
                .build();
        private volatile long dueMillis; // when a trial is due, 0 while closed; writes guarded by this
        private long trials; // guarded by this
        private long trial; // the one under way, 0 if none; guarded by this
        private long trialMillis; // guarded by this

        private Breaker(String name, Clock clock) {
            this.name = name;
            this.clock = clock;
        }

        boolean isClosed() {
            return dueMillis == 0;
        }

        /** Whether it would admit an attempt; while a trial is under way it wouldn't, though the time has come. */
        Availability at(long nowMillis) {
            long due = dueMillis;
            if (due == 0 || (isDue(due, nowMillis) && !isTrialUnderWay(nowMillis))) {
                return Availability.NOW;
            }
            return new Availability(State.BREAKER_OPEN, due);
        }

        /** {@link #CLOSED}, {@link #REFUSED}, or the number of the trial that the attempt is. */
        long acquire() {
            return isClosed() ? CLOSED : tryTrial();
        }

        /** As {@link #acquire}, but instead of a refusal a trial beside the one that may be under way. */
        long acquireAnyway() {
            long admitted = acquire();
            return admitted == REFUSED ? extraTrial() : admitted;
        }

        private synchronized boolean isTrialUnderWay(long nowMillis) {
            return trial != 0 && nowMillis >= trialMillis && nowMillis < trialMillis + TRIAL_LEASE.toMillis();
        }

        /** Further off than the delay is a time from before the clock was set back. */
        private static boolean isDue(long due, long nowMillis) {
            return nowMillis >= due || due - nowMillis > OPEN_FOR.toMillis();
        }

        private synchronized long tryTrial() {
            if (dueMillis == 0) {
                return CLOSED;
            }
            long now = clock.millis();
            if (!isDue(dueMillis, now) || isTrialUnderWay(now)) {
                return REFUSED;
            }
            // Failsafe gives the permit of a trial that was never heard of again only to a new half-open state.
            circuit.open();
            circuit.halfOpen();
            if (!circuit.tryAcquirePermit()) {
                return REFUSED;
            }
            trial = ++trials;
            trialMillis = now;
            return trial;
        }

        private synchronized long extraTrial() {
            return ++trials;
        }

        /** What became of an attempt that was admitted; exactly once for each. */
        void record(long admitted, Outcome outcome) {
            if (admitted == CLOSED) {
                if (outcome != Outcome.NEUTRAL) {
                    recordUsual(outcome);
                }
            } else {
                recordTrial(admitted, outcome);
            }
        }

        private synchronized void recordUsual(Outcome outcome) {
            // A result from before it opened is no news, and must not pass for the trial's.
            if (dueMillis != 0) {
                return;
            }
            if (outcome == Outcome.SUCCESS) {
                circuit.recordSuccess();
            } else {
                circuit.recordFailure();
            }
            if (circuit.isOpen()) {
                dueMillis = clock.millis() + OPEN_FOR.toMillis();
                LOG.warn(
                        "{}: breaker open for {} s: at least {} % of the last attempts failed",
                        name, OPEN_FOR.toSeconds(), FAILURE_PERCENT);
            }
        }

        private synchronized void recordTrial(long admitted, Outcome outcome) {
            boolean own = admitted == trial;
            if (dueMillis == 0 || (outcome == Outcome.NEUTRAL && !own)) {
                return;
            }
            if (outcome == Outcome.SUCCESS) {
                reopen("a trial succeeded");
                return;
            }
            dueMillis = clock.millis() + OPEN_FOR.toMillis();
            if (own) {
                trial = 0;
                circuit.open();
            }
        }

        /** Closes it, with an empty window. */
        synchronized void reopen(String why) {
            if (dueMillis != 0) {
                dueMillis = 0;
                trial = 0;
                LOG.info("{}: breaker closed, {}", name, why);
            }
            // Two steps, since Failsafe does nothing for a state that it is in.
            circuit.halfOpen();
            circuit.close();
        }

        /** Gives back a trial that was admitted but not begun. */
        synchronized void giveBack(long admitted) {
            if (admitted != CLOSED && admitted == trial) {
                trial = 0;
            }
        }
    }
}
