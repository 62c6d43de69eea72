package io.tollgate.bedrock;

import com.fasterxml.jackson.core.JsonParser;
import io.tollgate.json.Json;
import io.tollgate.price.Usage;
import java.io.IOException;
import java.util.Optional;

/**
 * The counts of an answer's {@code usage}. Its {@code inputTokens} leave out what was read from the cache or written to
 * it; {@code outputTokens} hold the thoughts. Some models tell the cache's counts under two names at once.
 */
final class TokenCounts {
    private boolean reported;
    private long input;
    private long output;
    private long cacheRead;
    private long cacheWrite;
    private long writes;
    private long hourWrites;

    private TokenCounts() {}

    /** What was used, from the object at which the parser stands; none if it counts nothing. */
    static Optional<Usage> read(JsonParser parser) throws IOException {
        TokenCounts counts = new TokenCounts();
        Json.fields(parser, counts::field);
        return counts.reported ? Optional.of(counts.usage()) : Optional.empty();
    }

    private void field(String name, JsonParser value) throws IOException {
        switch (name) {
            case "inputTokens" -> input = count(value);
            case "outputTokens" -> output = count(value);
            case "cacheReadInputTokens", "cacheReadInputTokenCount" -> cacheRead = Math.max(cacheRead, count(value));
            case "cacheWriteInputTokens", "cacheWriteInputTokenCount" ->
                cacheWrite = Math.max(cacheWrite, count(value));
            case "cacheDetails" -> Json.elements(value, this::write);
            default -> {}
        }
    }

    private long count(JsonParser value) throws IOException {
        reported |= value.currentToken().isNumeric();
        return Json.number(value);
    }

    /** What was written to the cache for so long. */
    private void write(JsonParser parser) throws IOException {
        String[] ttl = {""};
        long[] tokens = {0};
        Json.fields(parser, (name, value) -> {
            switch (name) {
                case "ttl" -> ttl[0] = Json.text(value);
                case "inputTokens" -> tokens[0] = count(value);
                default -> {}
            }
        });
        writes += tokens[0];
        hourWrites += ttl[0].equals("1h") ? tokens[0] : 0;
    }

    private Usage usage() {
        long written = Math.max(cacheWrite, writes);
        return Usage.of(input + cacheRead + written, output)
                .withCachedInputTokens(cacheRead)
                .withCacheWriteTokens(written - hourWrites)
                .withCacheWriteHourTokens(hourWrites);
    }
}
