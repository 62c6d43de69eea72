package io.tollgate;

import io.tollgate.failure.Attempt;
import io.tollgate.failure.Failure;
import io.tollgate.price.Money;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A call that got no answer: who was tried and what each said, who was skipped and why. It holds no prompt and no
 * credential.
 */
public class TollgateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable Failure failure;
    private final transient List<Attempt> attempts;
    private final transient List<Plan.Skipped> skipped;

    TollgateException(
            String message,
            @Nullable Failure failure,
            List<Attempt> attempts,
            List<Plan.Skipped> skipped,
            @Nullable Throwable cause) {
        super(message, cause);
        this.failure = failure;
        this.attempts = List.copyOf(attempts);
        this.skipped = List.copyOf(skipped);
    }

    /** What decided: the failure of the last attempt; empty if nobody was asked. */
    public Optional<Failure> failure() {
        return Optional.ofNullable(failure);
    }

    /** Every HTTP exchange of the call, in order. */
    public List<Attempt> attempts() {
        return attempts;
    }

    /** The models that were not asked, with the reasons. */
    public List<Plan.Skipped> skipped() {
        return skipped;
    }

    /** What the call cost all the same: the bookings of all its attempts. */
    public Money cost() {
        Money sum = Money.ZERO;
        for (Attempt attempt : attempts) {
            sum = sum.plus(attempt.cost());
        }
        return sum;
    }
}
