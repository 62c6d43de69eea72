package io.tollgate.failure;

import io.tollgate.price.Money;
import io.tollgate.price.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One HTTP exchange of a call: whom it went to, what came of it, what it took and cost. Immutable. */
public final class Attempt {
    private final String id;
    private final String model;
    private final Instant startedAt;
    private final Duration latency;
    private final Money cost;
    private final @Nullable Usage usage;
    private final @Nullable Failure failure;
    private final @Nullable Verdict verdict;
    private final String requestId;

    private Attempt(
            String id,
            String model,
            Instant startedAt,
            Duration latency,
            Money cost,
            @Nullable Usage usage,
            @Nullable Failure failure,
            @Nullable Verdict verdict,
            String requestId) {
        this.id = id;
        this.model = model;
        this.startedAt = startedAt;
        this.latency = latency;
        this.cost = cost;
        this.usage = usage;
        this.failure = failure;
        this.verdict = verdict;
        this.requestId = requestId;
    }

    /**
     * An attempt that served the call.
     *
     * @param id the ledger's id of it
     * @param model {@code provider/name}
     */
    public static Attempt served(
            String id, String model, Instant startedAt, Duration latency, Money cost, String requestId) {
        return new Attempt(id, model, startedAt, latency, cost, null, null, null, requestId);
    }

    /**
     * An attempt that failed.
     *
     * @param id the ledger's id of it
     * @param model {@code provider/name}
     */
    public static Attempt failed(
            String id,
            String model,
            Instant startedAt,
            Duration latency,
            Money cost,
            Failure failure,
            Verdict verdict) {
        return new Attempt(id, model, startedAt, latency, cost, null, failure, verdict, failure.requestId());
    }

    /** This attempt with what the vendor said was used. */
    public Attempt withUsage(Usage usage) {
        return new Attempt(id, model, startedAt, latency, cost, usage, failure, verdict, requestId);
    }

    /** The ledger's id of it. */
    public String id() {
        return id;
    }

    /** Whom it went to, as {@code provider/name}. */
    public String model() {
        return model;
    }

    /** When it began. */
    public Instant startedAt() {
        return startedAt;
    }

    /** What it took; of a stream, up to its end. */
    public Duration latency() {
        return latency;
    }

    /** What was booked for it. */
    public Money cost() {
        return cost;
    }

    /** What was used, if the vendor said. */
    public Optional<Usage> usage() {
        return Optional.ofNullable(usage);
    }

    /** What went wrong; empty if it served the call. */
    public Optional<Failure> failure() {
        return Optional.ofNullable(failure);
    }

    /** What was done about it; empty if it served the call. */
    public Optional<Verdict> verdict() {
        return Optional.ofNullable(verdict);
    }

    /** The vendor's id of the request; empty if none. */
    public String requestId() {
        return requestId;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(model);
        text.append(failure == null ? " served" : ": " + failure);
        if (verdict != null) {
            text.append(" -> ").append(verdict.name().toLowerCase(Locale.ROOT));
        }
        return text.append(" (")
                .append(latency.toMillis())
                .append(" ms, ")
                .append(cost)
                .append(')')
                .toString();
    }
}
