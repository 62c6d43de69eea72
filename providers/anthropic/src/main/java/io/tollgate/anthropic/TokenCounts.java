package io.tollgate.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.json.Counts;
import io.tollgate.price.Usage;
import java.io.IOException;
import java.util.Optional;

/**
 * The counts of an answer's {@code usage} objects; a later object replaces what it names. Their {@code input_tokens} leave
 * out what was read from the cache or written to it.
 *
 * <p>The model's runs within the answer are listed under {@code iterations}. The counts beside them leave out runs of some
 * types (compaction, advisor) that are billed all the same; where they leave out none, both are equal.
 */
final class TokenCounts {
    private final ObjectNode told = JsonNodeFactory.instance.objectNode();

    /** What is used up to this object; none if nothing was counted yet. */
    Optional<Usage> read(JsonNode usage) throws IOException {
        for (var member : usage.properties()) {
            if (!member.getValue().isNull()) {
                told.set(member.getKey(), member.getValue());
            }
        }
        boolean any = told.path("input_tokens").isNumber()
                || told.path("output_tokens").isNumber()
                || !told.path("iterations").isEmpty();
        return any ? Optional.of(usage()) : Optional.empty();
    }

    private Usage usage() throws IOException {
        long read = count("/cache_read_input_tokens");
        long hour = count("/cache_creation/ephemeral_1h_input_tokens");
        // Later objects of a stream repeat the sum and not its parts.
        long writes = Math.max(
                count("/cache_creation_input_tokens"), count("/cache_creation/ephemeral_5m_input_tokens") + hour);
        return Usage.of(count("/input_tokens") + read + writes, count("/output_tokens"))
                .withCachedInputTokens(read)
                .withCacheWriteTokens(writes - hour)
                .withCacheWriteHourTokens(hour)
                .withReasoningTokens(count("/output_tokens_details/thinking_tokens"));
    }

    private long count(String place) throws IOException {
        long runs = 0;
        for (JsonNode run : told.path("iterations")) {
            runs += Counts.in(run).count(place);
        }
        long all = Counts.in(told).count(place);
        return runs == 0 ? all : Math.max(all, runs);
    }
}
