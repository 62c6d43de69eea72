package io.tollgate.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.json.Counts;
import io.tollgate.price.Usage;
import java.io.IOException;
import java.util.Optional;

/** The {@code usageMetadata} of an answer. */
final class TokenCounts {
    private TokenCounts() {}

    /**
     * What was used; none if nothing is counted, as in early chunks. The prompt holds what was cached, but not what the
     * vendor's own tools read; candidates don't hold thoughts.
     */
    static Optional<Usage> read(JsonNode told) throws IOException {
        Counts counts = Counts.in(told);
        if (!counts.any("/promptTokenCount", "/candidatesTokenCount", "/thoughtsTokenCount", "/totalTokenCount")) {
            return Optional.empty();
        }
        long thoughts = counts.count("/thoughtsTokenCount");
        long output = counts.count("/candidatesTokenCount") + thoughts;
        long toolUse = counts.count("/toolUsePromptTokenCount");
        boolean onlyTotal = !counts.any("/promptTokenCount") && counts.any("/totalTokenCount");
        // Some answers to media by URL count everything but the prompt, and the total holds it all the same.
        long input = onlyTotal
                ? Math.max(toolUse, counts.count("/totalTokenCount") - output)
                : counts.count("/promptTokenCount") + toolUse;
        return Optional.of(Usage.of(input, output)
                .withCachedInputTokens(counts.count("/cachedContentTokenCount"))
                .withReasoningTokens(thoughts));
    }
}
