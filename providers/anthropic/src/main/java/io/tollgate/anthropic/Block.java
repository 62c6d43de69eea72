package io.tollgate.anthropic;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tollgate.chat.Content;
import io.tollgate.chat.Signature;
import io.tollgate.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One block of an answer's content, whole or as it begins in a stream. */
final class Block {
    private String type = "";
    private String text = "";
    private String thinking = "";
    private String signature = "";
    private String id = "";
    private String name = "";
    private int start;
    private int inputStart;
    private byte[] json = new byte[0];
    private byte[] input = new byte[0];

    private Block() {}

    /**
     * The block at which the parser stands, or null if that is something else.
     *
     * @param source the bytes that the parser reads, from the first
     */
    static @Nullable Block read(JsonParser parser, byte[] source) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return null;
        }
        Block block = new Block();
        block.start = Json.start(parser);
        Json.fields(parser, (name, value) -> block.field(name, value, source));
        if (block.isOpaque()) {
            block.json = Json.bytes(source, block.start, parser);
        }
        return block;
    }

    private void field(String name, JsonParser value, byte[] source) throws IOException {
        switch (name) {
            case "type" -> type = Json.text(value);
            case "text" -> text = Json.text(value);
            case "thinking" -> thinking = Json.text(value);
            case "signature" -> signature = Json.text(value);
            case "id" -> id = Json.text(value);
            case "name" -> this.name = Json.text(value);
            case "input" -> {
                if (value.currentToken() == JsonToken.START_OBJECT) {
                    inputStart = Json.start(value);
                    value.skipChildren();
                    input = Json.bytes(source, inputStart, value);
                }
            }
            default -> {}
        }
    }

    boolean isToolCall() {
        return type.equals("tool_use");
    }

    private boolean isOpaque() {
        return !isToolCall() && !type.equals("text") && !type.equals("thinking") && !type.isEmpty();
    }

    String text() {
        return text;
    }

    String thinking() {
        return thinking;
    }

    Signature signature() {
        return signature.isEmpty() ? Signature.NONE : new Signature(MessagesCodec.VENDOR, signature);
    }

    String id() {
        return id;
    }

    String name() {
        return name;
    }

    /** The arguments of a tool call as they came. */
    String arguments() {
        return input.length == 0 ? "{}" : new String(input, StandardCharsets.UTF_8);
    }

    /** What this is for an app, or null if it says nothing. */
    @Nullable
    Content toContent() {
        return switch (type) {
            case "text" -> text.isEmpty() ? null : new Content.Text(text);
            case "thinking" -> new Content.Thinking(thinking, signature());
            case "tool_use" -> new Content.ToolCall(id, name, arguments());
            default -> toOpaque("");
        };
    }

    /**
     * This block as only its vendor understands it, or null if it isn't one of those.
     *
     * @param arguments what came for its input after it began; empty if nothing
     */
    Content.@Nullable Opaque toOpaque(String arguments) {
        if (!isOpaque()) {
            return null;
        }
        String whole = new String(json, StandardCharsets.UTF_8);
        // What was cut off in its middle can't be sent back.
        if (input.length > 0 && Json.isObject(arguments)) {
            int from = inputStart - start;
            whole = new String(json, 0, from, StandardCharsets.UTF_8)
                    + arguments
                    + new String(json, from + input.length, json.length - from - input.length, StandardCharsets.UTF_8);
        }
        return new Content.Opaque(MessagesCodec.VENDOR, type, whole);
    }
}
