package io.tollgate.rerank;

import io.tollgate.price.Money;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Documents to be ranked by how well they answer a query, by a model or route. Immutable. */
public final class RerankRequest {
    private final String model;
    private final String query;
    private final List<String> documents;
    private final @Nullable Integer topN;
    private final String team;
    private final Map<String, String> tags;
    private final @Nullable Duration deadline;
    private final @Nullable Money maxCostPerCall;
    private final boolean fallback;

    private RerankRequest(Draft draft) {
        this.model = draft.model;
        this.query = draft.query;
        this.documents = draft.documents;
        this.topN = draft.topN;
        this.team = draft.team;
        this.tags = draft.tags;
        this.deadline = draft.deadline;
        this.maxCostPerCall = draft.maxCostPerCall;
        this.fallback = draft.fallback;
    }

    private static final class Draft {
        final String model;
        final String query;
        final List<String> documents;

        @Nullable
        Integer topN;

        String team = "";
        Map<String, String> tags = Map.of();

        @Nullable
        Duration deadline;

        @Nullable
        Money maxCostPerCall;

        boolean fallback = true;

        Draft(String model, String query, List<String> documents) {
            this.model = model;
            this.query = query;
            this.documents = documents;
        }

        Draft(RerankRequest request) {
            this(request.model, request.query, request.documents);
            topN = request.topN;
            team = request.team;
            tags = request.tags;
            deadline = request.deadline;
            maxCostPerCall = request.maxCostPerCall;
            fallback = request.fallback;
        }
    }

    private RerankRequest with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return new RerankRequest(draft);
    }

    /** These documents, at least one; neither one of them nor the query may be empty: vendors refuse that. */
    public static RerankRequest of(String model, String query, List<String> documents) {
        if (query.isEmpty()) {
            throw new IllegalArgumentException("expected a query of at least one character, but it is empty");
        }
        if (documents.isEmpty()) {
            throw new IllegalArgumentException("expected at least one document, but got none");
        }
        int empty = documents.indexOf("");
        if (empty >= 0) {
            throw new IllegalArgumentException("expected documents with at least one character, but number " + empty
                    + " of " + documents.size() + " (counted from 0) is empty");
        }
        return new RerankRequest(new Draft(model, query, List.copyOf(documents)));
    }

    /** These documents. */
    public static RerankRequest of(String model, String query, String... documents) {
        return of(model, query, List.of(documents));
    }

    /** How many of the best are wanted; all of them by default. */
    public RerankRequest withTopN(int topN) {
        if (topN < 1) {
            throw new IllegalArgumentException("expected to want at least 1 document, but got " + topN);
        }
        return with(draft -> draft.topN = topN);
    }

    /** Whom the call is attributed to; {@code none} if nobody. */
    public RerankRequest withTeam(String team) {
        return with(draft -> draft.team = team);
    }

    /** One more free-form tag for budgets and ledger entries; it isn't sent to a vendor. */
    public RerankRequest withTag(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(tags);
        more.put(name, value);
        Map<String, String> copy = Map.copyOf(more);
        return with(draft -> draft.tags = copy);
    }

    /** The time for the whole call, with all its retries and fallbacks. */
    public RerankRequest withDeadline(Duration deadline) {
        if (deadline.isNegative() || deadline.isZero()) {
            throw new IllegalArgumentException("expected a deadline above zero, but got " + deadline);
        }
        return with(draft -> draft.deadline = deadline);
    }

    /** The most that the call may cost, all its attempts together. */
    public RerankRequest withMaxCostPerCall(Money max) {
        return with(draft -> draft.maxCostPerCall = max);
    }

    /** Tries only the first candidate. */
    public RerankRequest withoutFallback() {
        return with(draft -> draft.fallback = false);
    }

    /** The route, or {@code provider/name}. */
    public String model() {
        return model;
    }

    /** What the documents are ranked by. */
    public String query() {
        return query;
    }

    /** The documents; a ranking names each by its place in here. */
    public List<String> documents() {
        return documents;
    }

    /** How many of the best are wanted, if not all. */
    public OptionalInt topN() {
        return topN == null ? OptionalInt.empty() : OptionalInt.of(topN);
    }

    /** Whom the call is attributed to; empty if nobody. */
    public String team() {
        return team;
    }

    /** Free-form tags. */
    public Map<String, String> tags() {
        return tags;
    }

    /** The time for the whole call, if set. */
    public Optional<Duration> deadline() {
        return Optional.ofNullable(deadline);
    }

    /** The most that the call may cost, if set. */
    public Optional<Money> maxCostPerCall() {
        return Optional.ofNullable(maxCostPerCall);
    }

    /** Whether other candidates may be tried after the first. */
    public boolean fallback() {
        return fallback;
    }

    /** The model and the number of documents, without a word of them. */
    @Override
    public String toString() {
        return "RerankRequest[" + model + ", " + documents.size() + " documents]";
    }
}
