package io.tollgate;

import io.tollgate.RouterStats.State;
import io.tollgate.failure.Cooldown;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.key.Credential;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * For how long one key, model or provider is left alone because its vendor said so. Thread-safe; asking costs one read
 * of a field while nothing cools down.
 *
 * <p>A later word extends the time and never shortens it. A rate limit without a time rests for {@link #FIRST_REST},
 * twice as long each time it comes again after a rest, up to {@link #LONGEST_REST}; a success starts over. Failures
 * that arrive during a rest are of the same wave and don't lengthen it.
 */
final class CoolDown {
    static final Duration FIRST_REST = Duration.ofSeconds(5);
    static final Duration LONGEST_REST = Duration.ofSeconds(60);
    /** A time further off than this is taken for a mistake, and cut. */
    static final Duration LONGEST_TOLD = Duration.ofDays(32);
    /** How often the source of a refused key may be asked for another. */
    static final Duration KEY_READ_INTERVAL = Duration.ofSeconds(10);

    /** A clock that goes back by more was set; the times from before may be days off. */
    private static final long SET_BACK_MILLIS = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(Health.class);
    private static final ZoneId VENDORS_DAY = ZoneId.of("America/Los_Angeles");

    private final String name;
    private volatile @Nullable Availability current; // writes guarded by this
    private volatile long sinceMillis; // written before current; writes guarded by this
    private volatile int rests; // in a row without a success; writes guarded by this
    private long keyReadMillis; // guarded by this
    private @Nullable Credential refused; // guarded by this

    /** @param name what cools down, as the log names it */
    CoolDown(String name) {
        this.name = name;
    }

    Availability at(long nowMillis) {
        Availability seen = current;
        if (seen == null) {
            return Availability.NOW;
        }
        boolean setBack = seen.dueMillis() != Availability.NEVER && nowMillis < sinceMillis - SET_BACK_MILLIS;
        if (nowMillis < seen.dueMillis() && !setBack) {
            return seen;
        }
        end(seen, setBack ? "the clock was set back" : "its time is over");
        return Availability.NOW;
    }

    /** Whether there is a word to ask the clock about; false while healthy. */
    boolean isSet() {
        return current != null;
    }

    /** Takes the vendor's word, if the failure has one. */
    void failed(Failure failure, long nowMillis) {
        Availability next = word(failure, nowMillis);
        if (next != null) {
            begin(next, failure, nowMillis);
        } else if (isRateLimitWithoutTime(failure)) {
            rest(failure, nowMillis);
        }
    }

    void succeeded() {
        if (rests != 0) {
            synchronized (this) {
                rests = 0;
            }
        }
    }

    void reopen(String why) {
        Availability seen = current;
        succeeded();
        if (seen != null) {
            end(seen, why);
        }
    }

    /** Ends what another key may heal; a time that the vendor named for a model or provider stays. */
    void keyChanged() {
        Availability seen = current;
        if (seen != null && seen.dueMillis() == Availability.NEVER) {
            end(seen, "the key changed");
        }
    }

    /** True for one caller per {@link #KEY_READ_INTERVAL} while only another key can help. */
    synchronized boolean claimKeyRead(long nowMillis) {
        Availability seen = current;
        if (seen == null
                || seen.dueMillis() != Availability.NEVER
                || Math.abs(nowMillis - keyReadMillis) < KEY_READ_INTERVAL.toMillis()) {
            return false;
        }
        keyReadMillis = nowMillis;
        return true;
    }

    /** Which key it was that only another one can replace. */
    synchronized void refused(Credential credential) {
        Availability seen = current;
        if (seen != null && seen.dueMillis() == Availability.NEVER) {
            refused = credential;
        }
    }

    /** Whether only another key, or an operator, ends it. */
    boolean awaitsKey() {
        Availability seen = current;
        return seen != null && seen.dueMillis() == Availability.NEVER;
    }

    synchronized boolean mayBeAbout(Credential credential) {
        return isSet() && (refused == null || refused.equals(credential));
    }

    private static @Nullable Availability word(Failure failure, long nowMillis) {
        return switch (failure.cooldown()) {
            case NONE -> null;
            // A time beside these is the vendor's usual header, not the time at which a bill is paid.
            case OPERATOR -> Availability.BY_AN_OPERATOR;
            case KEY_CHANGE -> Availability.WITH_ANOTHER_KEY;
            case SHORT -> told(failure, nowMillis, 0);
            case DAY -> told(failure, nowMillis, vendorsMidnight(nowMillis) - nowMillis);
            case MONTH -> told(failure, nowMillis, nextMonth(nowMillis) - nowMillis);
        };
    }

    private static @Nullable Availability told(Failure failure, long nowMillis, long otherwiseMillis) {
        long millis = failure.retryAfter().map(CoolDown::capped).orElse(otherwiseMillis);
        return millis <= 0 ? null : new Availability(State.COOLING_DOWN, nowMillis + millis);
    }

    private static long capped(Duration told) {
        return told.compareTo(LONGEST_TOLD) > 0 ? LONGEST_TOLD.toMillis() : told.toMillis();
    }

    private static long vendorsMidnight(long nowMillis) {
        return Instant.ofEpochMilli(nowMillis)
                .atZone(VENDORS_DAY)
                .toLocalDate()
                .plusDays(1)
                .atStartOfDay(VENDORS_DAY)
                .toInstant()
                .toEpochMilli();
    }

    private static long nextMonth(long nowMillis) {
        return YearMonth.from(Instant.ofEpochMilli(nowMillis).atOffset(ZoneOffset.UTC))
                .plusMonths(1)
                .atDay(1)
                .atStartOfDay()
                .toInstant(ZoneOffset.UTC)
                .toEpochMilli();
    }

    private static boolean isRateLimitWithoutTime(Failure failure) {
        return failure.kind() == FailureKind.RATE_LIMIT
                && failure.cooldown() != Cooldown.NONE
                && failure.retryAfter().isEmpty();
    }

    private synchronized void rest(Failure failure, long nowMillis) {
        Availability seen = current;
        if (seen != null && nowMillis < seen.dueMillis()) {
            return;
        }
        long millis = Math.min(FIRST_REST.toMillis() << Math.min(rests, 10), LONGEST_REST.toMillis());
        rests = rests + 1;
        begin(new Availability(State.RESTING, nowMillis + millis), failure, nowMillis);
    }

    private synchronized void begin(Availability next, Failure failure, long nowMillis) {
        Availability seen = current;
        long untilNow = seen == null ? nowMillis : seen.dueMillis();
        boolean running = nowMillis < untilNow;
        if (running && next.dueMillis() <= untilNow) {
            return;
        }
        sinceMillis = nowMillis;
        current = next;
        if (next.dueMillis() == Availability.NEVER) {
            keyReadMillis = nowMillis;
            LOG.warn("{}: {} ({}, HTTP {}, {})", name, next, failure.kind(), failure.status(), failure.code());
        } else if (!running) {
            LOG.info("{}: {} ({}, HTTP {}, {})", name, next, failure.kind(), failure.status(), failure.code());
        }
    }

    private void end(Availability seen, String why) {
        synchronized (this) {
            if (!seen.equals(current)) {
                return;
            }
            current = null;
            refused = null;
        }
        LOG.info("{}: in use again, {}", name, why);
    }
}
