package io.tollgate;

import io.tollgate.budget.Spender;
import io.tollgate.price.Capability;
import io.tollgate.price.ModelCard;
import io.tollgate.price.Money;
import io.tollgate.price.Price;
import io.tollgate.price.Usage;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts the models that can serve a request in the order in which they are asked: cheapest for this very request first,
 * unless the route or a session says otherwise. Pure but for what it reads of health and load.
 */
final class Planner {
    /** Ties, also the same model at several providers, go to who has the least to do. */
    private static final Comparator<Offer> CHEAPEST_FIRST =
            Comparator.comparing(Offer::expected).thenComparingInt(Offer::load);

    private final Routes routes;
    private final Books books;
    private final Sessions sessions;
    private final Limits limits;
    private final Clock clock;

    Planner(Routes routes, Books books, Sessions sessions, Limits limits, Clock clock) {
        this.routes = routes;
        this.books = books;
        this.sessions = sessions;
        this.limits = limits;
        this.clock = clock;
    }

    /** All models that the name stands for. */
    List<Target> targets(Ask ask) {
        return routes.find(ask.route(), ask.kind()).targets();
    }

    Shortlist plan(Ask ask) {
        Routes.Course course = routes.find(ask.route(), ask.kind());
        Instant now = clock.instant();
        List<Offer> offers = new ArrayList<>(course.targets().size());
        List<Plan.Skipped> skipped = new ArrayList<>(0);
        List<Offer> resting = new ArrayList<>(0);
        Money most = course.route().isNotDearerThanFirst()
                ? price(course.targets().get(0), ask, course, now).expected()
                : Money.MAX;
        for (Target target : course.targets()) {
            Offer offer = price(target, ask, course, now);
            String reason = unfit(offer, ask);
            if (reason == null && offer.expected().compareTo(most) > 0) {
                reason = "expected cost " + offer.expected() + " is over that of the route's first model, " + most;
            }
            if (reason == null) {
                Availability availability = target.availability(ask.team());
                if (availability.isNow()) {
                    offers.add(offer);
                    continue;
                }
                reason = availability.toString();
                resting.add(offer);
            }
            skipped.add(new Plan.Skipped(target.model(), reason));
        }
        order(offers, course, ask);
        if (offers.isEmpty() && !resting.isEmpty()) {
            return lastResort(resting, skipped, ask);
        }
        return new Shortlist(offers, skipped, null);
    }

    private Offer price(Target target, Ask ask, Routes.Course course, Instant now) {
        Price price = target.card().price(now).orElse(null);
        if (price == null) {
            return new Offer(target, null, Money.MAX, target.inFlight(), false);
        }
        Usage use = ask.demand().expected(target.card(), expectedOutput(ask, target.card(), course));
        Money expected = price.cost(use, now);
        return new Offer(target, price, expected, target.inFlight(), false);
    }

    static long expectedOutput(Ask ask, ModelCard card, Routes.Course course) {
        if (ask.kind() != ModelCard.Kind.CHAT) {
            return 0;
        }
        long output = course.expectedOutputTokens();
        if (ask.maxOutputTokens().isPresent()) {
            output = Math.min(output, ask.maxOutputTokens().getAsInt());
        }
        return card.maxOutputTokens() > 0 ? Math.min(output, card.maxOutputTokens()) : output;
    }

    /** Why the model can't serve the request at any time; null if it can. */
    private @Nullable String unfit(Offer offer, Ask ask) {
        Target target = offer.target();
        ModelCard card = target.card();
        if (!target.speaks(ask.kind())) {
            return "no model for " + ask.kind().name().toLowerCase(Locale.ROOT);
        }
        Optional<Capability> missing = target.missing(ask.demand().needs());
        if (missing.isPresent()) {
            return "lacks " + missing.get().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
        long window = card.contextWindow();
        long input = ask.demand().expectedWindowTokens(card);
        if (window > 0 && input > window) {
            return "window of " + window + " tokens is too small for about " + input;
        }
        if (offer.price() == null && (ask.maxCostPerCall() != null || books.covers(spender(target, ask)))) {
            return "no price known, and unknown is never free: a budget is in force";
        }
        if (ask.maxCostPerCall() != null && offer.expected().compareTo(ask.maxCostPerCall()) > 0) {
            return "expected cost " + offer.expected() + " is over maxCostPerCall " + ask.maxCostPerCall();
        }
        if (target.providerInFlight() >= limits.inFlightPerProvider()) {
            return limits.inFlightPerProvider() + " calls are in flight at " + target.providerId();
        }
        return null;
    }

    static Spender spender(Target target, Ask ask) {
        return new Spender(ask.team(), target.providerId(), target.model(), ask.tags());
    }

    private void order(List<Offer> offers, Routes.Course course, Ask ask) {
        if (offers.size() < 2) {
            return;
        }
        if (course.route().order() == Route.Order.CHEAPEST_FIRST) {
            offers.sort(CHEAPEST_FIRST);
        }
        String last = sessions.model(ask.session());
        if (!last.isEmpty()) {
            // Its prompt cache and its signatures of thoughts are worth more than a slightly lower price.
            for (int i = 1; i < offers.size(); i++) {
                if (offers.get(i).target().model().equals(last)) {
                    offers.add(0, offers.remove(i));
                }
            }
        }
    }

    /** A breaker never empties a plan: who is due soonest is tried. A vendor's word does: trying would be in vain. */
    private static Shortlist lastResort(List<Offer> resting, List<Plan.Skipped> skipped, Ask ask) {
        Offer soonest = null;
        Instant recovery = null;
        long due = Long.MAX_VALUE;
        for (Offer offer : resting) {
            Availability availability = offer.target().availability(ask.team());
            if (!availability.isVendorsWord() && (soonest == null || availability.dueMillis() < due)) {
                soonest = offer;
                due = availability.dueMillis();
            }
            Instant back = availability.recovery().orElse(null);
            if (back != null && (recovery == null || back.isBefore(recovery))) {
                recovery = back;
            }
        }
        if (soonest == null) {
            return new Shortlist(List.of(), skipped, recovery);
        }
        String tried = soonest.target().model();
        skipped.removeIf(skip -> skip.model().equals(tried));
        return new Shortlist(List.of(soonest.anyway()), skipped, null);
    }
}
