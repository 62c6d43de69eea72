package io.tollgate.budget;

import io.tollgate.price.Money;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The ledger in a process's memory: one lock around a few field updates, and no thread of its own.
 *
 * <p>Each change is checked first and then made as a whole, so that an exception leaves the sums as they were.
 */
final class InMemoryLedger implements BudgetLedger {
    static final int MAX_WINDOWS = 100_000;
    static final int MAX_HELD = 100_000;
    static final int MAX_FINISHED = 10_000;
    private static final int MAX_SPEND_ROWS = 10_000;
    private static final int SWEEP_STEP = 1_000;
    private static final Duration SWEEP_PAUSE = Duration.ofSeconds(10);

    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();

    // All below is guarded by the lock.
    private final WindowTable windows = new WindowTable(MAX_WINDOWS);
    private final AttemptTable attempts = new AttemptTable(MAX_FINISHED);
    private final SpendSums spend = new SpendSums(MAX_SPEND_ROWS);
    private Instant now;
    private Instant sweepAt;

    InMemoryLedger(Clock clock) {
        this.clock = clock;
        this.now = clock.instant();
        this.sweepAt = now.plus(SWEEP_PAUSE);
    }

    @Override
    public HoldResult hold(HoldRequest request, Duration timeout) throws LedgerException {
        lock.lock();
        try {
            readClock();
            sweepNowAndThen();
            TrackedAttempt known = attempts.known(request.attempt());
            if (known != null) {
                return known.isHeld()
                        ? new HoldResult.Granted(known.hold())
                        : new HoldResult.Finished(request.attempt());
            }
            if (isStale(request.claims())) {
                return new HoldResult.StaleWindow(now);
            }
            if (attempts.held() >= MAX_HELD) {
                throw new LedgerException("expected at most " + MAX_HELD + " attempts under way at once, but that many"
                        + " are held already; settle each attempt, or start fewer");
            }
            List<WindowSums> claimed = claimed(request.claims());
            HoldResult.@Nullable Refused refusal = WindowSums.refusal(claimed, request.amount());
            return refusal != null ? refusal : grant(request, claimed);
        } finally {
            lock.unlock();
        }
    }

    private void readClock() {
        Instant read = clock.instant();
        if (read.isAfter(now)) {
            now = read;
        }
    }

    private void sweepNowAndThen() {
        if (!now.isBefore(sweepAt)) {
            sweepAt = now.plus(SWEEP_PAUSE);
            sweep(SWEEP_STEP);
        }
    }

    private boolean isStale(List<Claim> claims) {
        for (Claim claim : claims) {
            if (!claim.isOpenAt(now)) {
                return true;
            }
        }
        return false;
    }

    private List<WindowSums> claimed(List<Claim> claims) {
        List<WindowSums> claimed = new ArrayList<>(claims.size());
        for (Claim claim : claims) {
            WindowSums window = windows.of(claim, now);
            window.limit(claim.limit());
            claimed.add(window);
        }
        return claimed;
    }

    private HoldResult grant(HoldRequest request, List<WindowSums> claimed) {
        Hold hold = new Hold(request.attempt(), request.amount(), bookedTo(request.claims(), claimed));
        for (WindowSums window : claimed) {
            window.hold(request.amount().nanos());
        }
        long lapsesAt =
                now.toEpochMilli() + request.deadline().plus(HoldRequest.GRACE).toMillis();
        attempts.hold(new TrackedAttempt(hold, request.spender(), claimed, lapsesAt));
        return new HoldResult.Granted(hold);
    }

    /** The claims as they came, but for those of teams that share a window. */
    private static List<Claim> bookedTo(List<Claim> claims, List<WindowSums> claimed) {
        for (int i = 0; i < claims.size(); i++) {
            if (!claims.get(i).key().team().equals(claimed.get(i).key().team())) {
                return claimed.stream().map(WindowSums::claim).toList();
            }
        }
        return claims;
    }

    @Override
    public void settle(List<LedgerEntry> entries, Duration timeout) {
        lock.lock();
        try {
            for (LedgerEntry entry : entries) {
                TrackedAttempt known = attempts.known(entry.id());
                TrackedAttempt slice = attempts.known(entry.paidFrom().orElse(""));
                if (known == null && slice != null && slice.isOpen()) {
                    pay(slice, entry);
                } else if (known == null) {
                    bookUncovered(entry);
                } else if (known.isOpen() && entry.corrects().isEmpty()) {
                    settle(known, entry);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void settle(TrackedAttempt attempt, LedgerEntry entry) {
        LedgerEntry lapsed = attempt.entry();
        take(attempt, attempt.left(), entry);
        if (lapsed != null) {
            spend.remove(lapsed);
        }
        attempt.windows().forEach(WindowSums::forget);
        attempts.settle(attempt, in(attempt.claims, entry));
    }

    /** Books an entry to the windows of a hold, in place of so much of it. */
    private void take(TrackedAttempt attempt, long amount, LedgerEntry entry) {
        long cost = entry.cost().nanos();
        for (WindowSums window : attempt.windows()) {
            window.checkRoom(cost - amount);
        }
        spend.add(entry);
        for (WindowSums window : attempt.windows()) {
            if (attempt.isHeld()) {
                window.settleHeld(amount, cost);
            } else {
                window.settleLapsed(amount, cost);
            }
        }
    }

    /** Books an entry out of what another attempt's hold has left. */
    private void pay(TrackedAttempt slice, LedgerEntry entry) {
        long paid = Math.min(slice.left(), entry.cost().nanos());
        take(slice, paid, entry);
        slice.pay(paid);
        LedgerEntry lapsed = slice.entry();
        if (lapsed != null) {
            LedgerEntry less = lapsed(slice, lapsed.time());
            spend.remove(lapsed);
            spend.add(less);
            slice.lapse(less);
        }
        attempts.book(in(slice.claims, entry));
    }

    /** An entry without a hold: of an attempt that the ledger doesn't know, or a correction. */
    private void bookUncovered(LedgerEntry entry) {
        TrackedAttempt corrected = attempts.known(entry.corrects().orElse(""));
        LedgerEntry known =
                corrected == null ? entry : entry.withSpender(corrected.spender).withClaims(corrected.claims);
        readClock();
        List<Claim> claims = known.claims().stream().filter(this::isBookable).toList();
        List<WindowSums> booked =
                claims.stream().map(claim -> windows.of(claim, now)).toList();
        for (WindowSums window : booked) {
            window.checkRoom(entry.cost().nanos());
        }
        spend.add(known);
        for (WindowSums window : booked) {
            window.book(entry.cost().nanos());
        }
        attempts.book(in(bookedTo(claims, booked), known));
    }

    /** A window that ended and was dropped doesn't come back with a part of its sum. */
    private boolean isBookable(Claim claim) {
        return now.isBefore(claim.end()) || windows.known(claim.key()) != null;
    }

    private static LedgerEntry in(List<Claim> claims, LedgerEntry entry) {
        LedgerEntry kept = entry.paidFrom().isEmpty() ? entry : entry.withPaidFrom("");
        return kept.claims().equals(claims) ? kept : kept.withClaims(claims);
    }

    @Override
    public Map<WindowKey, Standing> standing(Collection<WindowKey> keys) {
        lock.lock();
        try {
            Map<WindowKey, Standing> standing = new LinkedHashMap<>();
            for (WindowKey key : keys) {
                WindowSums window = windows.known(key);
                if (window != null) {
                    standing.put(key, window.standing());
                }
            }
            return standing;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Entries entries(EntryQuery query) {
        lock.lock();
        try {
            return new Entries(attempts.newest(query), spend.matching(query), attempts.forgotten());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int housekeep(int max) {
        if (max < 1) {
            throw new IllegalArgumentException("expected at least 1 hold or window to keep, but got " + max);
        }
        lock.lock();
        try {
            readClock();
            return sweep(max);
        } finally {
            lock.unlock();
        }
    }

    private int sweep(int max) {
        List<TrackedAttempt> due = attempts.due(now, max);
        due.forEach(this::lapse);
        return due.size() + windows.dropPast(now, max - due.size());
    }

    private void lapse(TrackedAttempt attempt) {
        LedgerEntry lapsed = lapsed(attempt, now);
        spend.add(lapsed);
        for (WindowSums window : attempt.windows()) {
            window.lapse(attempt.left());
        }
        attempts.lapse(attempt, lapsed);
    }

    private static LedgerEntry lapsed(TrackedAttempt attempt, Instant time) {
        return LedgerEntry.of(attempt.id, time, Money.ofNanos(attempt.left()), Basis.LAPSED)
                .withSpender(attempt.spender)
                .withClaims(attempt.claims)
                .withOutcome("lapsed");
    }

    /** Keeps what it knows: calls still under way settle after their router was closed. */
    @Override
    public void close() {}
}
