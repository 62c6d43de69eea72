package io.tollgate;

import io.tollgate.price.ModelCard;
import io.tollgate.price.Money;
import io.tollgate.spi.HttpCall;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The most that one attempt can cost: what is held before it, and what keeps it from having a bound. */
final class WorstCase {
    private static final int DEFAULT_MAX_OUTPUT = 16_384;
    /** Vendors count at least so many output tokens, whatever the maximum says. */
    private static final int MIN_OUTPUT = 16;
    /** Amounts from here on are beyond any budget, and too near to the largest number to be added to. */
    private static final long LARGE = Long.MAX_VALUE / 20;

    private WorstCase() {}

    /** Why a bounded call can't have this candidate: something without a bound, or too large a hold. */
    static Optional<String> unaffordable(Call call, Target target, Money hold) {
        Ask ask = call.ask();
        Optional<String> unbounded = unbounded(ask, target);
        if (unbounded.isPresent()) {
            return unbounded;
        }
        Money max = ask.maxCostPerCall();
        if (max != null && hold.compareTo(max.minus(call.booked())) > 0) {
            return Optional.of(
                    "it may cost " + hold + ", and " + call.booked() + " of maxCostPerCall " + max + " is booked");
        }
        return Optional.empty();
    }

    /** What of the request has no bound on its cost, by name, unless the request says what it may cost. */
    static Optional<String> unbounded(Ask ask, Target target) {
        if (ask.extraCost() == null) {
            List<String> unbounded = ask.demand().unbounded();
            if (!unbounded.isEmpty()) {
                return Optional.of("its cost has no bound because of " + String.join(", ", unbounded)
                        + ": set withExtraCost to the most that this may cost");
            }
            if (ask.extraBody().containsKey(target.providerId())) {
                return Optional.of("its cost has no bound because of extra body fields for " + target.providerId()
                        + ": set withExtraCost to the most that they may cost");
            }
        }
        return Optional.empty();
    }

    /** A maximum to send where the request has none, so that the cost has a bound. */
    static OptionalInt addedMaximum(Ask ask, ModelCard card) {
        if (ask.kind() != ModelCard.Kind.CHAT || ask.maxOutputTokens().isPresent()) {
            return OptionalInt.empty();
        }
        long cap = card.maxOutputTokens() > 0 ? card.maxOutputTokens() : DEFAULT_MAX_OUTPUT;
        return OptionalInt.of((int) Math.min(DEFAULT_MAX_OUTPUT, cap));
    }

    /** The worst case of one attempt: the dearest rates, a token for each byte sent, and the longest answer. */
    static Money hold(Ask ask, Offer offer, HttpCall encoded, OptionalInt addedMaximum) {
        if (offer.price() == null) {
            return Money.ZERO;
        }
        Target target = offer.target();
        long output = worstOutput(ask, target.card(), addedMaximum);
        Money worst = offer.price().worstCase(ask.demand().worst(target.card(), encoded.body().length, output));
        long share = target.overrunPerMille();
        if (share > 1_000) {
            worst = worst.nanos() > LARGE ? Money.MAX : Money.ofNanos((worst.nanos() / 1_000 + 1) * share);
        }
        // An amount of this size is refused by every budget; a sum beyond it could not be told.
        return ask.extraCost() == null || worst.nanos() > LARGE ? worst : worst.plus(ask.extraCost());
    }

    private static long worstOutput(Ask ask, ModelCard card, OptionalInt addedMaximum) {
        if (ask.kind() != ModelCard.Kind.CHAT) {
            return 0;
        }
        int sent = ask.maxOutputTokens().orElse(addedMaximum.orElse(0));
        if (sent > 0) {
            return Math.max(MIN_OUTPUT, sent);
        }
        return card.maxOutputTokens() > 0 ? card.maxOutputTokens() : DEFAULT_MAX_OUTPUT;
    }
}
