package io.tollgate.key;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A credential as it was read once, and how long it may be used. Two readings of an unchanged key are different
 * readings: that tells a refusal of the last reading from a late refusal of one before it.
 */
final class KeyReading {
    private static final long RECHECK = TimeUnit.SECONDS.toNanos(1);
    private static final long AHEAD = TimeUnit.SECONDS.toNanos(60);
    private static final long ENDLESS = Long.MAX_VALUE;

    private final Credential credential;
    private final KeySource source;
    private final String version;
    private final long generation;
    private final boolean afterRefusal;
    private final long readAt;
    private final long life;
    private final AtomicLong recheckAt;

    /**
     * @param version of the source before it was read
     * @param readAt the ticker before the source was read
     * @param wallTime the clock before the source was read
     */
    KeyReading(
            Credential credential, KeySource source, String version, PendingRead read, long readAt, Instant wallTime) {
        this.credential = credential;
        this.source = source;
        this.version = version;
        this.generation = read.generation();
        this.afterRefusal = read.afterRefusal();
        this.readAt = readAt;
        long ttl = source.ttl().map(KeyReading::nanos).orElse(ENDLESS);
        this.life = credential
                .expiresAt()
                .map(end -> Math.min(ttl, nanos(Duration.between(wallTime, end))))
                .orElse(ttl);
        this.recheckAt = new AtomicLong(readAt + Math.min(RECHECK, Math.max(0, life)));
    }

    private static long nanos(Duration duration) {
        return TimeUnit.NANOSECONDS.convert(duration);
    }

    Credential credential() {
        return credential;
    }

    KeySource source() {
        return source;
    }

    long generation() {
        return generation;
    }

    /** Whether it was read because a vendor refused the one before it. */
    boolean afterRefusal() {
        return afterRefusal;
    }

    /** Whether nobody needs to look again yet: the common case, and cheap. */
    boolean isQuiet(long now) {
        return now - recheckAt.get() < 0;
    }

    /** Whether its time is over; by the clock too, since a ticker may stand still while a machine sleeps. */
    boolean isOver(long now, Clock clock) {
        return now - readAt >= life
                || credential
                        .expiresAt()
                        .map(end -> !clock.instant().isBefore(end))
                        .orElse(false);
    }

    /** Lets one caller a second look at the source; false for all others. */
    boolean tryRecheck(long now) {
        long seen = recheckAt.get();
        return now - seen >= 0 && recheckAt.compareAndSet(seen, now + Math.min(RECHECK, life - (now - readAt)));
    }

    /** Whether its time is so nearly over that it should be read again. */
    boolean isAgeing(long now) {
        return life != ENDLESS && now - readAt >= Math.max(life / 2, life - AHEAD);
    }

    /** Whether its source tells changes at all. */
    boolean hasVersion() {
        return !version.isEmpty();
    }

    /** Whether the source says that it has another key now. */
    boolean isChanged() {
        try {
            return !source.version().equals(version);
        } catch (RuntimeException e) {
            // Reading again tells what is wrong, and where.
            return true;
        }
    }
}
