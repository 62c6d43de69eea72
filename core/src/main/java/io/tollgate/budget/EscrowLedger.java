package io.tollgate.budget;

import io.tollgate.price.Money;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes slices of hot budgets from another ledger, its parent, and lets this process spend them by itself: most holds
 * then cost no round trip, and entries are booked in batches. Thread-safe.
 *
 * <p>A slice is an ordinary hold on the parent, so the limit holds whatever happens here: of a process that dies, what
 * its slices have left lapses, and counts as spent. A budget that is asked for less than twice a second has no slice, nor
 * has a hold that is large for its slice: such holds are the parent's own. A slice is by default what was asked for within
 * a second, at most a thousandth of the smallest limit; it goes back 5 seconds after its last use, and after a minute at
 * the latest. A cost above its hold takes what its slice has free first: only what is beyond that is overrun.
 *
 * <p>While the parent is away nothing is held, unless {@link Builder#allowWithin} says otherwise. Entries wait, at most
 * {@value #MAX_WAITING} of them, and are sent again. One daemon thread sends them and gives slices back; it lives while
 * there are any. In the parent's entries, each slice shows once, as {@value #NAME}, at no cost unless it lapsed.
 *
 * <p>Entries are booked within a tenth of a second after {@link #settle} returns, and when a router closes: of a process
 * that is killed before, the slice's amount counts as spent in place of them. Close the escrow after the router, so that
 * its slices go back at once rather than lapse.
 */
public final class EscrowLedger implements BudgetLedger {
    /** The most entries that wait for the parent; then settling fails until there is room. */
    public static final int MAX_WAITING = 10_000;

    static final String NAME = "escrow";

    private static final Logger LOG = LoggerFactory.getLogger(EscrowLedger.class);
    private static final Duration SEND_TIMEOUT = Duration.ofSeconds(5);

    private final BudgetLedger parent;
    private final LongSupplier nanoTime;
    private final Outbox outbox;
    private final Escrow escrow;
    private final EscrowThread thread;
    private volatile boolean closed;

    private EscrowLedger(Builder builder) {
        this.parent = builder.parent;
        this.nanoTime = builder.nanoTime;
        this.outbox = new Outbox(parent, nanoTime);
        this.escrow = new Escrow(builder, outbox);
        this.thread = new EscrowThread(escrow, outbox);
    }

    /** An escrow with the default settings. */
    public static EscrowLedger over(BudgetLedger parent) {
        return builder(parent).build();
    }

    /** Settings of {@link #over}. */
    public static Builder builder(BudgetLedger parent) {
        return new Builder(parent);
    }

    @Override
    public HoldResult hold(HoldRequest request, Duration timeout) throws LedgerException, InterruptedException {
        if (closed || request.claims().isEmpty()) {
            return parent.hold(request, timeout);
        }
        HoldResult inside = escrow.hold(request);
        if (inside != null) {
            return inside;
        }
        if (!outbox.mayAsk()) {
            throw new LedgerException("the ledger is away, and no slice of the budget is left to spend without it");
        }
        Pool pool = escrow.pool(request);
        if (pool == null) {
            return parent.hold(request, timeout);
        }
        try {
            return hold(pool, request, nanoTime.getAsLong() + timeout.toNanos());
        } catch (LedgerException e) {
            // Now that the parent is known to be away, an older slice may do.
            inside = escrow.hold(request);
            if (inside == null) {
                throw e;
            }
            return inside;
        }
    }

    /** Inside a new slice if one is worth it and granted, else on the parent itself. */
    private HoldResult hold(Pool pool, HoldRequest request, long deadline)
            throws LedgerException, InterruptedException {
        if (escrow.nextSlice(pool, request.amount()).nanos() > 0) {
            HoldResult inside = fill(pool, request, deadline);
            if (inside != null) {
                return inside;
            }
        }
        HoldResult exact = ask(request, deadline);
        if (exact instanceof HoldResult.Granted) {
            escrow.heldExactly(pool, request.amount());
            thread.wake();
        }
        return exact;
    }

    /** One caller asks for a slice, the others wait for what it gets; null if that isn't enough. */
    private @Nullable HoldResult fill(Pool pool, HoldRequest request, long deadline)
            throws LedgerException, InterruptedException {
        long left = deadline - nanoTime.getAsLong();
        if (!pool.filling.tryLock(left, TimeUnit.NANOSECONDS)) {
            throw new LedgerException(
                    "expected a slice of the budget in time, but the ledger hasn't answered the caller"
                            + " before within " + TimeUnit.NANOSECONDS.toMillis(left) + " ms");
        }
        try {
            HoldResult inside = escrow.hold(request);
            Money amount = escrow.nextSlice(pool, request.amount());
            if (inside == null && amount.nanos() > 0) {
                take(pool, escrow.slice(request, amount), deadline);
                inside = escrow.hold(request);
            }
            return inside;
        } finally {
            pool.filling.unlock();
        }
    }

    private void take(Pool pool, HoldRequest slice, long deadline) throws LedgerException, InterruptedException {
        boolean answered = false;
        try {
            HoldResult result = ask(slice, deadline);
            answered = true;
            if (result instanceof HoldResult.Granted granted) {
                escrow.take(pool, slice, granted.hold());
            } else {
                escrow.refused(pool);
            }
        } finally {
            if (!answered) {
                // The money may be held, but nothing was spent of it.
                escrow.giveBack(slice);
            }
            thread.wake();
        }
    }

    private HoldResult ask(HoldRequest request, long deadline) throws LedgerException, InterruptedException {
        try {
            HoldResult result = parent.hold(request, Duration.ofNanos(Math.max(1, deadline - nanoTime.getAsLong())));
            outbox.answered();
            return result;
        } catch (LedgerException e) {
            outbox.failed(e);
            throw e;
        }
    }

    @Override
    public void settle(List<LedgerEntry> entries, Duration timeout) throws LedgerException, InterruptedException {
        if (outbox.size() + entries.size() > MAX_WAITING) {
            outbox.send(timeout);
        }
        List<LedgerEntry> direct = escrow.settle(entries);
        thread.wake();
        if (!direct.isEmpty()) {
            parent.settle(direct, timeout);
        }
        if (closed) {
            outbox.send(timeout);
        }
    }

    /** As the parent tells it: slices count as held. */
    @Override
    public Map<WindowKey, Standing> standing(Collection<WindowKey> keys) throws LedgerException, InterruptedException {
        outbox.send(SEND_TIMEOUT);
        return parent.standing(keys);
    }

    @Override
    public Entries entries(EntryQuery query) throws LedgerException, InterruptedException {
        outbox.send(SEND_TIMEOUT);
        return parent.entries(query);
    }

    /** Books what waits, too: a router does this when it closes. */
    @Override
    public int housekeep(int max) throws LedgerException, InterruptedException {
        outbox.send(SEND_TIMEOUT);
        int lapsed = escrow.lapse(max);
        return lapsed < max ? lapsed + parent.housekeep(max - lapsed) : lapsed;
    }

    /** Gives back what no attempt holds, books what waits, and closes the parent. Attempts under way may still settle. */
    @Override
    public long waiting() {
        return outbox.size() + parent.waiting();
    }

    @Override
    public long lostWrites() {
        return parent.lostWrites();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        escrow.retireAll();
        try {
            outbox.send(SEND_TIMEOUT);
        } catch (LedgerException e) {
            LOG.error(
                    "{} entries could not be booked at close; the slices that they are of lapse: {}",
                    outbox.size(),
                    e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        parent.close();
    }

    /** One round of the thread's work, for tests that have a clock of their own. */
    void tend() throws InterruptedException {
        thread.round();
    }

    /** How an escrow is set. Not thread-safe. */
    public static final class Builder {
        final BudgetLedger parent;
        Money slice = Money.ZERO;
        Money allowed = Money.ZERO;
        Duration idle = Duration.ofSeconds(5);
        Clock clock = Clock.systemUTC();
        LongSupplier nanoTime = System::nanoTime;

        private Builder(BudgetLedger parent) {
            this.parent = parent;
        }

        /**
         * Slices of this size for every budget, however often it is asked for; a hold above it is the parent's own.
         *
         * @param size above 0
         */
        public Builder slice(Money size) {
            this.slice = checkPositive("slice", size);
            return this;
        }

        /**
         * While the parent is away, spend at most so much of each budget, and only from a slice that was granted before,
         * until its window ends by this machine's clock. Slices are at least this large then. Without it, nothing is held
         * while the parent is away.
         *
         * @param most above 0
         */
        public Builder allowWithin(Money most) {
            this.allowed = checkPositive("most", most);
            return this;
        }

        /**
         * How long a slice stays unused before it goes back; 5 seconds by default, at most a minute counts. With
         * {@link #allowWithin}, a budget that was idle longer than that has nothing to spend when the parent goes away.
         */
        public Builder returnAfter(Duration idle) {
            if (idle.isNegative() || idle.isZero()) {
                throw new IllegalArgumentException("expected slices to return after more than 0, but got " + idle);
            }
            this.idle = idle;
            return this;
        }

        Builder clocks(Clock clock, LongSupplier nanoTime) {
            this.clock = clock;
            this.nanoTime = nanoTime;
            return this;
        }

        private static Money checkPositive(String what, Money amount) {
            if (amount.nanos() <= 0) {
                throw new IllegalArgumentException("expected a " + what + " above 0 USD, but got " + amount);
            }
            return amount;
        }

        /** The escrow; it closes its parent when it is closed. */
        public EscrowLedger build() {
            return new EscrowLedger(this);
        }
    }
}
