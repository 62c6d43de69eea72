package io.tollgate;

import io.tollgate.failure.Attempt;
import io.tollgate.price.Money;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One finished call, as the {@code onCall} listener sees it: once a call, on the thread that made it, after everything
 * is booked. Immutable; without a word of prompt or answer.
 */
public final class CallRecord {
    private final String operation;
    private final String route;
    private final String model;
    private final String team;
    private final Map<String, String> tags;
    private final String outcome;
    private final List<Attempt> attempts;
    private final Money cost;
    private final Duration latency;

    CallRecord(
            String operation,
            String route,
            String model,
            String team,
            Map<String, String> tags,
            String outcome,
            List<Attempt> attempts,
            Money cost,
            Duration latency) {
        this.operation = operation;
        this.route = route;
        this.model = model;
        this.team = team;
        this.tags = tags;
        this.outcome = outcome;
        this.attempts = List.copyOf(attempts);
        this.cost = cost;
        this.latency = latency;
    }

    /** {@code chat}, {@code embeddings} or {@code rerank}. */
    public String operation() {
        return operation;
    }

    /** What was asked for. */
    public String route() {
        return route;
    }

    /** Who served, as {@code provider/name}; empty if nobody did. */
    public String model() {
        return model;
    }

    /** Whom it is attributed to; {@code none} if nobody. */
    public String team() {
        return team;
    }

    /** The request's tags. */
    public Map<String, String> tags() {
        return tags;
    }

    /** {@code served}, {@code cached}, or the kind of the failure in lower case. */
    public String outcome() {
        return outcome;
    }

    /** Every HTTP exchange, in order. */
    public List<Attempt> attempts() {
        return attempts;
    }

    /** What was booked for all attempts. */
    public Money cost() {
        return cost;
    }

    /** From the call's begin to its end. */
    public Duration latency() {
        return latency;
    }

    @Override
    public String toString() {
        return operation + " " + route + ": " + outcome + (model.isEmpty() ? "" : " by " + model) + ", "
                + attempts.size() + " attempts, " + cost + ", " + latency.toMillis() + " ms";
    }
}
