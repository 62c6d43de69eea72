package io.tollgate.budget;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One attempt, or one correction, that the ledger remembers; guarded by the ledger's lock. */
final class TrackedAttempt {
    final Hold hold;
    final Spender spender;
    final long lapsesAtMillis;

    /** Where it may still change the sums: while it is held or lapsed. */
    private List<WindowSums> windows;

    private @Nullable LedgerEntry entry;
    private boolean settled;

    TrackedAttempt(Hold hold, Spender spender, List<WindowSums> windows, long lapsesAtMillis) {
        this.hold = hold;
        this.spender = spender;
        this.windows = windows;
        this.lapsesAtMillis = lapsesAtMillis;
    }

    /** Settled from the start: booked without a hold. */
    static TrackedAttempt settled(LedgerEntry entry) {
        TrackedAttempt attempt = new TrackedAttempt(
                new Hold(entry.id(), entry.cost(), entry.claims()), entry.spender(), List.of(), Long.MAX_VALUE);
        attempt.settle(entry);
        return attempt;
    }

    boolean isHeld() {
        return entry == null;
    }

    /** Whether it is held or lapsed. */
    boolean isOpen() {
        return !settled;
    }

    boolean isDue(long nowMillis) {
        return entry == null && lapsesAtMillis <= nowMillis;
    }

    @Nullable
    LedgerEntry entry() {
        return entry;
    }

    List<WindowSums> windows() {
        return windows;
    }

    void lapse(LedgerEntry lapsed) {
        entry = lapsed;
    }

    void settle(LedgerEntry last) {
        entry = last;
        settled = true;
        windows = List.of();
    }
}
