package io.tollgate.budget;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Entries on their way to a parent ledger, in order and in batches. Thread-safe; bounded by who adds to it. */
final class Outbox {
    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
    private static final int AT_ONCE = 500;
    private static final long PAUSE_NANOS = 1_000_000_000L;

    private final BudgetLedger parent;
    private final LongSupplier nanoTime;
    private final ReentrantLock sending = new ReentrantLock();

    // Guarded by itself.
    private final Deque<LedgerEntry> waiting = new ArrayDeque<>();

    private volatile boolean away;
    private volatile long askedAt;

    Outbox(BudgetLedger parent, LongSupplier nanoTime) {
        this.parent = parent;
        this.nanoTime = nanoTime;
    }

    void add(LedgerEntry entry) {
        synchronized (waiting) {
            waiting.add(entry);
        }
    }

    int size() {
        synchronized (waiting) {
            return waiting.size();
        }
    }

    /** Whether the parent gave no answer when it was last asked. */
    boolean isAway() {
        return away;
    }

    /** Whether it is worth asking: always while it answers, else once a second. */
    synchronized boolean mayAsk() {
        long now = nanoTime.getAsLong();
        if (away && now - askedAt < PAUSE_NANOS) {
            return false;
        }
        askedAt = now;
        return true;
    }

    void failed(LedgerException failure) {
        askedAt = nanoTime.getAsLong();
        if (!away) {
            away = true;
            LOG.error("the ledger is away; {} entries wait to be booked: {}", size(), failure.getMessage());
        }
    }

    void answered() {
        if (away) {
            away = false;
            LOG.info("the ledger is back; {} entries wait to be booked", size());
        }
    }

    /**
     * Sends what waits, and then all that was waiting at the call is booked.
     *
     * @throws LedgerException if the parent is away; what waits is kept
     */
    void send(Duration timeout) throws LedgerException, InterruptedException {
        long deadline = nanoTime.getAsLong() + timeout.toNanos();
        if (!sending.tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new LedgerException("expected to book " + size() + " entries within " + timeout.toMillis()
                    + " ms, but others are before");
        }
        try {
            for (int left = size(); left > 0; left -= AT_ONCE) {
                send(next(), Duration.ofNanos(Math.max(1, deadline - nanoTime.getAsLong())));
            }
        } finally {
            sending.unlock();
        }
    }

    /** Those that wait longest, which stay until they are booked. */
    private List<LedgerEntry> next() {
        List<LedgerEntry> next = new ArrayList<>();
        synchronized (waiting) {
            waiting.stream().limit(AT_ONCE).forEach(next::add);
        }
        return next;
    }

    private void send(List<LedgerEntry> entries, Duration timeout) throws LedgerException, InterruptedException {
        try {
            parent.settle(entries, timeout);
            answered();
        } catch (LedgerException e) {
            failed(e);
            throw e;
        } catch (RuntimeException defect) {
            // It would fail the same way for good. What they are paid from lapses, and that amount stands.
            LOG.error("{} entries, from {} on, could not be booked", entries.size(), entries.get(0), defect);
        }
        synchronized (waiting) {
            for (int i = 0; i < entries.size(); i++) {
                waiting.remove();
            }
        }
    }
}
