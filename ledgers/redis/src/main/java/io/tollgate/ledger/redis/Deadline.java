package io.tollgate.ledger.redis;

import java.time.Duration;

/** Until when to wait, by the clock of {@link System#nanoTime}. */
record Deadline(long nanoTime) {
    static Deadline in(Duration wait) {
        return new Deadline(System.nanoTime() + wait.toNanos());
    }

    /** At least 1, so that what is there already is still taken. */
    long nanosLeft() {
        return Math.max(1, nanoTime - System.nanoTime());
    }
}
