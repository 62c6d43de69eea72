package io.tollgate;

import io.tollgate.chat.ChatRequest;
import io.tollgate.embedding.EmbeddingRequest;
import io.tollgate.price.ModelCard;
import io.tollgate.price.Money;
import io.tollgate.rerank.RerankRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What the planner and the engine need to know of a request, of whatever kind.
 *
 * @param route what the app asked for: a route's name, or {@code provider/name}
 * @param kind what a model must be for
 * @param team empty if none
 * @param maxOutputTokens what the request sets, if it does
 * @param deadline what the request sets, if it does
 * @param maxCostPerCall what the request sets, if it does
 * @param extraCost what is added to each hold, if anything
 * @param extraBody JSON objects by provider id
 * @param session empty if none
 * @param waitsForBudget whether money that is held for other calls is waited for
 */
record Ask(
        String route,
        ModelCard.Kind kind,
        Demand demand,
        String team,
        Map<String, String> tags,
        OptionalInt maxOutputTokens,
        @Nullable Duration deadline,
        @Nullable Money maxCostPerCall,
        @Nullable Money extraCost,
        Map<String, String> extraBody,
        String session,
        boolean fallback,
        boolean waitsForBudget) {
    static Ask of(ChatRequest request) {
        return new Ask(
                request.model(),
                ModelCard.Kind.CHAT,
                Demand.of(request),
                request.team(),
                request.tags(),
                request.maxOutputTokens(),
                request.deadline().orElse(null),
                request.maxCostPerCall().orElse(null),
                request.extraCost().orElse(null),
                request.extraBody(),
                request.session(),
                request.fallback(),
                request.waitsForBudget());
    }

    /** @param texts those of the request that must be paid for */
    static Ask of(EmbeddingRequest request, List<String> texts) {
        return plain(
                request.model(),
                ModelCard.Kind.EMBEDDING,
                Demand.of(texts),
                request.team(),
                request.tags(),
                request.deadline().orElse(null),
                request.maxCostPerCall().orElse(null),
                request.fallback());
    }

    static Ask of(RerankRequest request) {
        return plain(
                request.model(),
                ModelCard.Kind.RERANK,
                Demand.of(request),
                request.team(),
                request.tags(),
                request.deadline().orElse(null),
                request.maxCostPerCall().orElse(null),
                request.fallback());
    }

    /** Without what only a chat can ask for. */
    private static Ask plain(
            String route,
            ModelCard.Kind kind,
            Demand demand,
            String team,
            Map<String, String> tags,
            @Nullable Duration deadline,
            @Nullable Money maxCostPerCall,
            boolean fallback) {
        return new Ask(
                route,
                kind,
                demand,
                team,
                tags,
                OptionalInt.empty(),
                deadline,
                maxCostPerCall,
                null,
                Map.of(),
                "",
                fallback,
                false);
    }

    Ask withDemand(Demand demand) {
        return new Ask(
                route,
                kind,
                demand,
                team,
                tags,
                maxOutputTokens,
                deadline,
                maxCostPerCall,
                extraCost,
                extraBody,
                session,
                fallback,
                waitsForBudget);
    }
}
