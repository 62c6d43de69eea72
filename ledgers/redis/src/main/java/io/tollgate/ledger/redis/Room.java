package io.tollgate.ledger.redis;

import io.tollgate.budget.Claim;
import io.tollgate.budget.HoldRequest;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** How many windows there may be: beyond that, new teams share one. Thread-safe. */
final class Room {
    private static final int MAX_LIVE = 100_000;

    private final Witness witness;
    private final AtomicLong live = new AtomicLong();

    Room(Witness witness) {
        this.witness = witness;
    }

    /** What the server counted. */
    void live(long count) {
        live.set(count);
    }

    /** The request with the window that teams share in place of its own, if there is no room for more. */
    HoldRequest admitted(HoldRequest request) {
        if (live.get() < MAX_LIVE || request.claims().stream().allMatch(this::has)) {
            return request;
        }
        List<Claim> claims = request.claims().stream()
                .map(claim -> has(claim)
                        ? claim
                        : new Claim(claim.key().ofOtherTeams(), claim.start(), claim.end(), claim.limit()))
                .toList();
        return new HoldRequest(request.attempt(), request.spender(), request.amount(), claims, request.deadline());
    }

    private boolean has(Claim claim) {
        return claim.key().team().isEmpty() || witness.knows(Texts.id(claim.key()));
    }
}
