package io.tollgate.rerank;

import io.tollgate.failure.Attempt;
import io.tollgate.price.Money;
import io.tollgate.price.Usage;
import java.time.Duration;
import java.util.List;

/** A request's documents in the order of their relevance, with who ranked them and what that cost. Immutable. */
public final class RerankResponse {
    private final List<Ranked> results;
    private final String model;
    private final String route;
    private final Usage usage;
    private final Money cost;
    private final List<Attempt> attempts;
    private final String requestId;
    private final Duration latency;

    private RerankResponse(
            List<Ranked> results,
            String model,
            String route,
            Usage usage,
            Money cost,
            List<Attempt> attempts,
            String requestId,
            Duration latency) {
        this.results = List.copyOf(results);
        this.model = model;
        this.route = route;
        this.usage = usage;
        this.cost = cost;
        this.attempts = List.copyOf(attempts);
        this.requestId = requestId;
        this.latency = latency;
    }

    /**
     * A document with its relevance.
     *
     * @param index its place in the request, from 0
     * @param score how relevant the model finds it; the scores of two models can't be compared
     * @param document its text, as the request has it
     */
    public record Ranked(int index, double score, String document) {}

    /** This order by this model; the rest is empty. */
    public static RerankResponse of(String model, List<Ranked> results) {
        return new RerankResponse(results, model, model, Usage.NONE, Money.ZERO, List.of(), "", Duration.ZERO);
    }

    /** This order with what it used and cost. */
    public RerankResponse withCost(Usage usage, Money cost) {
        return new RerankResponse(results, model, route, usage, cost, attempts, requestId, latency);
    }

    /** This order with the way that the call took. */
    public RerankResponse withTrail(String route, List<Attempt> attempts, String requestId, Duration latency) {
        return new RerankResponse(results, model, route, usage, cost, attempts, requestId, latency);
    }

    /** The documents, the most relevant first; at most as many as were wanted. */
    public List<Ranked> results() {
        return results;
    }

    /** Who served, as {@code provider/name}. */
    public String model() {
        return model;
    }

    /** What was asked for. */
    public String route() {
        return route;
    }

    /** What the vendor said was used, or a guess where it said nothing. */
    public Usage usage() {
        return usage;
    }

    /** What the call cost: the bookings of all its attempts. */
    public Money cost() {
        return cost;
    }

    /** Every HTTP exchange of the call in order. */
    public List<Attempt> attempts() {
        return attempts;
    }

    /** The vendor's id of the request; empty if it gave none. */
    public String requestId() {
        return requestId;
    }

    /** From the call's begin to its end. */
    public Duration latency() {
        return latency;
    }

    @Override
    public String toString() {
        return "RerankResponse[" + model + ", " + results.size() + " documents, " + cost + "]";
    }
}
