package io.tollgate.ledger.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Takes connections from the app's pool and waits no longer for one than the caller can, whatever the pool's own
 * time-out: JDBC has none for a single {@code getConnection}. A thread of its own waits in the caller's place, which also
 * keeps a pool that binds connections to threads from giving one that is in the caller's transaction. Thread-safe.
 */
final class BoundedPool implements Database.Connections {
    /** So many may hang in the pool for good before nobody else asks it. */
    private static final int MOST_THREADS = 4;

    private static final long IDLE_SECONDS = 10;

    private final DataSource pool;
    private final Executor threads = new ThreadPoolExecutor(
            0, MOST_THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), BoundedPool::thread);

    BoundedPool(DataSource pool) {
        this.pool = pool;
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "tollgate-ledger-connect");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public Connection open(Duration timeout) throws SQLException {
        CompletableFuture<Connection> asked = new CompletableFuture<>();
        try {
            threads.execute(() -> ask(asked));
        } catch (RejectedExecutionException e) {
            throw new SQLTransientConnectionException(
                    MOST_THREADS + " threads wait for the pool's getConnection already", e);
        }
        return await(asked, System.nanoTime() + timeout.toNanos(), timeout);
    }

    private void ask(CompletableFuture<Connection> asked) {
        try {
            Connection connection = pool.getConnection();
            if (!asked.complete(connection)) {
                connection.close(); // it came too late for its caller
            }
        } catch (Throwable e) { // whatever a pool throws is the caller's to tell
            asked.completeExceptionally(e);
        }
    }

    /** An interrupt of one caller must not fail the others whose work is done on this connection: it is kept for later. */
    private static Connection await(CompletableFuture<Connection> asked, long deadline, Duration timeout)
            throws SQLException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return asked.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (TimeoutException e) {
            SQLTimeoutException late = new SQLTimeoutException(
                    "expected a connection of the pool within " + timeout.toMillis() + " ms", e);
            if (!asked.completeExceptionally(late)) {
                return asked.join(); // it came at the last moment
            }
            throw late;
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static SQLException failure(@Nullable Throwable cause) {
        return cause instanceof SQLException known
                ? known
                : new SQLException("expected a connection of the pool, but it threw " + cause, cause);
    }
}
