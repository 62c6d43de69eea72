package io.tollgate;

import io.tollgate.budget.BudgetLedger;
import io.tollgate.budget.HoldRequest;
import io.tollgate.budget.LedgerEntry;
import io.tollgate.budget.LedgerException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Entries that the ledger couldn't book because its engine was away: they wait here, and are sent again once it is back.
 * What can't be booked within a day, or has no room, is told as an error: its hold lapses by itself, and that amount
 * stands. Thread-safe.
 */
final class Unbooked {
    /** Few megabytes. */
    static final int MAX = 10_000;
    /** Later than that, an engine may have dropped the hold that the entry is about. */
    static final Duration HORIZON = HoldRequest.MAX_DEADLINE;

    private static final Logger LOG = LoggerFactory.getLogger(Unbooked.class);
    private static final int AT_ONCE = 64;
    private static final long PAUSE_NANOS = 1_000_000_000L;

    private final BudgetLedger ledger;
    private final LongSupplier nanoTime;
    private final ReentrantLock sending = new ReentrantLock();

    // Guarded by itself.
    private final Deque<Waiting> waiting = new ArrayDeque<>();

    /** When the engine was last seen to be away; written by whoever sees it. */
    private volatile long failedAt;

    private record Waiting(LedgerEntry entry, long since) {}

    Unbooked(BudgetLedger ledger, LongSupplier nanoTime) {
        this.ledger = ledger;
        this.nanoTime = nanoTime;
        this.failedAt = nanoTime.getAsLong() - PAUSE_NANOS;
    }

    /** Whether it would be in vain to ask the engine now: it was away a moment ago. */
    boolean engineIsAway() {
        return size() > 0 && nanoTime.getAsLong() - failedAt < PAUSE_NANOS;
    }

    int size() {
        synchronized (waiting) {
            return waiting.size();
        }
    }

    /** Keeps an entry that wasn't booked. */
    void add(LedgerEntry entry, String why) {
        long now = nanoTime.getAsLong();
        failedAt = now;
        boolean first;
        synchronized (waiting) {
            first = waiting.isEmpty();
            if (waiting.size() >= MAX) {
                lost(entry, "already " + MAX + " entries wait to be booked");
                return;
            }
            waiting.add(new Waiting(entry, now));
        }
        if (first) {
            LOG.error(
                    "attempt {} of {} could not be booked, and will be sent again: {}", entry.id(), entry.cost(), why);
        }
    }

    private static void lost(LedgerEntry entry, String why) {
        LOG.error(
                "attempt {} of {} could not be booked and is given up ({}): its hold is booked when it lapses",
                entry.id(),
                entry.cost(),
                why);
    }

    /** Sends what waits, unless another thread does or the engine is away still. */
    void send(Duration timeout) throws InterruptedException {
        if (size() == 0 || !sending.tryLock()) {
            return;
        }
        try {
            long deadline = nanoTime.getAsLong() + timeout.toNanos();
            int sent = 0;
            List<Waiting> some = next();
            while (!some.isEmpty() && book(some, deadline)) {
                sent += some.size();
                some = next();
            }
            if (sent > 0) {
                LOG.info("{} entries that had waited for the ledger are booked; {} still wait", sent, size());
            }
        } finally {
            sending.unlock();
        }
    }

    /** Those that wait longest, which stay until they are booked. */
    private List<Waiting> next() {
        List<Waiting> next = new ArrayList<>();
        long now = nanoTime.getAsLong();
        synchronized (waiting) {
            while (!waiting.isEmpty() && now - waiting.peek().since() > HORIZON.toNanos()) {
                lost(waiting.remove().entry(), "the ledger was away for " + HORIZON.toHours() + " hours");
            }
            waiting.stream().limit(AT_ONCE).forEach(next::add);
        }
        return next;
    }

    private boolean book(List<Waiting> some, long deadline) throws InterruptedException {
        long left = deadline - nanoTime.getAsLong();
        if (left <= 0) {
            return false;
        }
        try {
            ledger.settle(some.stream().map(Waiting::entry).toList(), Duration.ofNanos(left));
        } catch (LedgerException away) {
            failedAt = nanoTime.getAsLong();
            LOG.debug("{} entries still wait for the ledger: {}", size(), away.getMessage());
            return false;
        } catch (RuntimeException defect) {
            // It would fail the same way for good.
            some.forEach(each -> lost(each.entry(), "a defect of the ledger: " + defect));
        }
        synchronized (waiting) {
            // From the front, where they are: to look for them would keep up every call that settles.
            some.forEach(each -> {
                if (each.equals(waiting.peek())) {
                    waiting.remove();
                }
            });
        }
        return true;
    }

    /** The last attempt to book, when the router closes. */
    void close(Duration timeout) {
        try {
            send(timeout);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (waiting) {
            waiting.forEach(each -> lost(each.entry(), "the router is closed"));
            waiting.clear();
        }
    }
}
