package io.tollgate.cohere;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.json.Counts;
import io.tollgate.price.Usage;
import java.io.IOException;
import java.util.Optional;

/**
 * A {@code usage} or {@code meta}. What is charged are the billed units; tokens, which hold Cohere's own template as well,
 * stand in where there are none. Older answers write numbers with a fraction.
 */
final class BilledUnits {
    private BilledUnits() {}

    /** What was used; none if nothing is counted. */
    static Optional<Usage> read(JsonNode told) throws IOException {
        Counts counts = Counts.in(told);
        if (isTold(counts, "/billed_units")) {
            return Optional.of(usage(counts, "/billed_units"));
        }
        return isTold(counts, "/tokens")
                ? Optional.of(usage(counts, "/tokens").withCachedInputTokens(counts.count("/cached_tokens")))
                : Optional.empty();
    }

    private static boolean isTold(Counts counts, String kind) {
        return counts.any(kind + "/input_tokens", kind + "/output_tokens", kind + "/search_units");
    }

    private static Usage usage(Counts counts, String kind) throws IOException {
        return Usage.of(counts.count(kind + "/input_tokens"), counts.count(kind + "/output_tokens"))
                .withSearchUnits(counts.count(kind + "/search_units"));
    }
}
