package io.tollgate.testkit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;

/** What one fake vendor has counted; tells those who wait for a count. Guarded by itself. */
final class Tally {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final CountDownLatch closing = new CountDownLatch(1);
    private final Deque<Received> kept = new ArrayDeque<>();
    private final Map<String, Long> perModel = new HashMap<>();
    private int keepAtMost = 1000;
    private long requests;
    private long streamsCut;
    private long abandoned;
    private int connections;
    private int openConnections;
    private int running;
    private int mostRunning;
    private int stalled;
    private long releases;

    /** A request that is held back until its vendor releases it. */
    final class Stall {
        private final long since;

        private Stall(long since) {
            this.since = since;
        }

        boolean isReleased() {
            synchronized (Tally.this) {
                return releases > since || closing.getCount() == 0;
            }
        }

        void end() {
            synchronized (Tally.this) {
                stalled--;
                Tally.this.notifyAll();
            }
        }
    }

    synchronized int connectionOpened() {
        openConnections++;
        connections++;
        notifyAll();
        return connections;
    }

    synchronized void connectionClosed() {
        openConnections--;
        notifyAll();
    }

    synchronized void started() {
        running++;
        mostRunning = Math.max(mostRunning, running);
    }

    /** Counts a request that is made with its number. */
    synchronized Received received(LongFunction<Received> numbered) {
        requests++;
        Received request = numbered.apply(requests);
        perModel.merge(request.model(), 1L, Long::sum);
        kept.addLast(request);
        while (kept.size() > keepAtMost) {
            kept.removeFirst();
        }
        notifyAll();
        return request;
    }

    synchronized void ended() {
        running--;
        notifyAll();
    }

    synchronized void streamCut() {
        streamsCut++;
        notifyAll();
    }

    synchronized void abandoned() {
        abandoned++;
        notifyAll();
    }

    synchronized Stall stalled() {
        stalled++;
        notifyAll();
        return new Stall(releases);
    }

    synchronized void release() {
        releases++;
    }

    void close() {
        closing.countDown();
    }

    /** Waits this long; true as soon as the vendor closes. */
    boolean awaitClosing(Duration duration) throws InterruptedException {
        return closing.await(duration.toNanos(), TimeUnit.NANOSECONDS);
    }

    synchronized void keepAtMost(int requests) {
        keepAtMost = requests;
        while (kept.size() > keepAtMost) {
            kept.removeFirst();
        }
    }

    synchronized List<Received> requests() {
        return new ArrayList<>(kept);
    }

    synchronized long requestCount() {
        return requests;
    }

    synchronized long requestCount(String model) {
        return perModel.getOrDefault(model, 0L);
    }

    synchronized long streamsCut() {
        return streamsCut;
    }

    synchronized long abandonedCount() {
        return abandoned;
    }

    synchronized int connections() {
        return connections;
    }

    synchronized int openConnections() {
        return openConnections;
    }

    synchronized int running() {
        return running;
    }

    synchronized int mostRunning() {
        return mostRunning;
    }

    synchronized int stalledNow() {
        return stalled;
    }

    /**
     * Waits until this is so.
     *
     * @throws IllegalStateException if it isn't within 10 seconds
     */
    synchronized void await(String expected, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (!condition.getAsBoolean()) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    throw new IllegalStateException("expected " + expected + " within " + PATIENCE.toSeconds()
                            + " s, but there were " + requests + " requests, " + running + " of them running, "
                            + stalled + " stalled, " + abandoned + " abandoned, and " + openConnections
                            + " open connections");
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + expected, e);
        }
    }
}
