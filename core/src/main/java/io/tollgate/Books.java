package io.tollgate;

import io.tollgate.budget.Basis;
import io.tollgate.budget.Budget;
import io.tollgate.budget.BudgetLedger;
import io.tollgate.budget.Claim;
import io.tollgate.budget.EntryQuery;
import io.tollgate.budget.HoldRequest;
import io.tollgate.budget.HoldResult;
import io.tollgate.budget.LedgerEntry;
import io.tollgate.budget.LedgerException;
import io.tollgate.budget.Spender;
import io.tollgate.budget.Standing;
import io.tollgate.budget.WhenUnknown;
import io.tollgate.budget.WindowKey;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.price.Money;
import io.tollgate.spi.FailureException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The router's budgets and the ledger that keeps them: holds, settles, warns, and keeps the house. Thread-safe. */
final class Books {
    private static final Logger LOG = LoggerFactory.getLogger(Books.class);
    private static final Duration SETTLE_TIMEOUT = Duration.ofSeconds(5);
    private static final long CROWDED_PAUSE_NANOS = 20_000_000L;
    private static final long CHORES_NANOS = 1_000_000_000L;
    private static final int CHORES = 200;
    /** Windows that were warned about; forgotten all at once when there are too many. */
    private static final int MAX_WARNED = 10_000;

    private final List<Budget> budgets;
    private final BudgetLedger ledger;
    private final boolean own;
    private final Clock clock;
    private final Unbooked unbooked;
    private final Set<WindowKey> warned = ConcurrentHashMap.newKeySet();
    private final AtomicLong choresAt = new AtomicLong(System.nanoTime());

    /** @param ledger the app's; null for one of the router's own in memory */
    Books(List<Budget> budgets, @Nullable BudgetLedger ledger, Clock clock) {
        this.budgets = List.copyOf(budgets);
        this.own = ledger == null;
        this.ledger = ledger == null ? BudgetLedger.inMemory(clock) : ledger;
        this.clock = clock;
        this.unbooked = new Unbooked(this.ledger, System::nanoTime);
    }

    /** The entries that the engine doesn't have yet, whether they wait here or in the ledger. */
    long unbooked() {
        return unbooked.size() + ledger.waiting();
    }

    long lostWrites() {
        return ledger.lostWrites();
    }

    /** Books what still waits, here and in the ledger, as far as the ledger takes it; an app's own ledger stays open. */
    void close() {
        unbooked.close(SETTLE_TIMEOUT);
        try {
            ledger.housekeep(CHORES);
        } catch (LedgerException | RuntimeException e) {
            LOG.warn("the ledger's housekeeping failed at close: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (own) {
            ledger.close();
        }
    }

    BudgetLedger ledger() {
        return ledger;
    }

    /** Whether it is the router's own, which no other process sees and nothing survives. */
    boolean startsFromZero() {
        return own;
    }

    /** Asks the ledger something that costs nothing. */
    void checkLedger() throws LedgerException, InterruptedException {
        ledger.entries(EntryQuery.newest(1));
    }

    List<Budget> budgets() {
        return budgets;
    }

    /** Whether any budget is about this spender. */
    boolean covers(Spender spender) {
        if (budgets.isEmpty()) {
            return false;
        }
        Instant now = clock.instant();
        for (Budget budget : budgets) {
            if (budget.claim(spender, now).isPresent()) {
                return true;
            }
        }
        return false;
    }

    /** How the window of a budget that is open now stands, for meters; at its limit's width if nothing was spent yet. */
    Metrics.BudgetLevel level(Budget budget) {
        Money limit = budget.limit();
        try {
            WindowKey key = budget.windowAt(clock.instant());
            Standing standing = ledger.standing(List.of(key)).get(key);
            if (standing != null) {
                return new Metrics.BudgetLevel(limit, standing.committed(), standing.held(), standing.overrun());
            }
        } catch (LedgerException e) {
            LOG.debug("budget {} can't be read for its meters: {}", budget.key(), e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new Metrics.BudgetLevel(limit, Money.ZERO, Money.ZERO, Money.ZERO);
    }

    /** What is booked for an attempt of this spender whose cost nobody told: the strictest of its budgets' rules. */
    WhenUnknown whenUnknown(Spender spender) {
        Instant now = clock.instant();
        for (Budget budget : budgets) {
            if (budget.whenUnknown() == WhenUnknown.WORST
                    && budget.claim(spender, now).isPresent()) {
                return WhenUnknown.WORST;
            }
        }
        return WhenUnknown.EXPECTED;
    }

    private List<Claim> claims(Spender spender, Instant now) {
        if (budgets.isEmpty()) {
            return List.of();
        }
        List<Claim> claims = new ArrayList<>(budgets.size());
        for (Budget budget : budgets) {
            budget.claim(spender, now).ifPresent(claims::add);
        }
        return claims;
    }

    /**
     * Holds the amount in every budget that is about this spender. If only money held for other calls is in the way, and
     * the request says so, it is tried again until the call's deadline.
     *
     * @return granted, with the request that the settlement needs, or refused
     * @throws FailureException if the ledger doesn't answer, or the wait is interrupted
     */
    Held hold(String attempt, Spender spender, Money amount, Call call) throws FailureException {
        Held held = hold(attempt, spender, amount, call.guard());
        while (call.ask().waitsForBudget()
                && held.refusal() != null
                && held.refusal().reason() == HoldResult.Reason.CROWDED) {
            LockSupport.parkNanos(CROWDED_PAUSE_NANOS);
            Failure struck = call.guard().struck();
            if (struck != null && struck.kind() == FailureKind.DEADLINE) {
                return held;
            } else if (struck != null) {
                throw new FailureException(struck);
            }
            held = hold(attempt, spender, amount, call.guard());
        }
        return held;
    }

    private Held hold(String attempt, Spender spender, Money amount, Guard guard) throws FailureException {
        Duration deadline = guard.remainingTime();
        Instant now = clock.instant();
        // A window may turn between the claim and the hold: the ledger then tells its own time, once or, at worst,
        // twice.
        for (int round = 0; round < 3; round++) {
            HoldRequest request = new HoldRequest(attempt, spender, amount, claims(spender, now), deadline);
            if (request.claims().isEmpty()) {
                return new Held(request, null);
            }
            HoldResult result = ask(request, deadline, guard);
            if (result instanceof HoldResult.Granted) {
                return new Held(request, null);
            } else if (result instanceof HoldResult.Refused refused) {
                return new Held(request, refused);
            } else if (result instanceof HoldResult.StaleWindow stale) {
                now = stale.now();
            } else {
                break;
            }
        }
        throw new FailureException(Failure.of(FailureKind.LEDGER_UNAVAILABLE)
                .withMessage("the ledger and this machine don't agree on the time; is a clock wrong?"));
    }

    private HoldResult ask(HoldRequest request, Duration timeout, Guard guard) throws FailureException {
        try {
            return guard.blocking(() -> ledger.hold(request, timeout));
        } catch (LedgerException | RuntimeException e) {
            giveUp(request);
            throw new FailureException(
                    Failure.of(FailureKind.LEDGER_UNAVAILABLE).withMessage(String.valueOf(e.getMessage())));
        } catch (InterruptedException e) {
            giveUp(request);
            throw new FailureException(
                    guard.failure(FailureKind.INTERRUPTED, new IOException("interrupted while money was held")));
        }
    }

    /** The answer was lost, so the money may be held: nothing was sent, and 0 ends it whether it is or not. */
    private void giveUp(HoldRequest request) {
        settle(LedgerEntry.of(request, clock.instant(), Money.ZERO, Basis.ESTIMATED)
                .withOutcome("ledger_unavailable"));
    }

    /** Books an entry; an interrupt doesn't stop it, and is kept. */
    void settle(LedgerEntry entry) {
        boolean interrupted = Thread.interrupted();
        try {
            if (unbooked.engineIsAway()) {
                unbooked.add(entry, "the ledger is away");
            } else {
                ledger.settle(List.of(entry), SETTLE_TIMEOUT);
            }
        } catch (LedgerException e) {
            unbooked.add(entry, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            // A defect of the ledger must not cost the app the answer that it paid for.
            // The hold lapses by itself, and its amount is booked then: nothing is freed.
            LOG.error("attempt {} of {} could not be booked: {}", entry.id(), entry.cost(), e.getMessage());
        } catch (InterruptedException e) {
            interrupted = true;
            unbooked.add(entry, "interrupted");
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        chores(entry);
    }

    /** Now and then, on a caller's thread: there is no other. */
    private void chores(LedgerEntry entry) {
        long now = System.nanoTime();
        long last = choresAt.get();
        boolean due = now - last > CHORES_NANOS && choresAt.compareAndSet(last, now);
        if (Thread.currentThread().isInterrupted()) {
            return;
        }
        try {
            if (due) {
                unbooked.send(SETTLE_TIMEOUT);
                ledger.housekeep(CHORES);
            }
            if (!entry.claims().isEmpty() && (due || isLarge(entry))) {
                warn(entry);
            }
        } catch (LedgerException | RuntimeException e) {
            LOG.warn("the ledger's housekeeping failed, and will be tried again: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isLarge(LedgerEntry entry) {
        for (Claim claim : entry.claims()) {
            if (entry.cost().nanos() >= claim.limit().nanos() / 1_000) {
                return true;
            }
        }
        return false;
    }

    private void warn(LedgerEntry entry) throws LedgerException, InterruptedException {
        List<WindowKey> keys = new ArrayList<>(entry.claims().size());
        for (Claim claim : entry.claims()) {
            keys.add(claim.key());
        }
        Map<WindowKey, Standing> standing = ledger.standing(keys);
        for (Budget budget : budgets) {
            for (Standing window : standing.values()) {
                if (window.key().budget().equals(budget.key()) && isAbove(window, budget.warnAtPerMille())) {
                    warnOnce(window);
                }
            }
        }
    }

    private static boolean isAbove(Standing window, int perMille) {
        // Divided first: limits may be as large as money gets, and a thousandth of them is exact enough for a warning.
        return perMille < 1_000
                && window.committed().nanos() >= window.limit().nanos() / 1_000 * perMille
                && window.limit().nanos() > 0;
    }

    private void warnOnce(Standing window) {
        if (warned.size() >= MAX_WARNED) {
            warned.clear();
        }
        if (warned.add(window.key())) {
            LOG.warn(
                    "budget {}: {} of {} is spent; it resets at {}",
                    window.key(),
                    window.committed(),
                    window.limit(),
                    window.end());
        }
    }

    /**
     * The ledger's answer.
     *
     * @param refusal why it isn't held; null if it is
     */
    record Held(HoldRequest request, HoldResult.@org.jspecify.annotations.Nullable Refused refusal) {}
}
