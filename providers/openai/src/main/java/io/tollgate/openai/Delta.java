package io.tollgate.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.Content;
import io.tollgate.chat.Signature;
import io.tollgate.json.Json;
import io.tollgate.spi.FailureException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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

    boolean calledTools() {
        return !calls.isEmpty();
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
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            switch (name) {
                case "content" -> content(json);
                // Under one name or the other, and where under both, the same.
                case "reasoning_content", "reasoning" -> {
                    String more = Json.word(json);
                    thoughts = thoughts.isEmpty() ? more : thoughts;
                }
                case DETAILS -> each(json, () -> detail(json));
                case EXTRA_CONTENT -> extraContent(json);
                case "annotations" -> Json.elements(json, each -> annotations.add(Json.tree(each)));
                case "refusal" -> refusal = Json.word(json);
                case "tool_calls" -> each(json, () -> toolCall(json));
                case "function_call" -> functionCall(json);
                default -> json.skipChildren();
            }
        }
        return true;
    }

    /** Gives what was read as events. */
    void emit(boolean whole) throws FailureException {
        boolean told = !thoughts.isEmpty();
        if (told) {
            events.accept(new ChatEvent.Thinking(thoughts));
        }
        for (ChatEvent detail : details) {
            // The same thoughts again, but for the signature.
            if (told && detail instanceof ChatEvent.Thinking thinking) {
                if (thinking.signature().isPresent()) {
                    events.accept(new ChatEvent.Thinking("", thinking.signature()));
                }
            } else {
                events.accept(detail);
            }
        }
        if (!text.isEmpty()) {
            events.accept(new ChatEvent.Text(text));
        }
        parts.forEach(events);
        if (!refusal.isEmpty()) {
            refused = true;
            events.accept(new ChatEvent.Text(refusal));
        }
        for (ToolCalls.Piece piece : pieces) {
            ChatEvent.ToolCall call = whole ? calls.begin(piece) : calls.add(piece);
            if (call != null) {
                events.accept(call);
            }
        }
    }

    /** Reads one element of an array; it leaves the parser at the element's last token. */
    private interface Element {
        void read() throws IOException;
    }

    private static void each(JsonParser json, Element element) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            json.skipChildren();
            return;
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() == JsonToken.START_OBJECT) {
                element.read();
            } else {
                json.skipChildren();
            }
        }
    }

    private void content(JsonParser json) throws IOException {
        if (json.currentToken() == JsonToken.START_ARRAY) {
            each(json, () -> part(json));
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
                case "text" -> add(new ChatEvent.Text(Json.word(value)));
                case "thinking" -> add(new ChatEvent.Thinking(texts(value)));
                case REFERENCES -> references(Json.tree(value));
                default -> {}
            }
        });
    }

    private void add(ChatEvent part) {
        if (part.isContent()) {
            parts.add(part);
        }
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
    private void detail(JsonParser json) throws IOException {
        String raw = Json.raw(json);
        String more = "";
        String signature = "";
        boolean encrypted = false;
        try (JsonParser again = Json.parser(raw)) {
            again.nextToken();
            for (String name = again.nextFieldName(); name != null; name = again.nextFieldName()) {
                again.nextToken();
                switch (name) {
                    case "text", "summary" -> more = Json.word(again);
                    case "signature" -> signature = Json.word(again);
                    case "data" -> encrypted = !Json.word(again).isEmpty();
                    default -> again.skipChildren();
                }
            }
        }
        if (encrypted) {
            details.add(new ChatEvent.Part(new Content.Opaque(vendor, DETAILS, raw)));
        } else if (!more.isEmpty() || !signature.isEmpty()) {
            details.add(new ChatEvent.Thinking(more, signature(signature)));
        }
    }

    private void toolCall(JsonParser json) throws IOException {
        int index = -1;
        String id = "";
        String signature = "";
        ToolCalls.@Nullable Piece function = null;
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            switch (name) {
                case "index" -> index = json.currentToken().isNumeric() ? json.getIntValue() : -1;
                case "id" -> id = Json.word(json);
                case "function" -> function = function(json);
                case EXTRA_CONTENT -> signature = object(json);
                default -> json.skipChildren();
            }
        }
        if (function != null) {
            pieces.add(new ToolCalls.Piece(index, id, function.name(), function.arguments(), signature(signature)));
        }
    }

    private Signature signature(String value) {
        return value.isEmpty() ? Signature.NONE : new Signature(vendor, value);
    }

    private void extraContent(JsonParser json) throws IOException {
        String extra = object(json);
        if (!extra.isEmpty()) {
            details.add(new ChatEvent.Part(new Content.Opaque(vendor, EXTRA_CONTENT, extra)));
        }
    }

    /** The object at the parser's place as it is; empty if there is none. */
    private static String object(JsonParser json) throws IOException {
        if (json.currentToken() == JsonToken.START_OBJECT) {
            return Json.raw(json);
        }
        json.skipChildren();
        return "";
    }

    /** The form before tools: at most one call, without an id. */
    private void functionCall(JsonParser json) throws IOException {
        ToolCalls.Piece function = function(json);
        if (function != null) {
            pieces.add(function);
        }
    }

    private static ToolCalls.@Nullable Piece function(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return null;
        }
        String called = "";
        String arguments = "";
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            switch (name) {
                case "name" -> called = Json.word(json);
                case "arguments" ->
                    arguments = json.currentToken() == JsonToken.START_OBJECT ? Json.raw(json) : Json.word(json);
                default -> json.skipChildren();
            }
        }
        return new ToolCalls.Piece(-1, "", called, arguments);
    }
}
