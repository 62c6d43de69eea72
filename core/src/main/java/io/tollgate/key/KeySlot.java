package io.tollgate.key;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One key: a provider's, or a team's at a provider. Thread-safe.
 *
 * <p>A reading counts only if its generation is the provider's. The generation is taken before the source is asked, so
 * whatever was read, or began to be read, before an invalidation can't be used by a call that starts after it.
 */
final class KeySlot {
    /** How long a caller who has a key waits to hear whether there is another. */
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String name;
    private final String team;
    private final Shared shared;
    private final KeyLog log;

    private volatile @Nullable KeyReading current;
    private volatile boolean looking;

    // Guarded by lock.
    private final Object lock = new Object();
    private @Nullable PendingRead pending;
    private @Nullable KeyReading last;
    private long reads;
    private long stored;

    /** What all slots of a provider have in common. */
    record Shared(
            KeySource source,
            Readers readers,
            AtomicLong generation,
            Clock clock,
            LongSupplier ticker,
            LongAdder hits,
            LongAdder misses) {}

    KeySlot(String name, String team, Shared shared) {
        this.name = name;
        this.team = team;
        this.shared = shared;
        this.log = new KeyLog(name);
    }

    Credential get(Duration timeout) throws IOException, InterruptedException, TimeoutException {
        KeyReading reading = current;
        if (reading != null && reading.generation() == shared.generation.get()) {
            long now = shared.ticker.getAsLong();
            if (reading.isQuiet(now)) {
                shared.hits.increment();
                return reading.credential();
            }
            if (!reading.isOver(now, shared.clock)) {
                return recheck(reading, now, timeout);
            }
        }
        shared.misses.increment();
        return load(deadline(timeout), false).credential();
    }

    private Credential recheck(KeyReading reading, long now, Duration timeout)
            throws InterruptedException, TimeoutException {
        long deadline = now + nanos(timeout);
        PendingRead read = null;
        if (reading.tryRecheck(now) && (reading.isAgeing(now) || isChanged(reading, deadline - now))) {
            read = startRefresh(reading, shared.ticker.getAsLong(), deadline);
        }
        if (read == null) {
            shared.hits.increment();
            return reading.credential();
        }
        shared.misses.increment();
        try {
            return lead(read).credential();
        } catch (IOException e) {
            log.unrefreshed(reading, String.valueOf(e.getMessage()));
            return reading.credential();
        }
    }

    /** Whether the source says that it has another key; if it doesn't answer, no: the key at hand may still be used. */
    private boolean isChanged(KeyReading reading, long timeout) throws InterruptedException {
        if (looking || !reading.hasVersion() || !shared.readers.areFree()) {
            return false;
        }
        try {
            return shared.readers.within(Math.min(LOOK_NANOS, timeout), () -> look(reading));
        } catch (IOException e) {
            // Reading again tells what is wrong, and where.
            return true;
        } catch (TimeoutException e) {
            if (timeout >= LOOK_NANOS) {
                log.unanswered(reading);
            }
            return false;
        }
    }

    private boolean look(KeyReading reading) {
        looking = true;
        try {
            return reading.isChanged();
        } finally {
            looking = false;
        }
    }

    /** The read that replaces this reading; null if someone reads already or has. */
    private @Nullable PendingRead startRefresh(KeyReading reading, long now, long deadline) {
        synchronized (lock) {
            return current == reading && joinable(now) == null ? start(deadline, false) : null;
        }
    }

    /**
     * Forgets exactly this credential and reads again, unless that has happened since it was handed out.
     *
     * @return whether there is another credential now
     */
    boolean reject(Credential rejected, Duration timeout) throws IOException, InterruptedException, TimeoutException {
        long deadline = deadline(timeout);
        synchronized (lock) {
            KeyReading reading = usable(shared.ticker.getAsLong());
            if (reading != null && !reading.credential().equals(rejected)) {
                return true;
            }
            if (reading != null && reading.afterRefusal() && !isSame(reading.credential(), rejected)) {
                return false;
            }
            current = null;
        }
        boolean changed = !load(deadline, true).credential().equals(rejected);
        if (!changed) {
            log.refused(rejected, shared.source.describe());
        }
        return changed;
    }

    @SuppressWarnings("ReferenceEquality") // each reading has its own instance; equality would hide a second reading
    private static boolean isSame(Credential a, Credential b) {
        return a == b;
    }

    private KeyReading load(long deadline, boolean afterRefusal)
            throws IOException, InterruptedException, TimeoutException {
        while (true) {
            long now = shared.ticker.getAsLong();
            if (now - deadline >= 0) {
                throw late();
            }
            PendingRead mine = null;
            PendingRead other;
            synchronized (lock) {
                KeyReading reading = usable(now);
                if (reading != null) {
                    return reading;
                }
                other = joinable(now);
                if (other == null) {
                    mine = start(deadline, afterRefusal);
                }
            }
            Optional<KeyReading> reading = mine != null ? Optional.of(lead(mine)) : await(other, now, deadline);
            if (reading.isPresent()) {
                return reading.get();
            }
        }
    }

    /** What the other caller reads; empty if this one should try itself. */
    private Optional<KeyReading> await(@Nullable PendingRead other, long now, long deadline)
            throws IOException, InterruptedException, TimeoutException {
        if (other == null) {
            return Optional.empty();
        }
        boolean outlastsMe = other.deadline() - deadline >= 0;
        try {
            return other.await((outlastsMe ? deadline : other.deadline()) - now);
        } catch (TimeoutException e) {
            if (outlastsMe) {
                throw late();
            }
            synchronized (lock) {
                pending = pending == other ? null : pending;
            }
            return Optional.empty();
        }
    }

    private @Nullable KeyReading usable(long now) {
        KeyReading reading = current;
        return reading != null && reading.generation() == shared.generation.get() && !reading.isOver(now, shared.clock)
                ? reading
                : null;
    }

    private @Nullable PendingRead joinable(long now) {
        PendingRead read = pending;
        return read != null && read.isJoinable(shared.generation.get(), now) ? read : null;
    }

    private PendingRead start(long deadline, boolean afterRefusal) {
        PendingRead read = new PendingRead(++reads, shared.generation.get(), deadline, afterRefusal);
        pending = read;
        return read;
    }

    private KeyReading lead(PendingRead read) throws IOException, InterruptedException, TimeoutException {
        try {
            long left = read.deadline() - shared.ticker.getAsLong();
            if (left <= 0) {
                throw late();
            }
            KeyReading reading = shared.readers.within(left, () -> store(read, ask(read)));
            read.done(reading);
            return reading;
        } catch (IOException e) {
            read.failed(e);
            throw e;
        } catch (TimeoutException e) {
            throw late();
        } finally {
            // An interrupt, an error or the end of its time is this caller's own: one of those who wait reads instead.
            read.abandon();
        }
    }

    private KeyReading ask(PendingRead read) throws IOException {
        long readAt = shared.ticker.getAsLong();
        Instant wallTime = shared.clock.instant();
        KeyReading reading;
        try {
            KeySource source = shared.source.forTeam(team);
            String version = source.version();
            reading = new KeyReading(source.read().copy(), source, version, read, readAt, wallTime);
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            // A source's own code: what it says may quote the key.
            throw new IOException(
                    "the key " + name + " could not be read from " + shared.source.describe() + ": it failed with "
                            + e.getClass().getName(),
                    e);
        }
        if (reading.isOver(readAt, shared.clock)) {
            throw new IOException("expected a credential that still works in "
                    + reading.source().describe() + ", but it expired at "
                    + reading.credential().expiresAt().map(Instant::toString).orElse("once"));
        }
        return reading;
    }

    /** Also what comes after its caller has left, unless something newer is there. */
    private KeyReading store(PendingRead read, KeyReading reading) {
        KeyReading before;
        synchronized (lock) {
            if (read.number() < stored) {
                return reading;
            }
            stored = read.number();
            before = last;
            last = reading;
            current = reading;
        }
        if (before != null && !before.credential().equals(reading.credential())) {
            log.changed(before, reading);
        }
        return reading;
    }

    private long deadline(Duration timeout) {
        return shared.ticker.getAsLong() + nanos(timeout);
    }

    /** At most a year, so that the sum and differences of ticker values never wrap. */
    private static long nanos(Duration timeout) {
        return Math.min(TimeUnit.DAYS.toNanos(365), TimeUnit.NANOSECONDS.convert(timeout));
    }

    private TimeoutException late() {
        return new TimeoutException("the key " + name + " was not read in time from " + shared.source.describe());
    }
}
