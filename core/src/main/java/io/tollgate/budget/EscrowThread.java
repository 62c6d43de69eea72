package io.tollgate.budget;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends what waits and gives slices back: a daemon thread that lives while there are any. */
final class EscrowThread {
    private static final Logger LOG = LoggerFactory.getLogger(EscrowThread.class);
    private static final long PERIOD_NANOS = 100_000_000;
    private static final int IDLE_ROUNDS = 20;
    private static final int LAPSE_ROUNDS = 100;
    private static final int LAPSE_AT_ONCE = 1_000;
    /** So many waiting entries are worth a batch before its time. */
    private static final int BATCH = 64;

    private static final Duration SEND_TIMEOUT = Duration.ofSeconds(5);

    private final Escrow escrow;
    private final Outbox outbox;

    // Written under this; read without it on each call.
    private volatile @Nullable Thread thread;

    EscrowThread(Escrow escrow, Outbox outbox) {
        this.escrow = escrow;
        this.outbox = outbox;
    }

    /** There is something to look after. */
    void wake() {
        Thread running = thread;
        if (running == null) {
            start();
        } else if (outbox.size() >= BATCH) {
            LockSupport.unpark(running);
        }
    }

    private synchronized void start() {
        if (thread == null) {
            Thread starting = new Thread(this::run, "tollgate-escrow");
            starting.setDaemon(true);
            thread = starting;
            starting.start();
        }
    }

    private void run() {
        int idle = 0;
        for (int rounds = 1; ; rounds++) {
            LockSupport.parkNanos(PERIOD_NANOS);
            idle = round(rounds) ? 0 : idle + 1;
            if (idle > IDLE_ROUNDS && ended()) {
                return;
            }
        }
    }

    private boolean round(int rounds) {
        try {
            if (rounds % LAPSE_ROUNDS == 0) {
                escrow.lapse(LAPSE_AT_ONCE);
            }
            return round();
        } catch (InterruptedException e) {
            return true; // nobody has a reason to interrupt this thread, and what waits is kept
        } catch (RuntimeException e) {
            LOG.error("a round of the escrow failed", e);
            return true;
        }
    }

    /** Does what is due; tells whether there is more to come. */
    boolean round() throws InterruptedException {
        boolean busy = escrow.tend();
        if (outbox.size() > 0 && outbox.mayAsk()) {
            try {
                outbox.send(SEND_TIMEOUT);
            } catch (LedgerException away) {
                LOG.debug("{} entries still wait for the ledger: {}", outbox.size(), away.getMessage());
            }
        }
        return busy || outbox.size() > 0;
    }

    private synchronized boolean ended() {
        thread = null;
        if (!escrow.tend() && outbox.size() == 0) {
            return true;
        }
        // Something came in between and saw this thread as running.
        thread = Thread.currentThread();
        return false;
    }
}
