package io.tollgate.bedrock;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.Citation;
import io.tollgate.chat.Content;
import io.tollgate.chat.Signature;
import io.tollgate.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One block of an answer, whole or a piece of it from a stream: an object whose one member says what it is. Both forms
 * use the same names.
 */
final class Block {
    private final Family family;
    private final StringBuilder text = new StringBuilder();
    private final List<Citation> citations = new ArrayList<>(0);
    private String member = "";
    private String thinking = "";
    private String signature = "";
    private String redacted = "";
    private String id = "";
    private String name = "";
    private String type = "";
    private String input = "";
    private String results = "";

    Block(Family family) {
        this.family = family;
    }

    /** Reads a member of the block. */
    void field(String name, JsonParser value) throws IOException {
        if (value.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        switch (name) {
            case "text" -> text.append(Json.text(value));
            case "toolUse" -> Json.fields(value, this::tool);
            case "toolResult" -> results = Json.raw(value);
            case "reasoningContent" -> Json.fields(value, this::reasoning);
            case "citationsContent" -> cited(Json.tree(value));
            case "citation" -> citations.add(citation(Json.tree(value)));
            default -> {
                if (!member.isEmpty() || !value.currentToken().isStructStart()) {
                    return;
                }
            }
        }
        member = name;
    }

    private void tool(String name, JsonParser value) throws IOException {
        switch (name) {
            case "toolUseId" -> id = Json.text(value);
            case "name" -> this.name = Json.text(value);
            case "type" -> type = Json.text(value);
            // An object in a whole answer, a piece of its text in a stream.
            case "input" -> input = value.currentToken() == JsonToken.START_OBJECT ? Json.raw(value) : Json.text(value);
            default -> {}
        }
    }

    private void reasoning(String name, JsonParser value) throws IOException {
        switch (name) {
            case "reasoningText" -> Json.fields(value, this::reasoning);
            case "text" -> thinking = Json.text(value);
            case "signature" -> signature = Json.text(value);
            case "redactedContent" -> redacted = value.currentToken() == JsonToken.VALUE_STRING ? Json.raw(value) : "";
            default -> {}
        }
    }

    private void cited(JsonNode told) {
        text.append(words(told.path("content")));
        told.path("citations").forEach(source -> citations.add(citation(source)));
    }

    private static Citation citation(JsonNode told) {
        // A document of the request has no address: it is known by its name.
        return Citation.of(Json.word(told, "/source", "/location/web/url", "/title"))
                .withTitle(Json.word(told, "/title"))
                .withQuote(words(told.path("sourceContent")));
    }

    private static String words(JsonNode pieces) {
        StringBuilder words = new StringBuilder();
        pieces.forEach(piece -> words.append(Json.word(piece, "/text")));
        return words.toString();
    }

    /** Whether it asks the app, and not AWS, to call a function. */
    boolean isToolCall() {
        return isToolCall(member, type);
    }

    /** Whether a block with such a member, of this type, does. */
    static boolean isToolCall(String member, String type) {
        return member.equals("toolUse") && !type.equals("server_tool_use");
    }

    /** Whether only a model of Bedrock's understands it. */
    boolean isOpaque() {
        return switch (member) {
            case "", "text", "citationsContent", "citation" -> false;
            case "toolUse" -> !isToolCall();
            case "reasoningContent" -> !redacted.isEmpty();
            default -> true;
        };
    }

    /** What its one member is called; empty if there is none. */
    String member() {
        return member;
    }

    /** A tool's arguments, or a piece of them. */
    String input() {
        return input;
    }

    /** Results of a tool that ran at AWS, a JSON array in a stream; empty if there are none. */
    String results() {
        return results;
    }

    /**
     * What it says, but for a part that only a model of Bedrock's understands.
     *
     * @param call how many calls came before
     */
    List<ChatEvent> events(int call) {
        List<ChatEvent> events = new ArrayList<>(1);
        citations.forEach(source -> events.add(new ChatEvent.Cited(source)));
        if (text.length() > 0) {
            events.add(new ChatEvent.Text(text.toString()));
        }
        if (!thinking.isEmpty() || !signature.isEmpty()) {
            events.add(new ChatEvent.Thinking(thinking, new Signature(family.signer(), signature)));
        }
        if (isToolCall()) {
            events.add(new ChatEvent.ToolCall(call, id, name, input));
        }
        return events;
    }

    /** Thoughts that the model keeps to itself, if it is a piece of a stream with them. */
    Optional<ChatEvent> redacted() {
        return redacted.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        part("reasoningContent", "{\"reasoningContent\":{\"redactedContent\":" + redacted + "}}"));
    }

    /** It as its model wants it back. */
    static ChatEvent.Part part(String member, String json) {
        return new ChatEvent.Part(new Content.Opaque(Family.VENDOR, member, json));
    }

    /** The bytes of the block that the parser has just read. */
    static String json(byte[] source, int start, JsonParser parser) throws IOException {
        return new String(Json.bytes(source, start, parser), StandardCharsets.UTF_8);
    }
}
