package io.tollgate.budget;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One attempt, or one correction, that the ledger remembers; guarded by the ledger's lock. */
final class TrackedAttempt {
    static final Comparator<TrackedAttempt> NEWEST_FIRST =
            Comparator.<TrackedAttempt>comparingLong(attempt -> attempt.booking).reversed();

    final Hold hold;
    final Spender spender;
    final long lapsesAtMillis;

    /** Where it may still change the sums: while it is held or lapsed. */
    private List<WindowSums> windows;

    private @Nullable LedgerEntry entry;
    private boolean settled;
    private long booking;

    TrackedAttempt(Hold hold, Spender spender, List<WindowSums> windows, long lapsesAtMillis) {
        this.hold = hold;
        this.spender = spender;
        this.windows = windows;
        this.lapsesAtMillis = lapsesAtMillis;
    }

    /** Of an entry that had no hold. */
    static TrackedAttempt of(LedgerEntry entry) {
        Hold none = new Hold(entry.id(), entry.cost(), entry.claims());
        return new TrackedAttempt(none, entry.spender(), List.of(), Long.MAX_VALUE);
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

    /** Booked as the so-manieth. */
    void lapse(LedgerEntry lapsed, long number) {
        entry = lapsed;
        booking = number;
    }

    /** Booked as the so-manieth; nothing changes it from now on. */
    void settle(LedgerEntry last, long number) {
        entry = last;
        booking = number;
        settled = true;
        windows = List.of();
    }
}
