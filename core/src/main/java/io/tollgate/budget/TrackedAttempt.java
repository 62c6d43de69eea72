package io.tollgate.budget;

import io.tollgate.price.Money;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One attempt, or one correction, that the ledger remembers; guarded by the ledger's lock. Thousands are remembered, and
 * each collection of garbage copies those that are new: so it keeps few objects.
 */
final class TrackedAttempt {
    static final Comparator<TrackedAttempt> NEWEST_FIRST =
            Comparator.<TrackedAttempt>comparingLong(attempt -> attempt.booking).reversed();

    final String id;
    final List<Claim> claims;
    final Spender spender;
    final long lapsesAtMillis;

    /** Where it may still change the sums: while it is held or lapsed. */
    private List<WindowSums> windows;

    private final long amount;

    /** What is left of the hold: entries of others may have been paid from it. */
    private long left;

    private @Nullable LedgerEntry entry;
    private boolean settled;
    private long booking;

    TrackedAttempt(Hold hold, Spender spender, List<WindowSums> windows, long lapsesAtMillis) {
        this.id = hold.attempt();
        this.claims = hold.claims();
        this.spender = spender;
        this.windows = windows;
        this.lapsesAtMillis = lapsesAtMillis;
        this.amount = hold.amount().nanos();
        this.left = amount;
    }

    /** Of an entry that had no hold. */
    static TrackedAttempt of(LedgerEntry entry) {
        Hold none = new Hold(entry.id(), entry.cost(), entry.claims());
        return new TrackedAttempt(none, entry.spender(), List.of(), Long.MAX_VALUE);
    }

    Hold hold() {
        return new Hold(id, Money.ofNanos(amount), claims);
    }

    boolean isHeld() {
        return entry == null;
    }

    /** Whether it is held or lapsed. */
    boolean isOpen() {
        return !settled;
    }

    long left() {
        return left;
    }

    /** An entry of another attempt was paid from it. */
    void pay(long amount) {
        left -= amount;
    }

    /** The lapse with what is left of it. */
    void lapse(LedgerEntry lapsed) {
        entry = lapsed;
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
