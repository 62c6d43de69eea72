package io.tollgate.budget;

import io.tollgate.price.Money;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The slices of a process, and the attempts inside them: one lock around field updates. Asks the parent nothing. */
final class Escrow {
    /** Beyond so many sets of windows in use, new ones go without slices. */
    static final int MAX_POOLS = 10_000;
    /** So many attempts are remembered after they settled or lapsed, so that repeated messages do nothing. */
    private static final int MAX_FINISHED = 10_000;

    private static final int MAX_HELD = 100_000;

    /** Longer, and a process with a wrong clock would spend from a window that has ended; a crash shows sooner, too. */
    static final Duration SLICE_LIFE = Duration.ofMinutes(1);

    private final Outbox outbox;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final Money fixed;
    private final Money allowed;
    private final long idleNanos;
    private final String process = EscrowLedger.NAME + "-" + UUID.randomUUID();
    private final ReentrantLock lock = new ReentrantLock();

    // All below is guarded by the lock.
    private final Map<List<Claim>, Pool> pools = new HashMap<>();
    private final Map<String, EscrowedAttempt> attempts = new HashMap<>();
    private final Deque<EscrowedAttempt> finished = new ArrayDeque<>();
    private int held;
    private long slices;

    Escrow(EscrowLedger.Builder settings, Outbox outbox) {
        this.outbox = outbox;
        this.clock = settings.clock;
        this.nanoTime = settings.nanoTime;
        this.allowed = settings.allowed;
        this.fixed = settings.slice.nanos() > 0 ? settings.slice.max(allowed) : Money.ZERO;
        this.idleNanos = settings.idle.compareTo(SLICE_LIFE) < 0 ? settings.idle.toNanos() : SLICE_LIFE.toNanos();
    }

    /** Holds inside the slice that there is; null if only the parent can answer. */
    @Nullable
    HoldResult hold(HoldRequest request) {
        lock.lock();
        try {
            EscrowedAttempt known = attempts.get(request.attempt());
            if (known != null) {
                return known.state == EscrowedAttempt.State.HELD
                        ? new HoldResult.Granted(known.hold)
                        : new HoldResult.Finished(request.attempt());
            }
            Pool pool = pools.get(request.claims());
            Slice slice = pool == null ? null : pool.slice;
            long now = nanoTime.getAsLong();
            if (pool == null || slice == null || held >= MAX_HELD || !maySpend(pool, slice, request.amount(), now)) {
                return null;
            }
            pool.use(request.amount().nanos(), now);
            return new HoldResult.Granted(hold(request, slice, now).hold);
        } finally {
            lock.unlock();
        }
    }

    private boolean maySpend(Pool pool, Slice slice, Money amount, long now) {
        if (!slice.hasRoom(amount)) {
            return false;
        }
        if (outbox.isAway()) {
            return isOpen(slice) && pool.spendAway(amount.nanos(), allowed.nanos());
        }
        pool.back();
        return now - slice.takenAtNanos < SLICE_LIFE.toNanos();
    }

    private boolean isOpen(Slice slice) {
        Instant now = clock.instant();
        return slice.hold.claims().stream().allMatch(claim -> claim.isOpenAt(now));
    }

    private EscrowedAttempt hold(HoldRequest request, Slice slice, long now) {
        slice.hold(request.amount());
        EscrowedAttempt attempt = new EscrowedAttempt(
                request, slice, now + request.deadline().plus(HoldRequest.GRACE).toNanos());
        attempts.put(request.attempt(), attempt);
        held++;
        return attempt;
    }

    /** The pool of the request's windows; null if there are too many already. */
    @Nullable
    Pool pool(HoldRequest request) {
        lock.lock();
        try {
            Pool known = pools.get(request.claims());
            if (known != null || pools.size() >= MAX_POOLS) {
                return known;
            }
            Pool pool = new Pool(request.claims(), nanoTime.getAsLong());
            pools.put(request.claims(), pool);
            return pool;
        } finally {
            lock.unlock();
        }
    }

    /** How large a slice to ask for; zero if the request is better held by the parent itself. */
    Money nextSlice(Pool pool, Money asked) {
        lock.lock();
        try {
            return Money.ofNanos(pool.nextSlice(asked.nanos(), fixed.nanos(), allowed.nanos(), nanoTime.getAsLong()));
        } finally {
            lock.unlock();
        }
    }

    /** The hold that a slice is. */
    HoldRequest slice(HoldRequest first, Money amount) {
        lock.lock();
        try {
            Spender nobody = new Spender(first.spender().team(), EscrowLedger.NAME, EscrowLedger.NAME, Map.of());
            return new HoldRequest(process + "-" + slices++, nobody, amount, first.claims(), SLICE_LIFE);
        } finally {
            lock.unlock();
        }
    }

    /** The parent granted a slice: it takes the place of the one before. */
    void take(Pool pool, HoldRequest request, Hold granted) {
        lock.lock();
        try {
            retire(pool);
            pool.slice = new Slice(request, granted, nanoTime.getAsLong());
            // It may have been dropped as idle while the parent was asked.
            pools.put(request.claims(), pool);
        } finally {
            lock.unlock();
        }
    }

    /** The parent refused a slice: what is left goes by exact holds, and nobody's money is kept from them. */
    void refused(Pool pool) {
        lock.lock();
        try {
            pool.refused(nanoTime.getAsLong());
            retire(pool);
        } finally {
            lock.unlock();
        }
    }

    /** The parent held a request itself. */
    void heldExactly(Pool pool, Money amount) {
        lock.lock();
        try {
            pool.use(amount.nanos(), nanoTime.getAsLong());
        } finally {
            lock.unlock();
        }
    }

    private void retire(Pool pool) {
        Slice slice = pool.slice;
        pool.slice = null;
        if (slice != null) {
            slice.retire();
            giveBackIfDone(slice);
        }
    }

    private void giveBackIfDone(Slice slice) {
        if (slice.isDone()) {
            giveBack(slice.request);
        }
    }

    /** After all that was paid from it. */
    void giveBack(HoldRequest slice) {
        outbox.add(LedgerEntry.of(slice, clock.instant(), Money.ZERO, Basis.ESTIMATED)
                .withOutcome(EscrowLedger.NAME));
    }

    /** Takes the entries of attempts inside slices; gives those that are the parent's own. */
    List<LedgerEntry> settle(List<LedgerEntry> entries) {
        List<LedgerEntry> others = new ArrayList<>();
        lock.lock();
        try {
            for (LedgerEntry entry : entries) {
                EscrowedAttempt known = attempts.get(entry.corrects().orElse(entry.id()));
                if (known == null) {
                    others.add(entry);
                } else if (entry.corrects().isPresent()) {
                    // In its turn: the parent may not know yet what it corrects.
                    outbox.add(entry);
                } else if (known.state != EscrowedAttempt.State.SETTLED) {
                    settle(known, entry);
                }
            }
        } finally {
            lock.unlock();
        }
        return others;
    }

    private void settle(EscrowedAttempt attempt, LedgerEntry entry) {
        if (attempt.state == EscrowedAttempt.State.LAPSED) {
            attempt.state = EscrowedAttempt.State.SETTLED;
            outbox.add(attempt.late(entry));
        } else {
            attempt.state = EscrowedAttempt.State.SETTLED;
            finish(attempt, entry);
        }
    }

    private void finish(EscrowedAttempt attempt, LedgerEntry entry) {
        attempt.slice.settle(attempt.hold.amount(), entry.cost());
        outbox.add(attempt.paid(entry));
        giveBackIfDone(attempt.slice);
        held--;
        finished.add(attempt);
        if (finished.size() > MAX_FINISHED) {
            attempts.remove(finished.remove().hold.attempt());
        }
    }

    /** Books the amounts of attempts that didn't settle in time; gives how many, at most so many. */
    int lapse(int most) {
        lock.lock();
        try {
            long now = nanoTime.getAsLong();
            List<EscrowedAttempt> due = attempts.values().stream()
                    .filter(attempt -> attempt.state == EscrowedAttempt.State.HELD && now - attempt.lapsesAtNanos >= 0)
                    .limit(most)
                    .toList();
            for (EscrowedAttempt attempt : due) {
                attempt.state = EscrowedAttempt.State.LAPSED;
                finish(attempt, attempt.lapse(clock.instant()));
            }
            return due.size();
        } finally {
            lock.unlock();
        }
    }

    /** Gives back the slices that are unused; tells whether there is anything left to look after. */
    boolean tend() {
        lock.lock();
        try {
            long now = nanoTime.getAsLong();
            boolean keep = outbox.isAway() && allowed.nanos() > 0;
            Iterator<Pool> each = pools.values().iterator();
            while (each.hasNext()) {
                Pool pool = each.next();
                Slice slice = pool.slice;
                if (slice != null && (keep ? !isOpen(slice) : pool.idleNanos(now) >= idleNanos)) {
                    retire(pool);
                }
                if (pool.slice == null && pool.idleNanos(now) > SLICE_LIFE.toNanos()) {
                    each.remove();
                }
            }
            return !pools.isEmpty() || held > 0;
        } finally {
            lock.unlock();
        }
    }

    /** No slice takes an attempt from now on. */
    void retireAll() {
        lock.lock();
        try {
            pools.values().forEach(this::retire);
            pools.clear();
        } finally {
            lock.unlock();
        }
    }
}
