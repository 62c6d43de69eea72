package io.tollgate.embedding;

import io.tollgate.price.Money;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Texts to be turned into vectors by a model or route. Immutable. */
public final class EmbeddingRequest {
    private final String model;
    private final List<String> texts;
    private final @Nullable Integer dimensions;
    private final Purpose purpose;
    private final String team;
    private final Map<String, String> tags;
    private final @Nullable Duration deadline;
    private final @Nullable Money maxCostPerCall;
    private final boolean fallback;

    private EmbeddingRequest(Draft draft) {
        this.model = draft.model;
        this.texts = draft.texts;
        this.dimensions = draft.dimensions;
        this.purpose = draft.purpose;
        this.team = draft.team;
        this.tags = draft.tags;
        this.deadline = draft.deadline;
        this.maxCostPerCall = draft.maxCostPerCall;
        this.fallback = draft.fallback;
    }

    private static final class Draft {
        final String model;
        final List<String> texts;

        @Nullable
        Integer dimensions;

        Purpose purpose = Purpose.ANY;
        String team = "";
        Map<String, String> tags = Map.of();

        @Nullable
        Duration deadline;

        @Nullable
        Money maxCostPerCall;

        boolean fallback = true;

        Draft(String model, List<String> texts) {
            this.model = model;
            this.texts = texts;
        }

        Draft(EmbeddingRequest request) {
            this(request.model, request.texts);
            dimensions = request.dimensions;
            purpose = request.purpose;
            team = request.team;
            tags = request.tags;
            deadline = request.deadline;
            maxCostPerCall = request.maxCostPerCall;
            fallback = request.fallback;
        }
    }

    private EmbeddingRequest with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return new EmbeddingRequest(draft);
    }

    /** These texts, at least one, none of them empty: vendors refuse an empty text. */
    public static EmbeddingRequest of(String model, List<String> texts) {
        if (texts.isEmpty()) {
            throw new IllegalArgumentException("expected at least one text, but got none");
        }
        int empty = texts.indexOf("");
        if (empty >= 0) {
            throw new IllegalArgumentException("expected texts with at least one character, but number " + empty
                    + " of " + texts.size() + " (counted from 0) is empty");
        }
        return new EmbeddingRequest(new Draft(model, List.copyOf(texts)));
    }

    /** These texts. */
    public static EmbeddingRequest of(String model, String... texts) {
        return of(model, List.of(texts));
    }

    /** How many numbers each vector shall have, for models that let one choose. */
    public EmbeddingRequest withDimensions(int dimensions) {
        if (dimensions < 1) {
            throw new IllegalArgumentException("expected at least 1 dimension, but got " + dimensions);
        }
        return with(draft -> draft.dimensions = dimensions);
    }

    /** What the vectors are for, for models that give others for each use. */
    public EmbeddingRequest withPurpose(Purpose purpose) {
        return with(draft -> draft.purpose = purpose);
    }

    /** Whom the call is attributed to; {@code none} if nobody. */
    public EmbeddingRequest withTeam(String team) {
        return with(draft -> draft.team = team);
    }

    /** One more free-form tag for budgets and ledger entries; it isn't sent to a vendor. */
    public EmbeddingRequest withTag(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(tags);
        more.put(name, value);
        Map<String, String> copy = Map.copyOf(more);
        return with(draft -> draft.tags = copy);
    }

    /** The time for the whole call, with all its batches, retries and fallbacks. */
    public EmbeddingRequest withDeadline(Duration deadline) {
        if (deadline.isNegative() || deadline.isZero()) {
            throw new IllegalArgumentException("expected a deadline above zero, but got " + deadline);
        }
        return with(draft -> draft.deadline = deadline);
    }

    /** The most that the call may cost, all its batches and attempts together. */
    public EmbeddingRequest withMaxCostPerCall(Money max) {
        return with(draft -> draft.maxCostPerCall = max);
    }

    /** Tries only the first candidate. */
    public EmbeddingRequest withoutFallback() {
        return with(draft -> draft.fallback = false);
    }

    /** The route, or {@code provider/name}. */
    public String model() {
        return model;
    }

    /** The texts. */
    public List<String> texts() {
        return texts;
    }

    /** How many numbers each vector shall have, if asked for. */
    public OptionalInt dimensions() {
        return dimensions == null ? OptionalInt.empty() : OptionalInt.of(dimensions);
    }

    /** What the vectors are for; {@link Purpose#ANY} if that wasn't said. */
    public Purpose purpose() {
        return purpose;
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

    /** The model and the number of texts, without a word of them. */
    @Override
    public String toString() {
        return "EmbeddingRequest[" + model + ", " + texts.size() + " texts]";
    }
}
