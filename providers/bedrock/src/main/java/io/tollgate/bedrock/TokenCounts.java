package io.tollgate.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.json.Counts;
import io.tollgate.price.Usage;
import java.io.IOException;
import java.util.Optional;

/**
 * The counts of an answer's {@code usage}. Its {@code inputTokens} leave out what was read from the cache or written to
 * it; {@code outputTokens} hold the thoughts. Some models tell the cache's counts under two names at once.
 */
final class TokenCounts {
    private TokenCounts() {}

    /** What was used; none if it counts nothing. */
    static Optional<Usage> read(JsonNode told) throws IOException {
        long details = 0;
        long hour = 0;
        for (JsonNode write : told.path("cacheDetails")) {
            long tokens = Counts.in(write).count("/inputTokens");
            details += tokens;
            hour += write.path("ttl").asText("").equals("1h") ? tokens : 0;
        }
        Counts counts = Counts.in(told);
        if (!counts.any("/inputTokens", "/outputTokens")) {
            return Optional.empty();
        }
        long read = counts.count("/cacheReadInputTokens", "/cacheReadInputTokenCount");
        long written = Math.max(details, counts.count("/cacheWriteInputTokens", "/cacheWriteInputTokenCount"));
        return Optional.of(Usage.of(counts.count("/inputTokens") + read + written, counts.count("/outputTokens"))
                .withCachedInputTokens(read)
                .withCacheWriteTokens(written - hour)
                .withCacheWriteHourTokens(hour));
    }
}
