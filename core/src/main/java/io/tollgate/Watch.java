package io.tollgate;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at every open call each 50 ms. One daemon thread for a router, started by the first call and gone soon after the
 * last one: a blocking socket read on a platform thread ignores interrupts, and a timer for each call would cost more
 * than the call's own bookkeeping.
 */
final class Watch {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    private static final long PERIOD_NANOS = 50_000_000;
    /** Rounds without a call before the thread ends: calls in a row shall not start a thread each. */
    private static final int IDLE_ROUNDS = 40;

    private final Set<Guard> guards = ConcurrentHashMap.newKeySet();

    // Written under this; read without it on each call.
    private volatile @Nullable Thread thread;

    /** Watches a call until its guard is closed. */
    Guard open(Duration deadline, Duration idle) {
        Guard guard = new Guard(this, deadline, idle);
        guards.add(guard);
        if (thread == null) {
            start();
        }
        return guard;
    }

    void remove(Guard guard) {
        guards.remove(guard);
    }

    /** Ends what every open call waits for. */
    void cancelAll() {
        guards.forEach(guard -> tended(guard, Guard::cancel));
    }

    int open() {
        return guards.size();
    }

    private synchronized void start() {
        if (thread == null) {
            Thread starting = new Thread(this::run, "tollgate-watch");
            starting.setDaemon(true);
            thread = starting;
            starting.start();
        }
    }

    private void run() {
        int idle = 0;
        while (true) {
            LockSupport.parkNanos(PERIOD_NANOS);
            if (Thread.interrupted()) {
                continue; // nobody has a reason to interrupt this thread, and a set flag would make it spin
            }
            guards.forEach(guard -> tended(guard, Guard::look));
            idle = guards.isEmpty() ? idle + 1 : 0;
            if (idle > IDLE_ROUNDS && ended()) {
                return;
            }
        }
    }

    /** A cancel runs the app's own code, such as its HTTP client's listener; the other calls are watched whatever it throws. */
    private static void tended(Guard guard, Consumer<Guard> step) {
        try {
            step.accept(guard);
        } catch (RuntimeException e) {
            LOG.error("a call could not be cancelled cleanly", e);
        }
    }

    private synchronized boolean ended() {
        thread = null;
        if (guards.isEmpty()) {
            return true;
        }
        // A call came in between and saw this thread as running.
        thread = Thread.currentThread();
        return false;
    }
}
