package io.tollgate.ledger.redis;

import io.tollgate.budget.Claim;
import io.tollgate.budget.Hold;
import io.tollgate.budget.HoldRequest;
import io.tollgate.budget.HoldResult;
import io.tollgate.budget.LedgerException;
import io.tollgate.budget.Standing;
import io.tollgate.price.Money;
import java.time.Instant;
import java.util.Optional;

/** What the hold's script answers, in the ledger's words. */
final class Results {
    private Results() {}

    static HoldResult of(HoldRequest request, Answer answer) throws LedgerException {
        String what = answer.text(0);
        return switch (what) {
            case "granted" -> new HoldResult.Granted(new Hold(request.attempt(), request.amount(), request.claims()));
            case "held" ->
                new HoldResult.Granted(
                        new Hold(request.attempt(), Money.ofNanos(answer.number(1)), Texts.claims(answer.text(2))));
            case "finished" -> new HoldResult.Finished(request.attempt());
            case "stale" -> new HoldResult.StaleWindow(Instant.ofEpochMilli(answer.number(1)));
            case "exhausted" -> refused(HoldResult.Reason.EXHAUSTED, request, answer);
            case "crowded" -> refused(HoldResult.Reason.CROWDED, request, answer);
            default -> throw tooLarge();
        };
    }

    private static HoldResult refused(HoldResult.Reason reason, HoldRequest request, Answer answer) {
        Claim claim = request.claims().get((int) answer.number(2));
        Standing standing = new Standing(
                claim.key(),
                claim.start(),
                claim.end(),
                claim.limit(),
                Money.ofNanos(answer.number(3)),
                Money.ofNanos(answer.number(4)),
                Money.ofNanos(answer.number(5)));
        return new HoldResult.Refused(reason, standing, request.amount());
    }

    /** How many windows there are, if the hold made one. */
    static Optional<Long> live(Answer answer) {
        boolean judged = answer.text(0).matches("granted|exhausted|crowded");
        return judged && !answer.text(1).isEmpty() ? Optional.of(answer.number(1)) : Optional.empty();
    }

    static LedgerException tooLarge() {
        return new LedgerException("a sum of money is above the 9,000,000 USD that a ledger in Redis can count");
    }
}
