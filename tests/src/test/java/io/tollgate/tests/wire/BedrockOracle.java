package io.tollgate.tests.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.chat.Citation;
import io.tollgate.chat.FinishReason;
import io.tollgate.price.Usage;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What recordings of Bedrock's Converse hold: the deltas of a stream are put back into the blocks that a whole answer has,
 * and then both are read in one way.
 */
final class BedrockOracle implements Oracle {
    private static final Map<String, FinishReason> REASONS = Map.of(
            "end_turn", FinishReason.STOP,
            "stop_sequence", FinishReason.STOP,
            "tool_use", FinishReason.TOOL_CALLS,
            "max_tokens", FinishReason.LENGTH,
            "guardrail_intervened", FinishReason.CONTENT_FILTER,
            "content_filtered", FinishReason.CONTENT_FILTER,
            "model_context_window_exceeded", FinishReason.CONTEXT_WINDOW);

    @Override
    public Held whole(Recording recording) {
        JsonNode answer = Json.read(recording.text());
        Held held = new Held();
        answer.path("output").path("message").path("content").forEach(block -> put(held, block));
        finish(held, answer);
        usage(held, answer.path("usage"));
        return held;
    }

    @Override
    public Held stream(Recording recording) {
        Held held = new Held();
        Map<Integer, ObjectNode> blocks = new LinkedHashMap<>();
        for (Recording.Event event : recording.events()) {
            JsonNode json = event.json();
            if (json.has("contentBlockStart")) {
                JsonNode start = json.path("contentBlockStart");
                blocks.put(
                        start.path("contentBlockIndex").asInt(),
                        start.path("start").deepCopy());
            } else if (json.has("contentBlockDelta")) {
                JsonNode delta = json.path("contentBlockDelta");
                grow(
                        blocks.computeIfAbsent(delta.path("contentBlockIndex").asInt(), none -> Json.object()),
                        delta.path("delta"));
            } else if (json.has("messageStop")) {
                finish(held, json.path("messageStop"));
            } else if (json.has("metadata")) {
                usage(held, json.path("metadata").path("usage"));
            } else if (json.has("error")) {
                held.failed(Errors.expected(recording, json));
            }
        }
        blocks.values().forEach(block -> put(held, block));
        return held;
    }

    @Override
    public boolean ends(JsonNode event) {
        return event.path("messageStop").has("stopReason");
    }

    private static void grow(ObjectNode block, JsonNode delta) {
        if (delta.has("text")) {
            append(block, "text", delta.path("text").asText());
        } else if (delta.path("toolUse").has("input")) {
            append(
                    (ObjectNode) block.path("toolUse"),
                    "input",
                    delta.path("toolUse").path("input").asText());
        } else if (delta.has("toolResult")) {
            ((ObjectNode) block.path("toolResult")).withArray("content").addAll((ArrayNode) delta.path("toolResult"));
        } else if (delta.has("citation")) {
            block.withArray("cited").add(delta.path("citation"));
        } else if (delta.path("reasoningContent").has("redactedContent")) {
            block.set("reasoningContent", delta.path("reasoningContent"));
        } else if (delta.has("reasoningContent")) {
            ObjectNode words = block.withObject("/reasoningContent/reasoningText");
            delta.path("reasoningContent")
                    .properties()
                    .forEach(
                            each -> append(words, each.getKey(), each.getValue().asText()));
        } else {
            throw new IllegalStateException("a delta that this oracle doesn't know: " + delta);
        }
    }

    private static void append(ObjectNode block, String member, String more) {
        block.put(member, block.path(member).asText("") + more);
    }

    private static void put(Held held, JsonNode block) {
        block.path("cited").forEach(each -> held.cited(citation(each)));
        block.path("citationsContent").path("citations").forEach(each -> held.cited(citation(each)));
        block.path("citationsContent")
                .path("content")
                .forEach(each -> held.text(each.path("text").asText(), ""));
        JsonNode call = block.path("toolUse");
        JsonNode thoughts = block.path("reasoningContent").path("reasoningText");
        if (block.has("text")) {
            held.text(block.path("text").asText(), "");
        } else if (thoughts.isObject()) {
            held.thinking(
                    thoughts.path("text").asText(), thoughts.path("signature").asText(""));
        } else if (call.isObject() && !call.path("type").asText().equals("server_tool_use")) {
            held.call(
                    call.path("toolUseId").asText(),
                    call.path("name").asText(),
                    input(call).toString(),
                    "");
        } else if (!block.has("citationsContent")) {
            if (call.isObject()) {
                ((ObjectNode) call).set("input", input(call));
            }
            held.opaque(block.fieldNames().next(), block.toString());
        }
    }

    private static JsonNode input(JsonNode call) {
        JsonNode input = call.path("input");
        return input.isTextual() ? Json.read(input.asText()) : input;
    }

    private static Citation citation(JsonNode node) {
        StringBuilder quote = new StringBuilder();
        node.path("sourceContent")
                .forEach(each -> quote.append(each.path("text").asText()));
        String title = node.path("title").asText("");
        String url = node.path("location").path("web").path("url").asText(title);
        return Citation.of(node.path("source").asText(url)).withTitle(title).withQuote(quote.toString());
    }

    private static void finish(Held held, JsonNode holder) {
        if (holder.hasNonNull("stopReason")) {
            String raw = holder.path("stopReason").asText();
            held.finish(REASONS.getOrDefault(raw, FinishReason.OTHER), raw);
        }
    }

    /** Input without cache reads and writes is what Bedrock calls input: the total says so. */
    private static void usage(Held held, JsonNode usage) {
        if (!usage.isObject()) {
            return;
        }
        long read = usage.path("cacheReadInputTokens").asLong();
        long written = usage.path("cacheWriteInputTokens").asLong();
        long input =
                usage.path("totalTokens").asLong() - usage.path("outputTokens").asLong();
        if (input != usage.path("inputTokens").asLong() + read + written) {
            throw new IllegalStateException("counts that this oracle doesn't understand: " + usage);
        }
        held.usage(Usage.of(input, usage.path("outputTokens").asLong())
                .withCachedInputTokens(read)
                .withCacheWriteTokens(written));
    }
}
