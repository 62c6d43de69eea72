package io.tollgate.budget;

import io.tollgate.price.Money;
import java.time.Duration;
import java.time.Instant;

/** The running sums of one window, in nano-dollars; guarded by the ledger's lock. */
final class WindowSums {
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

    Claim claim() {
        return new Claim(key, start, end, Money.ofNanos(limit));
    }

    WindowKey key() {
        return key;
    }

    void limit(Money travelled) {
        limit = travelled.nanos();
    }

    /** Whether this much fits beside what is spent, and beside what is held if asked; nothing always fits. */
    boolean fitsBesideSpent(long amount) {
        return amount == 0 || amount <= Math.subtractExact(limit, committed);
    }

    boolean fits(long amount) {
        return amount == 0 || amount <= Math.subtractExact(limit, Math.addExact(committed, held));
    }

    void hold(long amount) {
        held += amount;
        open++;
    }

    void lapse(long amount) {
        held -= amount;
        committed += amount;
    }

    void settleHeld(long amount, long cost) {
        held -= amount;
        committed += cost;
        overrun += Math.max(0, cost - amount);
        open--;
    }

    void settleLapsed(long amount, long cost) {
        committed += cost - amount;
        overrun += Math.max(0, cost - amount);
        open--;
    }

    /** Books what no hold has covered. */
    void book(long change) {
        committed += change;
        overrun += Math.max(0, change);
    }

    /** That an attempt can no longer change the sums. */
    void forget() {
        open--;
    }

    /** Throws {@link ArithmeticException} if so much more can't be told, before anything is changed. */
    void checkRoom(long more) {
        Math.addExact(Math.addExact(committed, held), more);
        Math.addExact(overrun, Math.max(0, more));
    }

    /** Whether nobody will miss it: it ended at least its own length ago. */
    boolean isPast(Instant now) {
        return hasEnded(now) && !now.isBefore(end.plus(Duration.between(start, end)));
    }

    boolean hasEnded(Instant now) {
        return open == 0 && !now.isBefore(end);
    }

    boolean isEmpty() {
        return open == 0 && committed == 0 && overrun == 0;
    }

    Standing standing() {
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
