package io.tollgate.key;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The daemon threads that ask a provider's key source, so that one that hangs holds no caller beyond its time, even if it
 * ignores interrupts. They end soon after their last work. Thread-safe.
 */
final class Readers {
    /** So many of the reads that callers have left may hang; while more do, nothing is read. */
    static final int THREADS = 64;

    private static final long IDLE_SECONDS = 2;

    private final ThreadPoolExecutor threads;

    Readers(ThreadPoolExecutor threads) {
        this.threads = threads;
    }

    static Readers daemons() {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Readers::thread);
        threads.allowCoreThreadTimeOut(true);
        return new Readers(threads);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "tollgate-key");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * What the work gives; what it throws reaches the caller as itself. Work that a caller has left is interrupted, or
     * never begun.
     *
     * @throws InterruptedException if the caller was interrupted
     * @throws TimeoutException if the work took longer than so many nanoseconds
     */
    <T> T within(long nanos, Callable<T> work) throws IOException, InterruptedException, TimeoutException {
        FutureTask<T> task = new FutureTask<>(work);
        threads.execute(task);
        try {
            return task.get(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new TimeoutException("no answer within " + TimeUnit.NANOSECONDS.toMillis(nanos) + " ms");
        } catch (ExecutionException e) {
            throw thrown(e);
        } finally {
            if (task.cancel(true)) {
                threads.remove(task);
            }
        }
    }

    private static IOException thrown(ExecutionException e) {
        Throwable cause = e.getCause();
        if (cause instanceof Error error) {
            throw error;
        }
        if (cause instanceof RuntimeException defect) {
            throw defect;
        }
        return cause instanceof IOException known ? known : new IOException(cause);
    }
}
