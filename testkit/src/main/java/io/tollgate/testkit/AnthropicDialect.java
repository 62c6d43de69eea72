package io.tollgate.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.chat.FinishReason;
import io.tollgate.price.Usage;
import io.tollgate.spi.Headers;
import io.tollgate.testkit.Asked.Form;
import io.tollgate.testkit.Asked.Kind;
import io.tollgate.testkit.VendorError.Told;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Anthropic's messages and models. */
final class AnthropicDialect implements Dialect {
    private static final String JSON = "application/json";
    private static final String SIGNATURE = "ZmFrZSBzaWduYXR1cmU=";

    @Override
    public String name() {
        return "anthropic";
    }

    @Override
    public String basePath() {
        return "";
    }

    @Override
    public Optional<String> key(String target, Headers headers) {
        return headers.first("x-api-key").or(() -> Keys.bearer(headers));
    }

    @Override
    public Asked asked(String method, String target, Headers headers, byte[] body) {
        String path = target.contains("?") ? target.substring(0, target.indexOf('?')) : target;
        if (method.equals("GET") && path.equals("/v1/models")) {
            return Asked.models();
        }
        if (!method.equals("POST") || !path.equals("/v1/messages")) {
            return Asked.nothing();
        }
        Asked asked = messages(Json.read(body));
        if (headers.first("anthropic-version").isEmpty()) {
            return Asked.refused(Kind.CHAT, asked.model(), "anthropic-version: header is required");
        }
        return asked;
    }

    private static Asked messages(JsonNode body) {
        String model = body.path("model").asText("");
        for (String field : List.of("model", "max_tokens", "messages")) {
            if (body.path(field).isMissingNode()) {
                return Asked.refused(Kind.CHAT, model, field + ": Field required");
            }
        }
        List<String> tools = new ArrayList<>();
        body.path("tools").forEach(tool -> tools.add(tool.path("name").asText()));
        List<String> results = new ArrayList<>();
        String last = "";
        for (JsonNode message : body.path("messages")) {
            last = OpenAiRequests.text(message.path("content"));
            for (JsonNode block : message.path("content")) {
                if (block.path("type").asText().equals("tool_result")) {
                    results.add(OpenAiRequests.text(block.path("content")));
                    last = results.get(results.size() - 1);
                }
            }
        }
        Form form = body.path("stream").asBoolean() ? Form.STREAM_WITH_USAGE : Form.PLAIN;
        long max = body.path("max_tokens").asLong();
        return new Asked(Kind.CHAT, model, form, last, tools, results, max, List.of(), 0, "");
    }

    @Override
    public Page answer(Received request, FakeAnswer answer) {
        return named(request, request.isStream() ? stream(request, answer) : whole(request, answer));
    }

    private static Page whole(Received request, FakeAnswer answer) {
        Usage usage = answer.usage(request.bodyLength());
        ObjectNode body = message(request, usage);
        ArrayNode content = body.withArray("content");
        if (!answer.thinking().isEmpty()) {
            content.addObject()
                    .put("type", "thinking")
                    .put("thinking", answer.thinking())
                    .put("signature", SIGNATURE);
        }
        if (!answer.text().isEmpty()) {
            content.addObject().put("type", "text").put("text", answer.text());
        }
        for (FakeAnswer.ToolCall call : answer.toolCalls()) {
            ObjectNode block = toolUse(request, call, content.size());
            block.set("input", Json.parse(call.arguments()));
            content.add(block);
        }
        body.put("stop_reason", word(answer));
        addOutput(body.withObject("/usage"), usage);
        return Page.whole(200, JSON, Json.bytes(body));
    }

    private static ObjectNode message(Received request, Usage usage) {
        ObjectNode body = Json.object()
                .put("model", request.model())
                .put("id", "msg_fake" + request.number())
                .put("type", "message")
                .put("role", "assistant");
        body.putArray("content");
        body.putNull("stop_reason").putNull("stop_sequence").putNull("stop_details");
        ObjectNode node = input(usage);
        node.putObject("cache_creation")
                .put("ephemeral_5m_input_tokens", usage.cacheWriteTokens())
                .put("ephemeral_1h_input_tokens", usage.cacheWriteHourTokens());
        node.put("output_tokens", Math.min(1, usage.outputTokens()))
                .put("service_tier", "standard")
                .put("inference_geo", "not_available");
        body.set("usage", node);
        return body;
    }

    private static ObjectNode input(Usage usage) {
        return Json.object()
                .put("input_tokens", usage.uncachedInputTokens())
                .put("cache_creation_input_tokens", usage.cacheWriteTokens() + usage.cacheWriteHourTokens())
                .put("cache_read_input_tokens", usage.cachedInputTokens());
    }

    private static void addOutput(ObjectNode node, Usage usage) {
        node.put("output_tokens", usage.outputTokens());
        if (usage.reasoningTokens() != 0) {
            node.putObject("output_tokens_details").put("thinking_tokens", usage.reasoningTokens());
        }
    }

    private static ObjectNode toolUse(Received request, FakeAnswer.ToolCall call, int index) {
        ObjectNode block = Json.object()
                .put("type", "tool_use")
                .put("id", "toolu_fake" + request.number() + "_" + index)
                .put("name", call.name());
        block.putObject("input");
        return block;
    }

    private static Page stream(Received request, FakeAnswer answer) {
        Usage usage = answer.usage(request.bodyLength());
        Blocks blocks = new Blocks();
        ObjectNode start = Json.object().put("type", "message_start");
        start.set("message", message(request, usage));
        blocks.frame(start);
        if (!answer.thinking().isEmpty()) {
            blocks.open(
                    Json.object().put("type", "thinking").put("thinking", "").put("signature", ""));
            FakeAnswer.words(answer.thinking()).forEach(word -> blocks.delta("thinking_delta", "thinking", word));
            blocks.signature();
            blocks.shut();
        }
        if (!answer.text().isEmpty()) {
            blocks.open(Json.object().put("type", "text").put("text", ""));
            answer.pieces().forEach(piece -> blocks.delta("text_delta", "text", piece));
            blocks.shut();
        }
        for (FakeAnswer.ToolCall call : answer.toolCalls()) {
            blocks.open(toolUse(request, call, blocks.index));
            FakeAnswer.split(call.arguments(), 3)
                    .forEach(piece -> blocks.delta("input_json_delta", "partial_json", piece));
            blocks.shut();
        }
        ObjectNode end = Json.object().put("type", "message_delta");
        end.putObject("delta")
                .put("stop_reason", word(answer))
                .putNull("stop_sequence")
                .putNull("stop_details");
        ObjectNode total = input(usage);
        addOutput(total, usage);
        end.set("usage", total);
        blocks.frame(end);
        blocks.frame(Json.object().put("type", "message_stop"));
        return Page.stream("text/event-stream; charset=utf-8", blocks.parts, ping());
    }

    private static String ping() {
        return "event: ping\ndata: {\"type\":\"ping\"}\n\n";
    }

    /** The events of a stream, block by block. */
    private static final class Blocks {
        private final List<Page.Part> parts = new ArrayList<>();
        private int index;

        void frame(ObjectNode event) {
            parts.add(Page.Part.frame(event(event)));
        }

        void open(ObjectNode block) {
            ObjectNode start = Json.object().put("type", "content_block_start").put("index", index);
            start.set("content_block", block);
            frame(start);
            if (index == 0) {
                parts.add(Page.Part.frame(ping().getBytes(StandardCharsets.UTF_8)));
            }
        }

        void delta(String type, String field, String piece) {
            parts.add(Page.Part.content(event(deltaOf(type, field, piece))));
        }

        void signature() {
            frame(deltaOf("signature_delta", "signature", SIGNATURE));
        }

        private ObjectNode deltaOf(String type, String field, String piece) {
            ObjectNode delta = Json.object().put("type", "content_block_delta").put("index", index);
            delta.putObject("delta").put("type", type).put(field, piece);
            return delta;
        }

        void shut() {
            frame(Json.object().put("type", "content_block_stop").put("index", index));
            index++;
        }
    }

    /** An event; real ones have blanks before the last brace too, against guesses by length. */
    private static byte[] event(ObjectNode data) {
        String json = new String(Json.bytes(data), StandardCharsets.UTF_8);
        String padded = json.substring(0, json.length() - 1) + " ".repeat(json.length() % 8) + "}";
        return ("event: " + data.path("type").asText() + "\ndata: " + padded + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    private static String word(FakeAnswer answer) {
        return answer.finishWord().orElseGet(() -> word(answer.finish()));
    }

    private static String word(FinishReason reason) {
        return switch (reason) {
            case STOP -> "end_turn";
            case LENGTH -> "max_tokens";
            case TOOL_CALLS, MALFORMED_TOOL_CALL -> "tool_use";
            case CONTENT_FILTER -> "refusal";
            case CONTEXT_WINDOW -> "model_context_window_exceeded";
            case PAUSED -> "pause_turn";
            case OVERLOADED, OTHER -> reason.name().toLowerCase(Locale.ROOT);
        };
    }

    @Override
    public Page models(Received request, List<String> models) {
        ObjectNode body = Json.object();
        ArrayNode data = body.putArray("data");
        for (String model : models) {
            data.addObject()
                    .put("type", "model")
                    .put("id", model)
                    .put("display_name", model)
                    .put("created_at", "2026-07-24T00:00:00Z");
        }
        body.put("has_more", false);
        return named(request, Page.whole(200, JSON, Json.bytes(body)));
    }

    private static Page named(Received request, Page page) {
        return page.with("request-id", id(request));
    }

    private static String id(Received request) {
        return "req_fake" + request.number();
    }

    @Override
    public Page error(Received request, VendorError error) {
        Told told = AnthropicErrors.told(request, error);
        if (told.status() < 400 || told.status() == 421) {
            return named(request, Page.whole(told.status(), "text/plain", ""));
        }
        ObjectNode body = AnthropicErrors.body(told);
        if (told.status() == 413) {
            // The edge answers, not the API: neither the outer type nor an id.
            body.remove("type");
            return Page.whole(413, JSON, Json.bytes(body));
        }
        body.put("request_id", id(request));
        boolean again =
                told.status() >= 500 || (told.status() == 429 && told.code().isEmpty());
        Page page = named(request, Page.whole(told.status(), JSON, Json.bytes(body)))
                .with("x-should-retry", Boolean.toString(again));
        return told.retryAfter().map(wait -> page.with("retry-after", wait)).orElse(page);
    }

    @Override
    public Page.Part errorEvent(Received request, VendorError error) {
        return Page.Part.frame(event(AnthropicErrors.body(AnthropicErrors.told(request, error))));
    }
}
