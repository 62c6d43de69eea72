package io.tollgate.embedding;

import io.tollgate.failure.Attempt;
import io.tollgate.price.Money;
import io.tollgate.price.Usage;
import java.time.Duration;
import java.util.List;

/** The vectors of a request's texts, with who gave them and what they cost. Immutable but for the arrays' numbers. */
public final class EmbeddingResponse {
    private final List<float[]> vectors;
    private final String model;
    private final String route;
    private final Usage usage;
    private final Money cost;
    private final List<Attempt> attempts;
    private final Duration latency;
    private final int fromCache;

    private EmbeddingResponse(
            List<float[]> vectors,
            String model,
            String route,
            Usage usage,
            Money cost,
            List<Attempt> attempts,
            Duration latency,
            int fromCache) {
        this.vectors = List.copyOf(vectors);
        this.model = model;
        this.route = route;
        this.usage = usage;
        this.cost = cost;
        this.attempts = List.copyOf(attempts);
        this.latency = latency;
        this.fromCache = fromCache;
    }

    /** These vectors by this model; the rest is empty. */
    public static EmbeddingResponse of(String model, List<float[]> vectors) {
        return new EmbeddingResponse(vectors, model, model, Usage.NONE, Money.ZERO, List.of(), Duration.ZERO, 0);
    }

    /** These vectors with what they used and cost. */
    public EmbeddingResponse withCost(Usage usage, Money cost) {
        return new EmbeddingResponse(vectors, model, route, usage, cost, attempts, latency, fromCache);
    }

    /** These vectors with the way that the call took. */
    public EmbeddingResponse withTrail(String route, List<Attempt> attempts, Duration latency) {
        return new EmbeddingResponse(vectors, model, route, usage, cost, attempts, latency, fromCache);
    }

    /** These vectors, so many of the texts, equal ones counted once, answered by the cache. */
    public EmbeddingResponse withFromCache(int texts) {
        return new EmbeddingResponse(vectors, model, route, usage, cost, attempts, latency, texts);
    }

    /** One vector per text, in the order of the texts; equal texts share one array. */
    public List<float[]> vectors() {
        return vectors;
    }

    /** Who served, as {@code provider/name}. */
    public String model() {
        return model;
    }

    /** What was asked for. */
    public String route() {
        return route;
    }

    /** What was used, all batches together. */
    public Usage usage() {
        return usage;
    }

    /** What the call cost: the bookings of all its attempts. */
    public Money cost() {
        return cost;
    }

    /** Every HTTP exchange of the call in order; empty if the cache had every text. */
    public List<Attempt> attempts() {
        return attempts;
    }

    /** From the call's begin to its end. */
    public Duration latency() {
        return latency;
    }

    /** How many of the texts the embedding cache answered, equal ones counted once. */
    public int fromCache() {
        return fromCache;
    }

    @Override
    public String toString() {
        return "EmbeddingResponse[" + model + ", " + vectors.size() + " vectors, " + cost + "]";
    }
}
