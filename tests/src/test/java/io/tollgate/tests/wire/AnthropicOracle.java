package io.tollgate.tests.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.chat.Citation;
import io.tollgate.chat.FinishReason;
import io.tollgate.price.Usage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What recordings of Anthropic's Messages hold: the deltas of a stream are put back into the blocks that a whole answer
 * has, and then both are read in one way.
 */
final class AnthropicOracle implements Oracle {
    private static final Map<String, FinishReason> REASONS = Map.of(
            "end_turn", FinishReason.STOP,
            "stop_sequence", FinishReason.STOP,
            "max_tokens", FinishReason.LENGTH,
            "tool_use", FinishReason.TOOL_CALLS,
            "pause_turn", FinishReason.PAUSED,
            "refusal", FinishReason.CONTENT_FILTER,
            "model_context_window_exceeded", FinishReason.CONTEXT_WINDOW);

    @Override
    public Held whole(Recording recording) {
        JsonNode message = Json.read(recording.text());
        Held held = new Held();
        if (message.path("type").asText().equals("error")) {
            held.failed(Errors.expected(recording, message));
            return held;
        }
        message.path("content").forEach(block -> put(held, block));
        finish(held, message);
        usage(held, message.path("usage"));
        held.id(message.path("id").asText(""));
        return held;
    }

    @Override
    public Held stream(Recording recording) {
        Held held = new Held();
        Map<Integer, ObjectNode> blocks = new LinkedHashMap<>();
        ObjectNode usage = Json.object();
        boolean usageSeen = false;
        for (Recording.Event event : recording.events()) {
            JsonNode json = event.json();
            int index = json.path("index").asInt();
            switch (json.path("type").asText()) {
                case "message_start" -> {
                    usage.setAll((ObjectNode) json.path("message").path("usage"));
                    usageSeen = true;
                }
                case "content_block_start" ->
                    blocks.put(index, json.path("content_block").deepCopy());
                case "content_block_delta" ->
                    grow(blocks.computeIfAbsent(index, none -> Json.object()), json.path("delta"));
                case "message_delta" -> {
                    finish(held, json.path("delta"));
                    if (json.path("usage").isObject()) {
                        usage.setAll((ObjectNode) json.path("usage"));
                        usageSeen = true;
                    }
                }
                case "error" -> held.failed(Errors.expected(recording, json));
                default -> {}
            }
        }
        blocks.values().forEach(block -> put(held, whole(block)));
        if (usageSeen) {
            usage(held, usage);
        }
        return held;
    }

    @Override
    public boolean ends(JsonNode event) {
        return event.path("delta").hasNonNull("stop_reason");
    }

    private static void grow(ObjectNode block, JsonNode delta) {
        switch (delta.path("type").asText()) {
            case "text_delta" -> append(block, "text", delta.path("text").asText());
            case "thinking_delta" ->
                append(block, "thinking", delta.path("thinking").asText());
            case "signature_delta" ->
                append(block, "signature", delta.path("signature").asText());
            case "input_json_delta" ->
                append(block, "partial", delta.path("partial_json").asText());
            case "citations_delta" -> block.withArray("citations").add(delta.path("citation"));
            default -> throw new IllegalStateException("a delta that this oracle doesn't know: " + delta);
        }
        if (!block.has("type")) {
            // The fragment in a public issue begins in the middle of its block.
            block.put("type", delta.path("type").asText().replace("_delta", ""));
        }
    }

    private static void append(ObjectNode block, String member, String more) {
        block.put(member, block.path(member).asText("") + more);
    }

    private static ObjectNode whole(ObjectNode block) {
        String partial = block.path("partial").asText("");
        if (!partial.isEmpty()) {
            JsonNode input = Json.tryRead(partial);
            if (input.isMissingNode()) {
                block.put("input", partial);
            } else {
                block.set("input", input);
            }
        }
        block.remove("partial");
        return block;
    }

    private static void put(Held held, JsonNode block) {
        String type = block.path("type").asText();
        switch (type) {
            case "text" -> {
                held.text(block.path("text").asText(), "");
                cited(held, block.path("citations"));
            }
            case "thinking" ->
                held.thinking(
                        block.path("thinking").asText(), block.path("signature").asText(""));
            case "tool_use" ->
                held.call(
                        block.path("id").asText(),
                        block.path("name").asText(),
                        block.path("input").isTextual()
                                ? block.path("input").asText()
                                : block.path("input").toString(),
                        "");
            default -> held.opaque(type, block.toString());
        }
    }

    /** Those with an index that only the vendor reads have to be sent back; they stand after their text. */
    private static void cited(Held held, JsonNode citations) {
        ObjectNode kept = Json.object();
        for (JsonNode each : citations) {
            String source = each.path("document_index").asText("");
            for (String member : List.of("file_id", "source", "url")) {
                source = each.hasNonNull(member) ? each.path(member).asText() : source;
            }
            String title = each.path("title").asText(each.path("document_title").asText(""));
            held.cited(Citation.of(source)
                    .withTitle(title)
                    .withQuote(each.path("cited_text").asText("")));
            if (each.has("encrypted_index")) {
                kept.withArray("citations").add(each);
            }
        }
        if (!kept.isEmpty()) {
            held.opaque("citations", kept.toString());
        }
    }

    private static void finish(Held held, JsonNode holder) {
        if (holder.hasNonNull("stop_reason")) {
            String raw = holder.path("stop_reason").asText();
            held.finish(REASONS.getOrDefault(raw, FinishReason.OTHER), raw);
        }
    }

    /** Input without cache reads and writes is what Anthropic calls input; iterations of other types come on top. */
    private static void usage(Held held, JsonNode usage) {
        long[] sum = new long[5];
        add(sum, usage);
        for (JsonNode each : usage.path("iterations")) {
            if (!each.path("type").asText().equals("message")) {
                add(sum, each);
            }
        }
        held.usage(Usage.of(sum[0] + sum[1] + sum[2] + sum[3], sum[4])
                .withCachedInputTokens(sum[1])
                .withCacheWriteTokens(sum[2])
                .withCacheWriteHourTokens(sum[3])
                .withReasoningTokens(usage.path("output_tokens_details")
                        .path("thinking_tokens")
                        .asLong()));
    }

    private static void add(long[] sum, JsonNode usage) {
        JsonNode split = usage.path("cache_creation");
        long hour = split.path("ephemeral_1h_input_tokens").asLong();
        sum[0] += usage.path("input_tokens").asLong();
        sum[1] += usage.path("cache_read_input_tokens").asLong();
        sum[2] += usage.path("cache_creation_input_tokens").asLong() - hour;
        sum[3] += hour;
        sum[4] += usage.path("output_tokens").asLong();
    }
}
