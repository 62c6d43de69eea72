package io.tollgate.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.Citation;
import io.tollgate.chat.Content;
import io.tollgate.chat.Signature;
import io.tollgate.json.Json;
import io.tollgate.spi.FailureException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes events of an answer's blocks. They come one after the other, whole or piece by piece: at most one is open. */
final class Blocks {
    /** The type of what {@link MessagesWriter} puts back into the text before it. */
    static final String CITATIONS = "citations";

    private final Consumer<ChatEvent> events;
    private int calls;

    // Of the open block.
    private @Nullable ObjectNode open;
    private final StringBuilder input = new StringBuilder();
    private ArrayNode kept = JsonNodeFactory.instance.arrayNode();

    Blocks(Consumer<ChatEvent> events) {
        this.events = events;
    }

    /** Begins a block with what came of it already; ends the one before it. */
    void open(JsonNode block) {
        close();
        if (!(block instanceof ObjectNode object)) {
            return;
        }
        open = object;
        if (isCall(object)) {
            events.accept(new ChatEvent.ToolCall(calls++, Json.word(object, "/id"), Json.word(object, "/name"), ""));
        }
        if (!isOpaque(object)) {
            words(object);
            object.path("citations").forEach(this::citation);
        }
    }

    /** Words, thoughts or their signature, of a block or a piece of one: both have them under the same names. */
    void words(JsonNode told) {
        events.accept(new ChatEvent.Text(told.path("text").asText("")));
        Signature signature =
                new Signature(MessagesCodec.VENDOR, told.path("signature").asText(""));
        events.accept(new ChatEvent.Thinking(told.path("thinking").asText(""), signature));
    }

    /** A piece of a tool's input. */
    void input(String piece) throws FailureException {
        if (open == null) {
            throw FailureException.badAnswer("a piece of a tool call's arguments came before the call began");
        }
        if (isCall(open)) {
            events.accept(new ChatEvent.ToolCall(calls - 1, "", "", piece));
        }
        input.append(piece);
    }

    void citation(JsonNode told) {
        // Of a document of the request's, its number among them is all that is always there.
        String source = Json.word(told, "/url", "/source", "/file_id", "/document_index");
        Citation citation = Citation.of(source)
                .withTitle(Json.word(told, "/title", "/document_title"))
                .withQuote(Json.word(told, "/cited_text"));
        if (!source.isEmpty()) {
            events.accept(new ChatEvent.Cited(citation));
        }
        // The vendor wants those back, and no others; see the documents of the web search tool.
        if (told.has("encrypted_index")) {
            kept.add(told);
        }
    }

    /** Ends the open block, if there is one. */
    void close() {
        ObjectNode closed = open;
        if (closed == null) {
            return;
        }
        if (isCall(closed) && input.isEmpty()) {
            JsonNode arguments = closed.path("input");
            events.accept(
                    new ChatEvent.ToolCall(calls - 1, "", "", arguments.isObject() ? arguments.toString() : "{}"));
        } else if (isOpaque(closed)) {
            opaque(Json.word(closed, "/type"), whole(closed));
        }
        if (!kept.isEmpty()) {
            opaque(CITATIONS, JsonNodeFactory.instance.objectNode().set(CITATIONS, kept));
            kept = JsonNodeFactory.instance.arrayNode();
        }
        open = null;
        input.setLength(0);
    }

    /** With what came for its input after it began; an input that was cut off in its middle can't be sent back. */
    private ObjectNode whole(ObjectNode block) {
        String json = input.toString();
        if (block.has("input") && Json.isObject(json)) {
            block.putRawValue("input", new RawValue(json));
        }
        return block;
    }

    private void opaque(String type, JsonNode json) {
        events.accept(new ChatEvent.Part(new Content.Opaque(MessagesCodec.VENDOR, type, json.toString())));
    }

    private static boolean isCall(ObjectNode block) {
        return block.path("type").asText("").equals("tool_use");
    }

    private static boolean isOpaque(ObjectNode block) {
        return switch (block.path("type").asText("")) {
            case "text", "thinking", "tool_use", "" -> false;
            default -> true;
        };
    }
}
