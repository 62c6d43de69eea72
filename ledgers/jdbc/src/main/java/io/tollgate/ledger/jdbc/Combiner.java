package io.tollgate.ledger.jdbc;

import io.tollgate.budget.LedgerException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets the operations of callers who wait at the same time be done together, since the lock of a window's row lasts until
 * its transaction is on disk: one transaction for many of them, instead of one after the other. The first who waits sees
 * to it for all. Thread-safe.
 */
final class Combiner {
    /** More in one transaction gain little, and make those at its front wait. */
    static final int MOST = 64;

    private final Batches batches;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock.
    private final Deque<Waiting> queue = new ArrayDeque<>();
    private boolean led;

    /** Does operations together; each has its answer or its failure afterwards. */
    @FunctionalInterface
    interface Batches {
        void run(List<Operation> operations, Duration timeout);
    }

    Combiner(Batches batches) {
        this.batches = batches;
    }

    private static final class Waiting {
        final Operation operation;
        final Condition changed;
        boolean taken;
        boolean done;

        Waiting(Operation operation, Condition changed) {
            this.operation = operation;
            this.changed = changed;
        }
    }

    /**
     * Returns when the operation is done.
     *
     * @throws LedgerException if it isn't within the time
     * @throws InterruptedException if the thread is interrupted while it waits for another; it may be done all the same
     */
    void run(Operation operation, Duration timeout) throws LedgerException, InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        lock.lockInterruptibly();
        try {
            Waiting own = new Waiting(operation, lock.newCondition());
            queue.add(own);
            try {
                while (!own.done) {
                    long left = deadline - System.nanoTime();
                    if (left <= 0) {
                        throw new LedgerException("expected the database's answer within " + timeout.toMillis()
                                + " ms, but " + (own.taken ? "it is still at work" : "others are before this"));
                    }
                    if (led) {
                        own.changed.awaitNanos(left);
                    } else {
                        lead(Duration.ofNanos(left));
                    }
                }
            } finally {
                leave(own);
            }
        } finally {
            lock.unlock();
        }
    }

    private void lead(Duration timeout) {
        List<Waiting> batch = new ArrayList<>();
        while (batch.size() < MOST && !queue.isEmpty()) {
            Waiting next = queue.remove();
            next.taken = true;
            batch.add(next);
        }
        led = true;
        lock.unlock();
        try {
            batches.run(batch.stream().map(each -> each.operation).toList(), timeout);
        } finally {
            lock.lock();
            led = false;
            for (Waiting each : batch) {
                each.done = true;
                each.changed.signal();
            }
        }
    }

    /** Who comes next leads, unless somebody does already. */
    private void leave(Waiting own) {
        if (!own.taken) {
            queue.remove(own);
        }
        Waiting next = queue.peek();
        if (!led && next != null) {
            next.changed.signal();
        }
    }
}
