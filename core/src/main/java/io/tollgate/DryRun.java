package io.tollgate;

import io.tollgate.price.Money;
import io.tollgate.price.Price;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.HttpCall;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Turns a shortlist into a plan for people, by encoding the request for each candidate and sending none. */
final class DryRun {
    private DryRun() {}

    static Plan of(Shortlist shortlist, Ask ask, Task<?> task, Books books, Clock clock) {
        List<Plan.Candidate> candidates = new ArrayList<>();
        List<Plan.Skipped> skipped = new ArrayList<>(shortlist.skipped());
        for (Offer offer : shortlist.offers()) {
            try {
                candidates.add(candidate(offer, ask, task, books, clock));
            } catch (FailureException refusal) {
                skipped.add(new Plan.Skipped(
                        offer.target().model(), refusal.failure().message()));
            }
        }
        return new Plan(ask.route(), candidates, skipped);
    }

    private static Plan.Candidate candidate(Offer offer, Ask ask, Task<?> task, Books books, Clock clock)
            throws FailureException {
        Target target = offer.target();
        boolean bounded = ask.maxCostPerCall() != null || books.covers(Planner.spender(target, ask));
        OptionalInt max = bounded ? WorstCase.addedMaximum(ask, target.card()) : OptionalInt.empty();
        HttpCall encoded = task.encode(target, max);
        String note = max.isPresent() ? "sends a maximum of " + max.getAsInt() + " output tokens" : "";
        if (offer.evenIfOpen()) {
            note = note.isEmpty() ? "breaker open; nothing else is left" : note + "; breaker open";
        }
        Optional<String> unbounded = bounded ? WorstCase.unbounded(ask, target) : Optional.empty();
        if (unbounded.isPresent()) {
            throw FailureException.unsupported(unbounded.get());
        }
        Price price = offer.price();
        if (price == null) {
            return new Plan.Candidate(target.model(), null, "price unknown" + (note.isEmpty() ? "" : "; " + note));
        }
        long input = ask.demand().expectedInputTokens(target.card());
        Money min = price.cost(ask.demand().expected(target.card(), 1).withCachedInputTokens(input), clock.instant());
        Money worst = WorstCase.hold(ask, offer, encoded, max);
        return new Plan.Candidate(
                target.model(),
                new Plan.Estimate(min.min(offer.expected()), offer.expected(), worst.max(offer.expected())),
                note);
    }
}
