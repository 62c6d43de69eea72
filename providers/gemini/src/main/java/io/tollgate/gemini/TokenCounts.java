package io.tollgate.gemini;

import com.fasterxml.jackson.core.JsonParser;
import io.tollgate.json.Json;
import io.tollgate.price.Usage;
import java.io.IOException;
import java.util.Optional;

/** The {@code usageMetadata} of an answer while it is read. */
final class TokenCounts {
    private static final int ABSENT = -1;

    private long prompt = ABSENT;
    private long cached;
    private long toolUse;
    private long candidates;
    private long thoughts;
    private long total = ABSENT;
    private boolean any;

    private TokenCounts() {}

    /** What was used, from the object at which the parser stands; none if it counts nothing, as early chunks do. */
    static Optional<Usage> read(JsonParser parser) throws IOException {
        TokenCounts counts = new TokenCounts();
        Json.fields(parser, counts::field);
        return counts.any ? Optional.of(counts.usage()) : Optional.empty();
    }

    private void field(String name, JsonParser value) throws IOException {
        switch (name) {
            case "promptTokenCount" -> prompt = count(value);
            case "cachedContentTokenCount" -> cached = count(value);
            case "toolUsePromptTokenCount" -> toolUse = count(value);
            case "candidatesTokenCount" -> candidates = count(value);
            case "thoughtsTokenCount" -> thoughts = count(value);
            case "totalTokenCount" -> total = count(value);
            default -> {}
        }
    }

    private long count(JsonParser value) throws IOException {
        any |= value.currentToken().isNumeric();
        return Json.number(value, 0);
    }

    /** The prompt holds what was cached, but not what the vendor's own tools read; candidates don't hold thoughts. */
    private Usage usage() {
        long output = candidates + thoughts;
        // Some answers to media by URL count everything but the prompt, and the total holds it all the same.
        long input =
                prompt == ABSENT && total != ABSENT ? Math.max(toolUse, total - output) : Math.max(prompt, 0) + toolUse;
        return Usage.of(input, output).withCachedInputTokens(cached).withReasoningTokens(thoughts);
    }
}
