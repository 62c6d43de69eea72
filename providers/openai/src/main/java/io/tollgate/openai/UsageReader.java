package io.tollgate.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.json.Json;
import io.tollgate.price.Money;
import io.tollgate.price.Usage;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What was used, from any of the names that servers of this dialect have for it. */
final class UsageReader {
    private boolean found;
    private long prompt;
    private long completion;
    private long total;
    private long cached;
    private long cacheWrite;
    private long reasoning;
    private long searchUnits;
    private @Nullable Money cost;

    private UsageReader() {}

    /** The usage at the parser's place; null if there is none or it holds no count. */
    static @Nullable Usage read(JsonParser json) throws IOException {
        UsageReader reader = new UsageReader();
        Json.fields(json, reader::field);
        return reader.found ? reader.usage() : null;
    }

    /** The usage that this tells, if it is one that holds a count. */
    static Optional<Usage> read(JsonNode told) throws IOException {
        try (JsonParser json = told.traverse()) {
            json.nextToken();
            return Optional.ofNullable(read(json));
        }
    }

    private void field(String name, JsonParser json) throws IOException {
        switch (name) {
            case "prompt_tokens", "input_tokens" -> prompt = count(json);
            case "completion_tokens", "output_tokens" -> completion = count(json);
            case "total_tokens" -> total = count(json);
            case "search_units" -> searchUnits = count(json);
            // The same number under several names, sometimes twice in one answer.
            case "cached_tokens",
                    "prompt_cache_hit_tokens",
                    "num_cached_tokens",
                    "cached_input_tokens",
                    "cache_read_input_tokens" -> cached = Math.max(cached, Json.number(json));
            case "cache_write_tokens", "cache_creation_input_tokens" ->
                cacheWrite = Math.max(cacheWrite, Json.number(json));
            case "reasoning_tokens" -> reasoning = Math.max(reasoning, Json.number(json));
            case "billed_units",
                    "prompt_tokens_details",
                    "prompt_token_details",
                    "completion_tokens_details",
                    "input_tokens_details",
                    "output_tokens_details" -> Json.fields(json, this::field);
            case "cost", "total_cost" -> cost(json);
            case "cost_in_usd_ticks" -> cost = dollars(json, -1);
            default -> {}
        }
    }

    private long count(JsonParser json) throws IOException {
        found |= json.currentToken().isNumeric();
        return Json.number(json);
    }

    private void cost(JsonParser json) throws IOException {
        if (json.currentToken().isNumeric()) {
            cost = dollars(json, 9);
        } else {
            Json.fields(json, this::field);
        }
    }

    /** The number as money, its point moved to nano-dollars; null if it isn't one that makes sense. */
    private static @Nullable Money dollars(JsonParser json, int point) throws IOException {
        if (!json.currentToken().isNumeric()) {
            return null;
        }
        BigDecimal number = Json.decimal(json);
        // Beyond these, rounding would have to write millions of digits.
        if (Math.abs(number.scale()) > 100 || number.precision() - number.scale() > 15) {
            return null;
        }
        BigDecimal nanos = number.movePointRight(point).setScale(0, RoundingMode.UP);
        return nanos.toBigInteger().bitLength() < Long.SIZE ? Money.ofNanos(nanos.longValue()) : null;
    }

    private Usage usage() {
        if (prompt == 0 && completion == 0) {
            // Of an embedding, some tell the total only.
            prompt = total;
        }
        // At some vendors what was cached stands beside the prompt: only then it can be more.
        long input = cached > prompt ? prompt + cached : prompt;
        // At some vendors reasoning stands beside the completion: only then it is missing from this sum.
        boolean beside = reasoning > 0 && total - prompt - completion == reasoning;
        long output = beside ? completion + reasoning : completion;
        Usage usage = Usage.of(input, output)
                .withCachedInputTokens(cached)
                .withCacheWriteTokens(cacheWrite)
                .withSearchUnits(searchUnits)
                // Together counts a word or two of markup that the completion leaves out.
                .withReasoningTokens(Math.min(reasoning, output));
        return cost == null ? usage : usage.withReportedCost(cost);
    }
}
