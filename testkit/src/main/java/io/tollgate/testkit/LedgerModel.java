package io.tollgate.testkit;

import io.tollgate.budget.Claim;
import io.tollgate.budget.HoldRequest;
import io.tollgate.budget.HoldResult;
import io.tollgate.budget.WindowKey;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a ledger has to do, said as plainly as can be: no bounds, no locks, no speed. */
final class LedgerModel {
    final Map<WindowKey, Sums> windows = new HashMap<>();
    final Map<String, Attempt> attempts = new HashMap<>();

    static final class Sums {
        final Instant end;
        long limit;
        long committed;
        long held;
        long overrun;
        long levelAtLowering;

        private Sums(Claim claim) {
            this.end = claim.end();
            this.limit = claim.limit().nanos();
        }

        private void limit(long travelled) {
            if (travelled < limit) {
                levelAtLowering = committed + held;
            }
            limit = travelled;
        }

        boolean isBounded() {
            return committed + held <= Math.max(limit, levelAtLowering) + overrun;
        }
    }

    enum State {
        HELD,
        LAPSED,
        SETTLED
    }

    static final class Attempt {
        /** As it was granted; what is left of it is less once others were paid from it. */
        final long held;

        long amount;
        final List<Claim> claims;
        final Instant lapsesAt;
        State state = State.HELD;

        private Attempt(long amount, List<Claim> claims, Instant lapsesAt) {
            this.held = amount;
            this.amount = amount;
            this.claims = claims;
            this.lapsesAt = lapsesAt;
        }
    }

    private Sums sums(Claim claim) {
        return windows.computeIfAbsent(claim.key(), key -> new Sums(claim));
    }

    /** The reason to refuse, if there is one; else the money is held. */
    Optional<HoldResult.Reason> hold(HoldRequest request, Instant now) {
        long amount = request.amount().nanos();
        boolean exhausted = false;
        boolean crowded = false;
        for (Claim claim : request.claims()) {
            Sums sums = sums(claim);
            sums.limit(claim.limit().nanos());
            exhausted |= amount > 0 && sums.committed + amount > sums.limit;
            crowded |= amount > 0 && sums.committed + sums.held + amount > sums.limit;
        }
        if (exhausted || crowded) {
            return Optional.of(exhausted ? HoldResult.Reason.EXHAUSTED : HoldResult.Reason.CROWDED);
        }
        request.claims().forEach(claim -> sums(claim).held += amount);
        Instant lapsesAt = now.plus(request.deadline()).plus(HoldRequest.GRACE);
        attempts.put(request.attempt(), new Attempt(amount, request.claims(), lapsesAt));
        return Optional.empty();
    }

    void settle(String id, long cost, List<Claim> claims) {
        Attempt attempt = attempts.get(id);
        if (attempt == null) {
            book(id, cost, claims);
        } else if (attempt.state != State.SETTLED) {
            for (Claim claim : attempt.claims) {
                Sums sums = sums(claim);
                sums.held -= attempt.state == State.HELD ? attempt.amount : 0;
                sums.committed += cost - (attempt.state == State.LAPSED ? attempt.amount : 0);
                sums.overrun += Math.max(0, cost - attempt.amount);
            }
            attempt.state = State.SETTLED;
        }
    }

    /** Booked in place of so much of another attempt's hold, if that is open. */
    void pay(String id, long cost, List<Claim> claims, String from) {
        Attempt slice = attempts.get(from);
        if (attempts.containsKey(id) || slice == null || slice.state == State.SETTLED) {
            settle(id, cost, claims);
            return;
        }
        long paid = Math.min(cost, slice.amount);
        slice.amount -= paid;
        for (Claim claim : slice.claims) {
            Sums sums = sums(claim);
            sums.held -= slice.state == State.HELD ? paid : 0;
            sums.committed += cost - (slice.state == State.LAPSED ? paid : 0);
            sums.overrun += cost - paid;
        }
        Attempt booked = new Attempt(cost, slice.claims, Instant.MAX);
        booked.state = State.SETTLED;
        attempts.put(id, booked);
    }

    void correct(String id, String corrected, long change) {
        Attempt attempt = attempts.get(corrected);
        if (!attempts.containsKey(id)) {
            book(id, change, attempt == null ? List.of() : attempt.claims);
        }
    }

    private void book(String id, long change, List<Claim> claims) {
        for (Claim claim : claims) {
            sums(claim).committed += change;
            sums(claim).overrun += Math.max(0, change);
        }
        Attempt booked = new Attempt(change, claims, Instant.MAX);
        booked.state = State.SETTLED;
        attempts.put(id, booked);
    }

    void lapse(Instant now) {
        for (Attempt attempt : attempts.values()) {
            if (attempt.state == State.HELD && !attempt.lapsesAt.isAfter(now)) {
                attempt.state = State.LAPSED;
                for (Claim claim : attempt.claims) {
                    sums(claim).held -= attempt.amount;
                    sums(claim).committed += attempt.amount;
                }
            }
        }
    }
}
