package io.tollgate.budget;

import java.time.Instant;

/** An attempt whose money is held inside a slice; guarded by the escrow's lock. */
final class EscrowedAttempt {
    private static final String LATE = "late-";

    final Hold hold;
    final Spender spender;
    final Slice slice;
    final long lapsesAtNanos;
    State state = State.HELD;

    enum State {
        HELD,
        LAPSED,
        SETTLED
    }

    EscrowedAttempt(HoldRequest request, Slice slice, long lapsesAtNanos) {
        this.hold = new Hold(request.attempt(), request.amount(), slice.hold.claims());
        this.spender = request.spender();
        this.slice = slice;
        this.lapsesAtNanos = lapsesAtNanos;
    }

    /** The entry as the parent books it: out of the slice, in the slice's windows. */
    LedgerEntry paid(LedgerEntry entry) {
        return entry.withClaims(hold.claims()).withPaidFrom(slice.hold.attempt());
    }

    /** That it didn't settle in time: it counts at what was held for it. */
    LedgerEntry lapse(Instant now) {
        return LedgerEntry.of(hold.attempt(), now, hold.amount(), Basis.LAPSED)
                .withSpender(spender)
                .withOutcome("lapsed");
    }

    /** Its true cost, after it lapsed: a change to what was booked then. */
    LedgerEntry late(LedgerEntry entry) {
        String attempt = hold.attempt();
        String id = LATE + attempt.substring(0, Math.min(attempt.length(), Spender.MAX_LENGTH - LATE.length()));
        return LedgerEntry.correction(id, attempt, entry.time(), entry.cost().minus(hold.amount()))
                .withRoute(entry.route())
                .withUsage(entry.usage())
                .withOutcome(entry.outcome())
                .withRequestId(entry.requestId());
    }
}
