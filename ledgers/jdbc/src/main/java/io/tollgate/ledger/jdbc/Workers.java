package io.tollgate.ledger.jdbc;

import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A few daemon threads that talk to the database, so that a caller waits for it no longer than it can: JDBC bounds neither
 * a pool's {@code getConnection} nor a transaction as a whole. It also keeps a pool that binds connections to threads from
 * giving one that is in the caller's transaction. Thread-safe.
 */
final class Workers {
    /** One writes for all; the others read. */
    private static final int THREADS = 4;

    private static final long IDLE_SECONDS = 10;

    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Workers::thread);

    Workers() {
        threads.allowCoreThreadTimeOut(true);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "tollgate-ledger");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * What the work gives. Work that is not done in time may be done later, or never. An interrupt doesn't end the wait,
     * since others may wait for this work too: it is kept.
     *
     * @throws SQLTimeoutException if it isn't done in time
     */
    <T> T within(Duration timeout, Callable<T> work) throws SQLException {
        long deadline = System.nanoTime() + timeout.toNanos();
        FutureTask<T> task = new FutureTask<>(work);
        threads.execute(task);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (TimeoutException e) {
            task.cancel(false);
            throw new SQLTimeoutException("no answer within " + timeout.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            throw failure(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static SQLException failure(ExecutionException e) {
        if (e.getCause() instanceof SQLException known) {
            return known;
        }
        if (e.getCause() instanceof RuntimeException defect) {
            throw defect;
        }
        return new SQLException("it threw " + e.getCause(), e.getCause());
    }
}
