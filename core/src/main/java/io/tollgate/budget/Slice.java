package io.tollgate.budget;

import io.tollgate.price.Money;

/** A parent's hold that one process spends from by itself; guarded by the escrow's lock. */
final class Slice {
    final HoldRequest request;
    final Hold hold;
    final long takenAtNanos;

    /** What no attempt holds or has cost; below 0 if costs were above their holds. */
    private long free;

    private int open;
    private boolean retired;

    Slice(HoldRequest request, Hold hold, long takenAtNanos) {
        this.request = request;
        this.hold = hold;
        this.takenAtNanos = takenAtNanos;
        this.free = hold.amount().nanos();
    }

    boolean hasRoom(Money amount) {
        return !retired && amount.nanos() <= free;
    }

    /** An attempt is held in it. */
    void hold(Money amount) {
        free -= amount.nanos();
        open++;
    }

    /** An attempt that is held in it has cost this much. */
    void settle(Money amount, Money cost) {
        long more = cost.nanos() - amount.nanos();
        // A cost may be as large as money gets, and must not come round as free money.
        free = more > 0 && free < Long.MIN_VALUE + more ? Long.MIN_VALUE : free - more;
        open--;
    }

    /** Takes no attempts from now on. */
    void retire() {
        retired = true;
    }

    /** Whether what is left of it can go back: nothing can be paid from it any more. */
    boolean isDone() {
        return retired && open == 0;
    }
}
