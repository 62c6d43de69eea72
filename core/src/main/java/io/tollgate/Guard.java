package io.tollgate;

import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call's limits in time, looked at by the {@link Watch}: the caller's interrupt flag, the call's deadline, the wait
 * for first content and the silence of an answer. When one is passed, what blocks the caller is cancelled, and the guard
 * remembers why, so that a cancelled socket is never taken for a broken one.
 *
 * <p>Times are of {@link System#nanoTime()}: they bound real waits, not windows of the calendar.
 */
final class Guard implements AutoCloseable {
    /** Why the guard ended what the caller waited for. */
    enum Stop {
        NONE,
        INTERRUPTED,
        DEADLINE,
        FIRST_CONTENT,
        IDLE,
        CLOSED
    }

    private static final Logger LOG = LoggerFactory.getLogger(Guard.class);
    private static final long NEVER = Long.MAX_VALUE;

    private final Watch watch;
    private final long startedAt = System.nanoTime();
    private final long idleNanos;

    // Written by the caller's thread and by close(), read by the watch.
    private volatile @Nullable Thread waiting;
    private volatile long deadlineAfter;
    private volatile long firstContentAfter = NEVER;
    private volatile long lastByteAfter = NEVER;
    private volatile Stop stop = Stop.NONE;

    // Guarded by this: a cancel must not hit what was armed after it.
    private @Nullable Runnable cancel;

    Guard(Watch watch, Duration deadline, Duration idle) {
        this.watch = watch;
        this.deadlineAfter = deadline.toNanos();
        this.idleNanos = idle.toNanos();
    }

    /** Nanoseconds since the call began. */
    long elapsed() {
        return System.nanoTime() - startedAt;
    }

    /** Nanoseconds that are left of the deadline; negative when it has passed. */
    long remaining() {
        long after = deadlineAfter;
        return after == NEVER ? NEVER : after - elapsed();
    }

    /** The time that is left of the deadline, at least 1 ns. */
    Duration remainingTime() {
        return Duration.ofNanos(Math.max(1, remaining()));
    }

    /** From here on the calling thread may block on what this ends. */
    void arm(Runnable cancel) {
        waiting = Thread.currentThread();
        synchronized (this) {
            this.cancel = cancel;
        }
        if (stop != Stop.NONE) {
            cancel.run();
        }
    }

    /** Something that an interrupt ends. */
    @FunctionalInterface
    interface Blocking<T, E extends Exception> {
        T run() throws E, InterruptedException;
    }

    /** Does this, which the deadline or a close interrupts; such an interrupt ends here, and one of the app's stays set. */
    <T, E extends Exception> T blocking(Blocking<T, E> work) throws E, InterruptedException {
        Thread caller = Thread.currentThread();
        arm(caller::interrupt);
        try {
            return work.run();
        } catch (InterruptedException e) {
            if (!interruptIsItsOwn()) {
                caller.interrupt();
            }
            throw e;
        } finally {
            disarm();
            if (interruptIsItsOwn() && Thread.interrupted()) {
                LOG.debug("what a call waited for was interrupted by its deadline or its close");
            }
        }
    }

    /** Waits so long, or until an interrupt, the deadline or a close: {@link #struck} tells which. */
    void sleep(long nanos) {
        try {
            blocking(() -> {
                TimeUnit.NANOSECONDS.sleep(nanos);
                return nanos;
            });
        } catch (InterruptedException e) {
            LOG.debug("a wait of {} ms was cut short", nanos / 1_000_000);
        }
    }

    /** From here on nothing of this call blocks the calling thread. */
    void disarm() {
        waiting = null;
        synchronized (this) {
            cancel = null;
            if (stop == Stop.FIRST_CONTENT || stop == Stop.IDLE) {
                // These ended one exchange, not the call: the next one has the same time again.
                stop = Stop.NONE;
            }
            firstContentAfter = NEVER;
            lastByteAfter = NEVER;
        }
    }

    /** The calling thread is about to wait for bytes. */
    void enter() {
        if (lastByteAfter != NEVER) {
            lastByteAfter = elapsed();
        }
        waiting = Thread.currentThread();
    }

    /** Bytes came, or the wait for them failed. */
    void exit() {
        waiting = null;
    }

    /** An answer's first content must come within this time from now. */
    void awaitFirstContent(Duration time) {
        firstContentAfter = elapsed() + time.toNanos();
    }

    /** First content came: from now on only silence counts. */
    void firstContent() {
        firstContentAfter = NEVER;
    }

    /** The answer began: from now on its silence is measured. */
    void answered() {
        lastByteAfter = elapsed();
    }

    /** The call's deadline no longer holds: a stream has begun that has none of its own. */
    void withoutDeadline() {
        deadlineAfter = NEVER;
    }

    Stop stop() {
        return stop;
    }

    /** Whether an interrupt that ended a wait was this guard's, and no wish of the app's. */
    private boolean interruptIsItsOwn() {
        return stop == Stop.DEADLINE || stop == Stop.CLOSED;
    }

    /** Ends what the caller waits for, because the call was closed. */
    void cancel() {
        end(Stop.CLOSED);
    }

    @Override
    public void close() {
        watch.remove(this);
    }

    /** Called by the watch. */
    void look() {
        Thread thread = waiting;
        if (thread == null || stop != Stop.NONE) {
            return;
        }
        long now = elapsed();
        if (thread.isInterrupted()) {
            end(Stop.INTERRUPTED);
        } else if (now > deadlineAfter) {
            end(Stop.DEADLINE);
        } else {
            lookAtExchange(now);
        }
    }

    /** With the lock: what these end must be the exchange that was looked at, not the one after it. */
    private synchronized void lookAtExchange(long now) {
        long last = lastByteAfter;
        if (now > firstContentAfter) {
            end(Stop.FIRST_CONTENT);
        } else if (last != NEVER && now - last > idleNanos) {
            end(Stop.IDLE);
        }
    }

    private void end(Stop reason) {
        synchronized (this) {
            if (stop == Stop.NONE) {
                stop = reason;
                if (cancel != null) {
                    cancel.run();
                }
            }
        }
    }

    /** What a failed read or write means, given why it was cancelled, if it was. */
    Failure failure(FailureKind otherwise, IOException e) {
        if (stop == Stop.NONE && Thread.currentThread().isInterrupted()) {
            // The flag was seen by the network library before the watch looked.
            return Failure.of(FailureKind.INTERRUPTED).withMessage("the calling thread was interrupted");
        }
        return switch (stop) {
            case NONE -> Failure.of(otherwise).withMessage(describe(e));
            case INTERRUPTED -> Failure.of(FailureKind.INTERRUPTED).withMessage("the calling thread was interrupted");
            case DEADLINE ->
                Failure.of(FailureKind.DEADLINE).withMessage("the call's deadline passed after " + millis(elapsed()));
            case FIRST_CONTENT ->
                Failure.of(FailureKind.TIMEOUT).withMessage("no content within the first-content time-out");
            case IDLE ->
                Failure.of(FailureKind.TIMEOUT)
                        .withMessage("no byte for longer than the idle time-out of " + millis(idleNanos));
            case CLOSED -> Failure.of(FailureKind.CANCELLED).withMessage("the call was closed");
        };
    }

    /** The failure of a deadline or an interrupt that has struck already, if one has. */
    @Nullable
    Failure struck() {
        if (stop == Stop.CLOSED) {
            return Failure.of(FailureKind.CANCELLED).withMessage("the call was closed");
        }
        if (Thread.currentThread().isInterrupted()) {
            return Failure.of(FailureKind.INTERRUPTED).withMessage("the calling thread was interrupted");
        }
        if (remaining() <= 0) {
            return Failure.of(FailureKind.DEADLINE)
                    .withMessage("the call's deadline passed after " + millis(elapsed()));
        }
        return null;
    }

    private static String describe(IOException e) {
        String message = e.getMessage();
        return e.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%d ms", nanos / 1_000_000);
    }
}
