package io.tollgate;

import io.tollgate.budget.HoldResult;
import io.tollgate.failure.Attempt;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.price.Money;
import io.tollgate.price.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One call of the app with what has become of it so far. Used by its caller's thread, but for the guard. */
final class Call {
    private Ask ask;
    private final Guard guard;
    private final List<Attempt> attempts = new ArrayList<>(2);
    private final List<Plan.Skipped> skipped = new ArrayList<>(0);
    private Money booked = Money.ZERO;
    private HoldResult.@Nullable Refused refusal;
    private @Nullable Failure lastFailure;
    private @Nullable Offer heldBack;
    private boolean keyRefreshed;
    private int attemptsBefore;

    Call(Ask ask, Guard guard) {
        this.ask = ask;
        this.guard = guard;
    }

    Ask ask() {
        return ask;
    }

    Guard guard() {
        return guard;
    }

    List<Attempt> attempts() {
        return attempts;
    }

    /** A batch of its own begins: it may make as many attempts as a call. */
    void nextBatch(Demand demand) {
        ask = ask.withDemand(demand);
        attemptsBefore = attempts.size();
        skipped.clear();
        refusal = null;
        heldBack = null;
        lastFailure = null;
    }

    int attemptsMade() {
        return attempts.size() - attemptsBefore;
    }

    void tried(Attempt attempt) {
        attempts.add(attempt);
        booked = booked.plus(attempt.cost());
        attempt.failure().ifPresent(failure -> lastFailure = failure);
    }

    void skip(String model, String reason) {
        skipped.add(new Plan.Skipped(model, reason));
    }

    /** Its breaker has a trial under way; the first of these is tried after all if nobody else could be. */
    void holdBack(Offer offer, String reason) {
        heldBack = heldBack == null ? offer : heldBack;
        skip(offer.target().model(), reason);
    }

    /** The first that was held back, which is no longer skipped; given once. */
    Optional<Offer> heldBack() {
        Offer first = heldBack;
        heldBack = null;
        if (first != null) {
            skipped.removeIf(skip -> skip.model().equals(first.target().model()));
        }
        return Optional.ofNullable(first);
    }

    void skipAll(List<Plan.Skipped> more) {
        skipped.addAll(more);
    }

    void refused(String model, HoldResult.Refused refused) {
        if (refusal == null) {
            refusal = refused;
        }
        skip(model, BudgetExceededException.describe(refused));
    }

    /** What all attempts cost up to here. */
    Money booked() {
        return booked;
    }

    /** What the last attempt used, as it was booked. */
    Usage lastUsage() {
        return attempts.get(attempts.size() - 1).usage().orElse(Usage.NONE);
    }

    Duration latency() {
        return Duration.ofNanos(guard.elapsed());
    }

    /** True the first time: one changed key is worth one more request, a second one isn't. */
    boolean mayResendWithNewKey() {
        boolean first = !keyRefreshed;
        keyRefreshed = true;
        return first;
    }

    /** Nobody served: what the app is told. If anybody was asked, it is what the last of them said. */
    TollgateException unserved(@Nullable Failure local) {
        Failure failure = local != null ? local : lastFailure;
        if (failure == null && refusal != null) {
            return new BudgetExceededException(refusal, attempts, skipped);
        }
        String message = message(failure);
        if (failure != null && failure.kind() == FailureKind.INTERRUPTED) {
            return new CallInterruptedException(message, failure, attempts, skipped, null);
        }
        return new TollgateException(message, failure, attempts, skipped, null);
    }

    private String message(@Nullable Failure failure) {
        StringBuilder text = new StringBuilder(ask.route());
        if (attempts.isEmpty()) {
            text.append(failure == null ? ": no model could be asked" : ": " + failure);
        } else {
            text.append(": no answer after ")
                    .append(attempts.size())
                    .append(attempts.size() == 1 ? " attempt" : " attempts")
                    .append(failure == null ? "" : ", at last " + failure);
        }
        for (Attempt attempt : attempts) {
            text.append("\n  tried ").append(attempt);
        }
        for (Plan.Skipped skip : skipped) {
            text.append("\n  skipped ").append(skip);
        }
        return text.toString();
    }

    /** The outcome as a tag: {@code served}, or the failure's kind. */
    static String outcome(@Nullable Failure failure) {
        return failure == null ? "served" : failure.kind().name().toLowerCase(Locale.ROOT);
    }
}
