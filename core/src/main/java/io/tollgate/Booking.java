package io.tollgate;

import io.tollgate.budget.Basis;
import io.tollgate.budget.WhenUnknown;
import io.tollgate.failure.Billed;
import io.tollgate.failure.Failure;
import io.tollgate.price.Money;
import io.tollgate.price.Price;
import io.tollgate.price.Usage;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is booked for one attempt, and why it is that much.
 *
 * @param usage what the vendor reported, or what is guessed from the sizes of request and answer
 */
record Booking(Money cost, Basis basis, Usage usage) {
    /** A vendor that reports more than this many times the hold reports nonsense. */
    private static final int IMPLAUSIBLE_FACTOR = 10;

    static final Booking NOTHING = new Booking(Money.ZERO, Basis.ESTIMATED, Usage.NONE);

    /**
     * What is known of an attempt before its answer.
     *
     * @param price null if it isn't known: then everything costs nothing, and no budget is about it
     * @param hold the worst case, held or not
     * @param input a fair guess of what the vendor read and searched
     */
    record Terms(@Nullable Price price, Instant at, Money hold, Usage input) {
        /** What was used if so much was written. */
        Usage withOutput(long tokens) {
            return Usage.of(input.inputTokens(), tokens).withSearchUnits(input.searchUnits());
        }

        Money cost(Usage usage) {
            return price == null ? Money.ZERO : price.cost(usage, at);
        }
    }

    /** By the vendor's report; the hold, if the report can't be. */
    static Booking reported(Terms terms, Usage usage) {
        if (usage.isPlausible()) {
            Money cost = terms.cost(usage);
            if (cost.nanos() / IMPLAUSIBLE_FACTOR <= terms.hold.nanos() || terms.hold.nanos() == 0) {
                return new Booking(cost, Basis.REPORTED, usage);
            }
        }
        return new Booking(terms.hold, Basis.IMPLAUSIBLE, usage);
    }

    /** By what had come of an answer that ended early: each character a token, never more than the hold. */
    static Booking partial(Terms terms, long contentCharacters) {
        return estimated(terms, terms.withOutput(contentCharacters));
    }

    /**
     * By what a failure tells.
     *
     * @param meanOutput of the model's answers, in tokens
     */
    static Booking failed(Terms terms, Failure failure, WhenUnknown whenUnknown, long meanOutput) {
        if (failure.usage().isPresent()) {
            return reported(terms, failure.usage().get());
        }
        if (failure.billed() == Billed.NO) {
            return NOTHING;
        }
        return switch (failure.kind()) {
            // It was delivered, or may have been, and nothing came back: only the vendor knows.
            case NO_ANSWER, TIMEOUT, DEADLINE, INTERRUPTED, CANCELLED ->
                whenUnknown == WhenUnknown.WORST
                        ? new Booking(terms.hold, Basis.ESTIMATED, terms.input)
                        : estimated(terms, terms.withOutput(meanOutput));
            default -> estimated(terms, terms.input);
        };
    }

    private static Booking estimated(Terms terms, Usage usage) {
        Money cost = terms.cost(usage);
        return new Booking(terms.hold.nanos() == 0 ? cost : cost.min(terms.hold), Basis.ESTIMATED, usage);
    }
}
