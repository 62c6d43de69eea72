package io.tollgate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every meter of a router: its name, kind, base unit, meaning and tag keys, which are the same wherever it is recorded.
 *
 * <p>Names, units and tags that begin with {@code gen_ai} are those of OpenTelemetry's conventions for generative AI.
 */
enum MeterName {
    DURATION(
            Kind.TIMER,
            "gen_ai.client.operation.duration",
            null,
            "How long an attempt took, from sending it to the end of its answer",
            Tag.OPERATION,
            Tag.VENDOR,
            Tag.REQUEST_MODEL,
            Tag.TOLLGATE_PROVIDER,
            Tag.ERROR_TYPE),
    FIRST_CONTENT(
            Kind.TIMER,
            "gen_ai.client.operation.time_to_first_chunk",
            null,
            "How long a streamed attempt took to its first content",
            Tag.OPERATION,
            Tag.VENDOR,
            Tag.REQUEST_MODEL,
            Tag.TOLLGATE_PROVIDER,
            Tag.ERROR_TYPE),
    TOKENS(
            Kind.DISTRIBUTION_SUMMARY,
            "gen_ai.client.token.usage",
            "token",
            "The tokens that an attempt used, as its vendor reported",
            Tag.OPERATION,
            Tag.VENDOR,
            Tag.REQUEST_MODEL,
            Tag.TOLLGATE_PROVIDER,
            Tag.TOKEN_TYPE),
    CALLS(Kind.COUNTER, "tollgate.calls", null, "Whole calls, each with all its attempts", Tag.ROUTE, Tag.OUTCOME),
    COST(Kind.COUNTER, "tollgate.cost", "USD", "What attempts cost, as booked", Tag.PROVIDER, Tag.MODEL, Tag.TEAM),
    RETRIES(
            Kind.COUNTER,
            "tollgate.retries",
            null,
            "Attempts on the model that had just failed",
            Tag.PROVIDER,
            Tag.MODEL),
    FALLBACKS(Kind.COUNTER, "tollgate.fallbacks", null, "Calls that went on to their next candidate", Tag.REASON),
    REFUSALS(
            Kind.COUNTER,
            "tollgate.refusals",
            null,
            "Candidates and calls that were refused before anything was sent",
            Tag.REASON),
    BUDGET_LIMIT(Kind.GAUGE, "tollgate.budget.limit", "USD", "What a budget allows in its window", Tag.BUDGET),
    BUDGET_COMMITTED(Kind.GAUGE, "tollgate.budget.committed", "USD", "What was spent of a budget", Tag.BUDGET),
    BUDGET_HELD(Kind.GAUGE, "tollgate.budget.held", "USD", "What attempts under way hold of a budget", Tag.BUDGET),
    BUDGET_OVERRUN(
            Kind.GAUGE,
            "tollgate.budget.overrun",
            "USD",
            "What attempts cost beyond what was held for them",
            Tag.BUDGET),
    STATE(
            Kind.GAUGE,
            "tollgate.provider.state",
            null,
            "1 while a provider's model is used, 0 while it cools down or its breaker is open",
            Tag.PROVIDER,
            Tag.MODEL),
    IN_FLIGHT(Kind.GAUGE, "tollgate.inflight", null, "The attempts under way at a provider", Tag.PROVIDER),
    UNBOOKED(
            Kind.GAUGE,
            "tollgate.ledger.unbooked",
            null,
            "The entries that the ledger's engine doesn't have yet: on their way in a batch, or waiting for it to be back"),
    LOST_WRITES(
            Kind.COUNTER,
            "tollgate.ledger.lost.writes",
            null,
            "How often the ledger's store had lost what it acknowledged"),
    CACHE_GETS(
            Kind.COUNTER,
            "cache.gets",
            null,
            "How often a cache had what it was asked for, or hadn't",
            Tag.CACHE,
            Tag.RESULT);

    final Kind kind;
    final String id;
    final @Nullable String unit;
    final String description;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    final List<String> keys;

    MeterName(Kind kind, String id, @Nullable String unit, String description, String... keys) {
        this.kind = kind;
        this.id = id;
        this.unit = unit;
        this.description = description;
        this.keys = List.of(keys);
    }

    /** The types of Micrometer, by their names there. */
    enum Kind {
        TIMER,
        COUNTER,
        GAUGE,
        DISTRIBUTION_SUMMARY
    }

    /** The keys of tags. */
    private static final class Tag {
        private static final String OPERATION = "gen_ai.operation.name";
        private static final String VENDOR = "gen_ai.provider.name";
        private static final String REQUEST_MODEL = "gen_ai.request.model";
        private static final String TOKEN_TYPE = "gen_ai.token.type";
        private static final String TOLLGATE_PROVIDER = "tollgate.provider";
        private static final String ERROR_TYPE = "error.type";
        private static final String PROVIDER = "provider";
        private static final String MODEL = "model";
        private static final String TEAM = "team";
        private static final String ROUTE = "route";
        private static final String OUTCOME = "outcome";
        private static final String REASON = "reason";
        private static final String BUDGET = "budget";
        private static final String CACHE = "cache";
        private static final String RESULT = "result";

        private Tag() {}
    }
}
