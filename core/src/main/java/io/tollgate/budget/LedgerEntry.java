package io.tollgate.budget;

import io.tollgate.price.Money;
import io.tollgate.price.Usage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one attempt cost, or a later change to that. Immutable and thread-safe.
 *
 * <p>It carries no prompt, no answer and no credential.
 */
public final class LedgerEntry {
    private static final Spender NOBODY = new Spender("", "", "", Map.of());

    private final String id;
    private final String corrects;
    private final Instant time;
    private final Money cost;
    private final Basis basis;
    private final Spender spender;
    private final String route;
    private final Usage usage;
    private final String outcome;
    private final String requestId;
    private final List<Claim> claims;
    private final String paidFrom;

    private LedgerEntry(
            String id,
            String corrects,
            Instant time,
            Money cost,
            Basis basis,
            Spender spender,
            String route,
            Usage usage,
            String outcome,
            String requestId,
            List<Claim> claims,
            String paidFrom) {
        this.id = id;
        this.corrects = corrects;
        this.time = time;
        this.cost = cost;
        this.basis = basis;
        this.spender = spender;
        this.route = route;
        this.usage = usage;
        this.outcome = outcome;
        this.requestId = requestId;
        this.claims = claims;
        this.paidFrom = paidFrom;
    }

    /**
     * The cost of an attempt.
     *
     * @param attempt the id that its hold was asked with
     * @param time when the attempt began
     * @param cost at least 0
     */
    public static LedgerEntry of(String attempt, Instant time, Money cost, Basis basis) {
        return of(HoldRequest.checkId(attempt), time, cost, basis, NOBODY, List.of());
    }

    /** The cost of the attempt that this hold was asked for: by the same spender, in the same windows. */
    public static LedgerEntry of(HoldRequest request, Instant time, Money cost, Basis basis) {
        return of(request.attempt(), time, cost, basis, request.spender(), request.claims());
    }

    private static LedgerEntry of(
            String attempt, Instant time, Money cost, Basis basis, Spender spender, List<Claim> claims) {
        if (cost.isNegative()) {
            throw new IllegalArgumentException("expected a cost of at least 0 for the attempt " + attempt + ", but got "
                    + cost + "; a refund is a correction");
        }
        return new LedgerEntry(attempt, "", time, cost, basis, spender, "", Usage.NONE, "", "", claims, "");
    }

    /**
     * A refund or another change to what was booked for an attempt.
     *
     * @param id an id of its own, made by the caller; booked once
     * @param attempt the attempt that it corrects
     * @param change what to add to the cost; negative for a refund
     */
    public static LedgerEntry correction(String id, String attempt, Instant time, Money change) {
        if (id.equals(attempt)) {
            throw new IllegalArgumentException(
                    "expected an id of the correction's own, but got that of the attempt, " + attempt);
        }
        return new LedgerEntry(
                HoldRequest.checkId(id),
                HoldRequest.checkId(attempt),
                time,
                change,
                Basis.CORRECTION,
                NOBODY,
                "",
                Usage.NONE,
                "",
                "",
                List.of(),
                "");
    }

    /** This entry of that spender. */
    public LedgerEntry withSpender(Spender spender) {
        return new LedgerEntry(
                id, corrects, time, cost, basis, spender, route, usage, outcome, requestId, claims, paidFrom);
    }

    /** This entry with the route that the app asked for. */
    public LedgerEntry withRoute(String route) {
        return new LedgerEntry(
                id, corrects, time, cost, basis, spender, route, usage, outcome, requestId, claims, paidFrom);
    }

    /** This entry with what was used. */
    public LedgerEntry withUsage(Usage usage) {
        return new LedgerEntry(
                id, corrects, time, cost, basis, spender, route, usage, outcome, requestId, claims, paidFrom);
    }

    /** This entry with how the attempt ended, in one word. */
    public LedgerEntry withOutcome(String outcome) {
        return new LedgerEntry(
                id, corrects, time, cost, basis, spender, route, usage, outcome, requestId, claims, paidFrom);
    }

    /** This entry with the vendor's id of the request. */
    public LedgerEntry withRequestId(String requestId) {
        return new LedgerEntry(
                id, corrects, time, cost, basis, spender, route, usage, outcome, requestId, claims, paidFrom);
    }

    /** This entry with the windows to book to if the ledger knows no hold for it. */
    public LedgerEntry withClaims(List<Claim> claims) {
        return new LedgerEntry(
                id,
                corrects,
                time,
                cost,
                basis,
                spender,
                route,
                usage,
                outcome,
                requestId,
                List.copyOf(claims),
                paidFrom);
    }

    /**
     * This entry as paid from what another attempt's hold has left: a slice of a budget that one process spends by
     * itself. As long as that hold isn't settled, the cost is taken out of it, in its windows; else this is an entry
     * without a hold.
     *
     * @param attempt whose hold it is; empty for none
     */
    public LedgerEntry withPaidFrom(String attempt) {
        return new LedgerEntry(
                id, corrects, time, cost, basis, spender, route, usage, outcome, requestId, claims, attempt);
    }

    /** The attempt whose hold this is paid from, if it is another's; a ledger doesn't keep it. */
    public Optional<String> paidFrom() {
        return paidFrom.isEmpty() ? Optional.empty() : Optional.of(paidFrom);
    }

    /** The attempt's id; of a correction, its own. */
    public String id() {
        return id;
    }

    /** The attempt whose cost this changes, if it is a correction. */
    public Optional<String> corrects() {
        return corrects.isEmpty() ? Optional.empty() : Optional.of(corrects);
    }

    /** When the attempt began; of a lapse, when the ledger saw it; of a correction, when it was made. */
    public Instant time() {
        return time;
    }

    /** What was booked; of a correction, what was added. */
    public Money cost() {
        return cost;
    }

    /** The cost that the vendor itself reported, if it did: kept beside, not booked. */
    public Optional<Money> reportedCost() {
        return usage.reportedCost();
    }

    /** What the cost rests on. */
    public Basis basis() {
        return basis;
    }

    /** Team, provider, model and tags; each empty, and the team {@value Spender#NO_TEAM}, if nobody told. */
    public Spender spender() {
        return spender;
    }

    /** The route that the app asked for; empty if none. */
    public String route() {
        return route;
    }

    /** What was used; nothing if the vendor didn't say. */
    public Usage usage() {
        return usage;
    }

    /** How the attempt ended, in one word; empty if nobody told. */
    public String outcome() {
        return outcome;
    }

    /** The vendor's id of the request; empty if none. */
    public String requestId() {
        return requestId;
    }

    /** The windows that it is to be booked to, or, as read from a ledger, was. */
    public List<Claim> claims() {
        return claims;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LedgerEntry that && parts().equals(that.parts());
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, time, cost);
    }

    private List<Object> parts() {
        return List.of(id, corrects, time, cost, basis, spender, route, usage, outcome, requestId, claims, paidFrom);
    }

    @Override
    public String toString() {
        return id + (corrects.isEmpty() ? "" : " (corrects " + corrects + ")") + ": " + cost + " " + basis + ", "
                + spender.model() + " for team " + spender.team() + " at " + time;
    }
}
