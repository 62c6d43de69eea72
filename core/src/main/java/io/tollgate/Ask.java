package io.tollgate;

import io.tollgate.price.ModelCard;
import io.tollgate.price.Money;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What the planner and the engine need to know of a request, chat and embedding alike.
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
