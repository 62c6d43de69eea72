package io.tollgate.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.price.Usage;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;

/** The {@code usageMetadata} of an answer. */
final class TokenCounts {
    private TokenCounts() {}

    /**
     * What was used; none if nothing is counted, as in early chunks. The prompt holds what was cached, but not what the
     * vendor's own tools read; candidates don't hold thoughts.
     */
    static Optional<Usage> read(JsonNode told) throws IOException {
        boolean any = Stream.of("promptTokenCount", "candidatesTokenCount", "thoughtsTokenCount", "totalTokenCount")
                .anyMatch(name -> told.path(name).isNumber());
        if (!any) {
            return Optional.empty();
        }
        long thoughts = count(told, "thoughtsTokenCount");
        long output = count(told, "candidatesTokenCount") + thoughts;
        long toolUse = count(told, "toolUsePromptTokenCount");
        boolean onlyTotal = !told.path("promptTokenCount").isNumber()
                && told.path("totalTokenCount").isNumber();
        // Some answers to media by URL count everything but the prompt, and the total holds it all the same.
        long input = onlyTotal
                ? Math.max(toolUse, count(told, "totalTokenCount") - output)
                : count(told, "promptTokenCount") + toolUse;
        return Optional.of(Usage.of(input, output)
                .withCachedInputTokens(count(told, "cachedContentTokenCount"))
                .withReasoningTokens(thoughts));
    }

    private static long count(JsonNode told, String name) throws IOException {
        JsonNode count = told.path(name);
        if (count.isNumber() && !count.canConvertToLong()) {
            throw new IOException("a count beyond all bounds");
        }
        return count.isNumber() ? count.longValue() : 0;
    }
}
