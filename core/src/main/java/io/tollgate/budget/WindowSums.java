package io.tollgate.budget;

import io.tollgate.price.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * The running sums of one window, in nano-dollars, and the rules by which they change: for authors of ledgers that judge
 * by themselves. Not thread-safe: the ledger guards it, by a lock or by the row that it was read from.
 */
public final class WindowSums {
    private final WindowKey key;
    private final Instant start;
    private final Instant end;

    private long limit;
    private long committed;
    private long held;
    private long overrun;

    /** The attempts that are held or lapsed here, and so may still change the sums. */
    private int open;

    WindowSums(WindowKey key, Claim claim) {
        this.key = key;
        this.start = claim.start();
        this.end = claim.end();
        this.limit = claim.limit().nanos();
    }

    /** The sums of a window as they were stored. */
    public static WindowSums of(Standing stored) {
        WindowSums sums =
                new WindowSums(stored.key(), new Claim(stored.key(), stored.start(), stored.end(), stored.limit()));
        sums.committed = stored.committed().nanos();
        sums.held = stored.held().nanos();
        sums.overrun = stored.overrun().nanos();
        return sums;
    }

    /**
     * Why an amount can't be held in all of these windows; rather the one in which no wait helps, if there is one.
     *
     * @return null if it can
     */
    public static HoldResult.@Nullable Refused refusal(Collection<WindowSums> windows, Money amount) {
        HoldResult.@Nullable Refused crowded = null;
        for (WindowSums window : windows) {
            if (!window.fitsBesideSpent(amount.nanos())) {
                return new HoldResult.Refused(HoldResult.Reason.EXHAUSTED, window.standing(), amount);
            }
            if (crowded == null && !window.fits(amount.nanos())) {
                crowded = new HoldResult.Refused(HoldResult.Reason.CROWDED, window.standing(), amount);
            }
        }
        return crowded;
    }

    /** The window, with the limit that came last. */
    public Claim claim() {
        return new Claim(key, start, end, Money.ofNanos(limit));
    }

    /** Which window it is. */
    public WindowKey key() {
        return key;
    }

    /** Takes the limit that came with a hold. */
    public void limit(Money travelled) {
        limit = travelled.nanos();
    }

    /** Nothing always fits. */
    private boolean fitsBesideSpent(long amount) {
        return amount == 0 || amount <= Math.subtractExact(limit, committed);
    }

    private boolean fits(long amount) {
        return amount == 0 || amount <= Math.subtractExact(limit, Math.addExact(committed, held));
    }

    /** An attempt is held. */
    public void hold(long amount) {
        held += amount;
        open++;
    }

    /** A hold lapsed: its amount is spent. */
    public void lapse(long amount) {
        held -= amount;
        committed += amount;
    }

    /** What was held of an attempt, or a part of that, has cost this much. */
    public void settleHeld(long amount, long cost) {
        held -= amount;
        committed += cost;
        overrun += Math.max(0, cost - amount);
    }

    /** What lapsed of an attempt, or a part of that, has cost this much after all. */
    public void settleLapsed(long amount, long cost) {
        committed += cost - amount;
        overrun += Math.max(0, cost - amount);
    }

    /** Books what no hold has covered. */
    public void book(long change) {
        committed += change;
        overrun += Math.max(0, change);
    }

    /** That an attempt can no longer change the sums. */
    void forget() {
        open--;
    }

    /** Throws {@link ArithmeticException} if so much more can't be told, before anything is changed. */
    public void checkRoom(long more) {
        Math.addExact(Math.addExact(committed, held), more);
        Math.addExact(overrun, Math.max(0, more));
    }

    /** Whether nobody will miss it: it ended at least its own length ago. */
    boolean isPast(Instant now) {
        return hasEnded(now) && !now.isBefore(pastAt());
    }

    /** From when on nobody will miss it, if it isn't open. */
    Instant pastAt() {
        return end.plus(Duration.between(start, end));
    }

    boolean hasEnded(Instant now) {
        return open == 0 && !now.isBefore(end);
    }

    boolean isEmpty() {
        return open == 0 && committed == 0 && overrun == 0;
    }

    /** How it stands. */
    public Standing standing() {
        return new Standing(
                key,
                start,
                end,
                Money.ofNanos(limit),
                Money.ofNanos(committed),
                Money.ofNanos(held),
                Money.ofNanos(overrun));
    }
}
