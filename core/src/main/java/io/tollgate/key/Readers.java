package io.tollgate.key;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The daemon threads that ask a provider's key source, so that one that hangs holds no caller beyond its time, even if it
 * ignores interrupts. They end soon after their last work. Thread-safe.
 */
final class Readers {
    /** So many of the reads that callers have left may hang; while they do, nothing is read. */
    static final int MOST = 64;

    private static final long IDLE_SECONDS = 2;

    private final Semaphore free = new Semaphore(MOST);
    private final Executor threads;

    Readers(Executor threads) {
        this.threads = threads;
    }

    static Readers daemons() {
        return new Readers(new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), Readers::thread));
    }

    /** Without what a caller's thread leaves to its children: the next caller may be another team's. */
    private static Thread thread(Runnable work) {
        Thread thread = new Thread(null, work, "tollgate-key", 0, false);
        thread.setDaemon(true);
        return thread;
    }

    /** Whether work would begin at once. */
    boolean areFree() {
        return free.availablePermits() > 0;
    }

    /**
     * What the work gives; what it throws reaches the caller as itself. Work that a caller has left is interrupted.
     *
     * @throws InterruptedException if the caller was interrupted
     * @throws TimeoutException if the work took longer than so many nanoseconds
     */
    <T> T within(long nanos, Callable<T> work) throws IOException, InterruptedException, TimeoutException {
        long start = System.nanoTime();
        if (!free.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
            throw late(nanos);
        }
        FutureTask<T> task = new FutureTask<>(work);
        start(task);
        try {
            return task.get(nanos - (System.nanoTime() - start), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw late(nanos);
        } catch (ExecutionException e) {
            throw thrown(e);
        } finally {
            task.cancel(true);
        }
    }

    private void start(FutureTask<?> task) {
        ClassLoader ofCaller = Thread.currentThread().getContextClassLoader();
        boolean started = false;
        try {
            threads.execute(() -> {
                try {
                    Thread.currentThread().setContextClassLoader(ofCaller);
                    task.run();
                } finally {
                    free.release();
                }
            });
            started = true;
        } finally {
            if (!started) {
                free.release();
            }
        }
    }

    private static TimeoutException late(long nanos) {
        return new TimeoutException("no answer within " + TimeUnit.NANOSECONDS.toMillis(nanos) + " ms");
    }

    private static IOException thrown(ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        if (cause instanceof Error error) {
            throw error;
        }
        if (cause instanceof RuntimeException defect) {
            throw defect;
        }
        return cause instanceof IOException known
                ? known
                : new IOException("it failed with " + cause.getClass().getName(), cause);
    }
}
