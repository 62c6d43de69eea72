package io.tollgate.anthropic;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tollgate.json.Json;
import io.tollgate.price.Usage;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The counts of an answer's {@code usage} objects; a later object replaces what it names. Their {@code input_tokens} leave
 * out what was read from the cache or written to it.
 */
final class TokenCounts {
    private boolean reported;
    private long input;
    private long cacheRead;
    private long cacheWrite;
    private long writeMinutes;
    private long writeHour;
    private long output;
    private long thinking;

    /**
     * The model's runs within the answer, summed up. The counts beside them leave out runs of some types (compaction,
     * advisor) that are billed all the same; where they leave out none, both are equal.
     */
    private @Nullable TokenCounts runs;

    void read(JsonParser parser) throws IOException {
        Json.fields(parser, this::field);
    }

    private void field(String name, JsonParser value) throws IOException {
        switch (name) {
            case "input_tokens" -> input = counted(value, input);
            case "output_tokens" -> output = counted(value, output);
            case "cache_read_input_tokens" -> cacheRead = counted(value, cacheRead);
            case "cache_creation_input_tokens" -> cacheWrite = counted(value, cacheWrite);
            case "ephemeral_5m_input_tokens" -> writeMinutes = counted(value, writeMinutes);
            case "ephemeral_1h_input_tokens" -> writeHour = counted(value, writeHour);
            case "thinking_tokens" -> thinking = counted(value, thinking);
            case "cache_creation", "output_tokens_details" -> read(value);
            case "iterations" -> runs(value);
            default -> {}
        }
    }

    private long counted(JsonParser value, long before) throws IOException {
        if (!value.currentToken().isNumeric()) {
            return before;
        }
        reported = true;
        return value.getLongValue();
    }

    private void runs(JsonParser array) throws IOException {
        if (array.currentToken() != JsonToken.START_ARRAY) {
            return;
        }
        TokenCounts sum = new TokenCounts();
        while (array.nextToken() != JsonToken.END_ARRAY) {
            TokenCounts run = new TokenCounts();
            run.read(array);
            sum.add(run);
        }
        runs = sum;
    }

    private void add(TokenCounts run) {
        input += run.input;
        cacheRead += run.cacheRead;
        cacheWrite += run.allWrites();
        writeHour += run.writeHour;
        output += run.output;
        thinking += run.thinking;
    }

    // Later objects of a stream repeat the sum and not its parts.
    private long allWrites() {
        return Math.max(cacheWrite, writeMinutes + writeHour);
    }

    /** Whether a vendor told any count. */
    boolean isReported() {
        return reported;
    }

    Usage toUsage() {
        TokenCounts least = runs == null ? this : runs;
        long read = Math.max(cacheRead, least.cacheRead);
        long hour = Math.max(writeHour, least.writeHour);
        long writes = Math.max(allWrites(), least.allWrites());
        return Usage.of(Math.max(input, least.input) + read + writes, Math.max(output, least.output))
                .withCachedInputTokens(read)
                .withCacheWriteTokens(writes - hour)
                .withCacheWriteHourTokens(hour)
                .withReasoningTokens(Math.max(thinking, least.thinking));
    }
}
