package io.tollgate;

import io.tollgate.budget.Budget;
import io.tollgate.budget.HoldResult;
import io.tollgate.budget.Standing;
import io.tollgate.failure.Attempt;
import io.tollgate.price.Money;
import java.time.Instant;
import java.util.List;

/** No model was asked, because a budget has too little left for the cheapest one that could have been. */
public final class BudgetExceededException extends TollgateException {
    private static final long serialVersionUID = 1L;

    private final transient HoldResult.Refused refusal;

    BudgetExceededException(HoldResult.Refused refusal, List<Attempt> attempts, List<Plan.Skipped> skipped) {
        super(describe(refusal), null, attempts, skipped, null);
        this.refusal = refusal;
    }

    static String describe(HoldResult.Refused refusal) {
        Standing standing = refusal.standing();
        return "budget " + standing.key() + " has too little left: limit " + standing.limit() + ", committed "
                + standing.committed() + ", held " + standing.held() + ", asked for " + refusal.amount() + " ("
                + switch (refusal.reason()) {
                    case EXHAUSTED -> "EXHAUSTED";
                    case CROWDED -> "CROWDED: money held for other calls is in the way";
                }
                + ")"
                + (refusal.resetsAt().equals(Budget.NEVER)
                        ? "; it never resets"
                        : "; it resets at " + refusal.resetsAt());
    }

    /** Which budget, as its key, and the team and window of it. */
    public String budget() {
        return refusal.standing().key().toString();
    }

    /** The most that may be spent in the window. */
    public Money limit() {
        return refusal.standing().limit();
    }

    /** What is spent. */
    public Money committed() {
        return refusal.standing().committed();
    }

    /** What is held for calls under way. */
    public Money held() {
        return refusal.standing().held();
    }

    /** What this call would have needed. */
    public Money amount() {
        return refusal.amount();
    }

    /** Whether waiting for other calls can help, or only a new window. */
    public HoldResult.Reason reason() {
        return refusal.reason();
    }

    /** When the budget starts anew; {@link Budget#NEVER} if it doesn't. */
    public Instant resetsAt() {
        return refusal.resetsAt();
    }
}
