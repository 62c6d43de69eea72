package io.tollgate;

import io.tollgate.Health.Breaker;
import io.tollgate.Health.Outcome;
import io.tollgate.failure.Failure;
import io.tollgate.failure.Scope;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The health of one model under one provider, and of all that an attempt on it depends on. Thread-safe; without
 * allocation while healthy.
 *
 * <p>{@code keyTeam} is the team whose key an attempt uses; empty for a key that all teams share.
 */
final class ModelHealth {
    private static final long IDLE_MILLIS = 60_000;
    private static final long FORGOTTEN_MILLIS = 3_600_000;

    private final ProviderHealth provider;
    private final CoolDown coolDown;
    private final Breaker breaker;
    private final Clock clock;
    private final Optional<Pass> usual = Optional.of(new Pass(Breaker.CLOSED, Breaker.CLOSED));
    private volatile boolean kept;
    private volatile long usedMillis;

    ModelHealth(ProviderHealth provider, CoolDown coolDown, Breaker breaker, Clock clock) {
        this.provider = provider;
        this.coolDown = coolDown;
        this.breaker = breaker;
        this.clock = clock;
        this.usedMillis = clock.millis();
    }

    /** Whether an attempt may be made now, and if not, for how long not and why: the reason that lasts longest. */
    Availability availability(String keyTeam) {
        CoolDown key = provider.key(keyTeam);
        if (!coolDown.isSet() && breaker.isClosed() && provider.isHealthy(key)) {
            return Availability.NOW;
        }
        long now = clock.millis();
        return provider.at(key, now).and(coolDown.at(now)).and(breaker.at(now));
    }

    /**
     * Admits an attempt past the breakers, or not: after they opened, one trial at a time. Cool-downs are the plan's to
     * heed, since a retry may wait for a time that the vendor told.
     */
    Optional<Pass> acquire() {
        touch();
        if (breaker.isClosed() && provider.breaker().isClosed()) {
            return usual;
        }
        long ofProvider = provider.breaker().acquire();
        if (ofProvider == Breaker.REFUSED) {
            return Optional.empty();
        }
        long ofModel = breaker.acquire();
        if (ofModel == Breaker.REFUSED) {
            provider.breaker().giveBack(ofProvider);
            return Optional.empty();
        }
        return Optional.of(new Pass(ofProvider, ofModel));
    }

    /** Admits an attempt whatever the breakers say: nothing else is left to try. Its success closes them. */
    Pass acquireAnyway() {
        return acquire().orElseGet(() -> new Pass(provider.breaker().acquireAnyway(), breaker.acquireAnyway()));
    }

    /** An operator says that this model is fit. */
    void reopen() {
        coolDown.reopen("an operator reopened it");
        breaker.reopen("an operator reopened it");
    }

    /** Leaves alone what the failure is about, for as long as it says. */
    void coolDown(Failure failure, String keyTeam) {
        switch (failure.scope()) {
            case PROVIDER -> provider.failed(failure, clock.millis());
            case KEY, ACCOUNT -> provider.keyFailed(failure, keyTeam, clock.millis());
            case MODEL -> coolDown.failed(failure, clock.millis());
        }
    }

    void keyChanged() {
        coolDown.keyChanged();
    }

    void keep() {
        kept = true;
    }

    boolean isIdle(long nowMillis) {
        long unused = nowMillis - usedMillis;
        boolean healthy = breaker.isClosed() && coolDown.at(nowMillis).isNow();
        return !kept && unused >= (healthy ? IDLE_MILLIS : FORGOTTEN_MILLIS);
    }

    private void touch() {
        if (!kept) {
            usedMillis = clock.millis();
        }
    }

    /** Leave to make one attempt, of which the result must be told exactly once, by one of the three methods. */
    final class Pass {
        private final long ofProvider;
        private final long ofModel;
        private final AtomicBoolean told = new AtomicBoolean();

        private Pass(long ofProvider, long ofModel) {
            this.ofProvider = ofProvider;
            this.ofModel = ofModel;
        }

        /** Whether the attempt decides if a breaker closes. */
        boolean isTrial() {
            return ofProvider != Breaker.CLOSED || ofModel != Breaker.CLOSED;
        }

        void succeeded(String keyTeam) {
            record(Outcome.SUCCESS, Outcome.SUCCESS);
            coolDown.succeeded();
            provider.succeeded(keyTeam);
        }

        /** The attempt failed: cools down what the failure is about, and counts it if that is for a breaker. */
        void failed(Failure failure, String keyTeam) {
            counted(failure);
            coolDown(failure, keyTeam);
        }

        /** The attempt failed, and whether anything cools down isn't decided yet: see {@link ModelHealth#coolDown}. */
        void counted(Failure failure) {
            Outcome counted = countsForBreaker(failure) ? Outcome.FAILURE : Outcome.NEUTRAL;
            boolean ofProvider = failure.scope() == Scope.PROVIDER;
            record(ofProvider ? counted : Outcome.NEUTRAL, ofProvider ? Outcome.NEUTRAL : counted);
        }

        /** The attempt says nothing about health, or was never made. */
        void neutral() {
            record(Outcome.NEUTRAL, Outcome.NEUTRAL);
        }

        private void record(Outcome atProvider, Outcome atModel) {
            // The pass of all healthy attempts is shared; a trial's is not, and a second word would be taken for news.
            if (isTrial() && !told.compareAndSet(false, true)) {
                return;
            }
            provider.breaker().record(ofProvider, atProvider);
            breaker.record(ofModel, atModel);
        }
    }

    private static boolean countsForBreaker(Failure failure) {
        return switch (failure.kind()) {
            // Also inside a 200; but a 4xx of these kinds is about the request or its pace.
            case SERVER_ERROR, OVERLOADED, VENDOR_TIMEOUT -> failure.status() / 100 != 4;
            case BAD_ANSWER -> failure.status() >= 500;
            case UNREACHABLE, NO_ANSWER, CUT, TIMEOUT -> true;
            case INVALID_REQUEST,
                    UNSUPPORTED,
                    CONTEXT_OVERFLOW,
                    REQUEST_TOO_LARGE,
                    CONTENT_FILTER,
                    AUTHENTICATION,
                    PERMISSION,
                    BILLING,
                    RATE_LIMIT,
                    MODEL_NOT_FOUND,
                    CONFLICT,
                    PERMANENT_SERVER_ERROR,
                    MALFORMED_TOOL_CALL,
                    DELIVERY_UNKNOWN,
                    DEADLINE,
                    INTERRUPTED,
                    CANCELLED,
                    KEY_UNAVAILABLE,
                    LEDGER_UNAVAILABLE -> false;
        };
    }
}
