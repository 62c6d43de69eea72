package io.tollgate.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.Content;
import io.tollgate.chat.Signature;
import io.tollgate.json.FunctionCall;
import io.tollgate.json.Json;
import io.tollgate.spi.FailureException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What one chunk adds to the answer. Members may come in any order, so they are kept until the chunk is read, and given
 * as events in the order of a turn: thoughts, words, tool calls.
 */
final class Delta {
    static final String DETAILS = "reasoning_details";
    static final String REFERENCES = "reference_ids";
    /** Gemini's own endpoint of this dialect: signatures, of a message or a call, that it wants back. */
    static final String EXTRA_CONTENT = "extra_content";

    private final String vendor;
    private final Consumer<ChatEvent> events;

    // Of the answer.
    private final ToolCalls calls = new ToolCalls();
    private boolean refused;

    // Of one chunk.
    private String thoughts = "";
    private final List<ChatEvent> details = new ArrayList<>();
    private String text = "";
    private final List<ChatEvent> parts = new ArrayList<>();
    private String refusal = "";
    private final List<ToolCalls.Piece> pieces = new ArrayList<>();
    private final List<JsonNode> annotations = new ArrayList<>();

    Delta(String vendor, Consumer<ChatEvent> events) {
        this.vendor = vendor;
        this.events = events;
    }

    /** How many tools were called. */
    int calls() {
        return calls.size();
    }

    boolean refused() {
        return refused;
    }

    void clear() {
        thoughts = "";
        details.clear();
        text = "";
        parts.clear();
        refusal = "";
        pieces.clear();
        annotations.clear();
    }

    /** What the chunk says of the text's sources. */
    List<JsonNode> annotations() {
        return annotations;
    }

    /** Reads the object at the parser's place; false if there is none. */
    boolean read(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return false;
        }
        Json.fields(json, this::member);
        return true;
    }

    private void member(String name, JsonParser json) throws IOException {
        switch (name) {
            case "content" -> content(json);
            // Under one name or the other, and where under both, the same.
            case "reasoning_content", "reasoning" -> {
                String more = Json.word(json);
                thoughts = thoughts.isEmpty() ? more : thoughts;
            }
            case DETAILS -> Json.elements(json, each -> detail(Json.tree(each)));
            case EXTRA_CONTENT -> extraContent(Json.tree(json));
            case "annotations" -> Json.elements(json, each -> annotations.add(Json.tree(each)));
            case "refusal" -> refusal = Json.word(json);
            case "tool_calls" -> Json.elements(json, each -> toolCall(Json.tree(each)));
            // The form before tools: at most one call, without an id.
            case "function_call" ->
                toolCall(JsonNodeFactory.instance.objectNode().set("function", Json.tree(json)));
            default -> {}
        }
    }

    /** Gives what was read as events. */
    void emit(boolean whole) throws FailureException {
        boolean told = !thoughts.isEmpty();
        events.accept(new ChatEvent.Thinking(thoughts));
        for (ChatEvent detail : details) {
            // The same thoughts again, but for the signature.
            boolean again = told && detail instanceof ChatEvent.Thinking;
            events.accept(again ? new ChatEvent.Thinking("", ((ChatEvent.Thinking) detail).signature()) : detail);
        }
        events.accept(new ChatEvent.Text(text));
        parts.forEach(events);
        refused |= !refusal.isEmpty();
        events.accept(new ChatEvent.Text(refusal));
        for (ToolCalls.Piece piece : pieces) {
            events.accept(whole ? calls.begin(piece) : calls.add(piece));
        }
    }

    private void content(JsonParser json) throws IOException {
        if (json.currentToken() == JsonToken.START_ARRAY) {
            Json.elements(json, this::part);
        } else if (json.currentToken() == JsonToken.START_OBJECT) {
            // Cloudflare: an answer by a schema, not as text.
            text = Json.raw(json);
        } else {
            text = Json.word(json);
        }
    }

    /** Mistral: a text, a reference, or thoughts, which are parts themselves. */
    private void part(JsonParser json) throws IOException {
        Json.fields(json, (name, value) -> {
            switch (name) {
                case "text" -> parts.add(new ChatEvent.Text(Json.word(value)));
                case "thinking" -> parts.add(new ChatEvent.Thinking(texts(value)));
                case REFERENCES -> references(Json.tree(value));
                default -> {}
            }
        });
    }

    private static String texts(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            return Json.word(json);
        }
        StringBuilder texts = new StringBuilder();
        Json.elements(
                json,
                part -> Json.fields(part, (name, value) -> texts.append(name.equals("text") ? Json.word(value) : "")));
        return texts.toString();
    }

    /** The ids of sources among what tools gave: the model wants them back, and they are all that is told of a source. */
    private void references(JsonNode ids) {
        ids.forEach(id -> annotations.add(TextNode.valueOf(id.asText(""))));
        parts.add(new ChatEvent.Part(
                new Content.Opaque(vendor, REFERENCES, "{\"type\":\"reference\",\"" + REFERENCES + "\":" + ids + "}")));
    }

    /** A piece of reasoning.text, reasoning.summary or reasoning.encrypted; what must be replayed is kept. */
    private void detail(JsonNode detail) {
        String more = detail.path("text").asText(detail.path("summary").asText(""));
        String signature = detail.path("signature").asText("");
        if (!detail.path("data").asText("").isEmpty()) {
            details.add(new ChatEvent.Part(new Content.Opaque(vendor, DETAILS, detail.toString())));
        } else {
            details.add(new ChatEvent.Thinking(more, signature(signature)));
        }
    }

    private Signature signature(String value) {
        return new Signature(vendor, value);
    }

    private void extraContent(JsonNode extra) {
        if (extra.isObject()) {
            details.add(new ChatEvent.Part(new Content.Opaque(vendor, EXTRA_CONTENT, extra.toString())));
        }
    }

    private void toolCall(JsonNode told) {
        if (told.path("function").isObject()) {
            FunctionCall call = FunctionCall.of(told);
            JsonNode extra = told.path(EXTRA_CONTENT);
            Signature signature = signature(extra.isObject() ? extra.toString() : "");
            int index = told.path("index").asInt(-1);
            pieces.add(new ToolCalls.Piece(index, call.id(), call.name(), call.arguments(), signature));
        }
    }
}
