package io.tollgate.bedrock;

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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Makes events of an answer's blocks, whole or piece by piece: objects whose one member says what they are, under the same
 * names in both forms. In a stream, only tools announce their block; words and thoughts come as pieces at once.
 */
final class Blocks {
    private static final List<String> KNOWN =
            List.of("text", "toolUse", "toolResult", "reasoningContent", "citationsContent", "citation");

    private final Family family;
    private final Consumer<ChatEvent> events;
    private final Map<Long, Tool> tools = new HashMap<>();
    private int calls;

    Blocks(Family family, Consumer<ChatEvent> events) {
        this.family = family;
        this.events = events;
    }

    /**
     * A tool's block that isn't over.
     *
     * @param call which call of the app's it is; negative if the tool runs at AWS
     * @param start what was announced
     * @param input what came of its arguments
     * @param results what it gave
     */
    private record Tool(int call, String member, ObjectNode start, StringBuilder input, ArrayNode results) {
        /** The block as a whole answer has it. */
        JsonNode whole() {
            if (member.equals("toolResult")) {
                start.set("content", results);
            } else {
                start.putRawValue("input", new RawValue(Json.isObject(input.toString()) ? input.toString() : "{}"));
            }
            return JsonNodeFactory.instance.objectNode().set(member, start);
        }
    }

    /** A block of an answer that came whole. */
    void whole(JsonNode block) {
        String member = member(block);
        JsonNode told = block.path(member);
        if (isCall(member, told)) {
            JsonNode input = told.path("input");
            call(calls++, told, input.isObject() ? input.toString() : input.asText(""));
        } else if (isOpaque(member, told)) {
            opaque(member, block);
        } else {
            words(member, told);
        }
    }

    /** Begins a block of a stream. */
    void open(long index, JsonNode start) {
        String member = member(start);
        boolean isTool = member.equals("toolUse") || member.equals("toolResult");
        if (isTool && start.path(member) instanceof ObjectNode told) {
            int call = isCall(member, told) ? calls++ : -1;
            tools.put(index, new Tool(call, member, told, new StringBuilder(), JsonNodeFactory.instance.arrayNode()));
            if (call >= 0) {
                call(call, told, "");
            }
        }
    }

    /** A piece of a block of a stream. */
    void piece(long index, JsonNode delta) throws FailureException {
        Tool tool = tools.get(index);
        String member = member(delta);
        JsonNode told = delta.path(member);
        if (member.equals("toolUse")) {
            if (tool == null) {
                throw FailureException.badAnswer("a piece of a tool's arguments came before its block began");
            }
            input(tool, told.path("input").asText(""));
        } else if (member.equals("toolResult") && tool != null) {
            told.forEach(tool.results::add);
        } else if (member.equals("reasoningContent") && isOpaque(member, told)) {
            opaque(member, delta);
        } else {
            words(member, told);
        }
    }

    private void input(Tool tool, String piece) {
        if (tool.call < 0) {
            tool.input.append(piece);
        } else {
            events.accept(new ChatEvent.ToolCall(tool.call, "", "", piece));
        }
    }

    /** Ends a block of a stream. */
    void close(long index) {
        Tool tool = tools.remove(index);
        if (tool != null && tool.call < 0) {
            opaque(tool.member, tool.whole());
        }
    }

    private static String member(JsonNode block) {
        for (String known : KNOWN) {
            if (block.hasNonNull(known)) {
                return known;
            }
        }
        return block.properties().stream()
                .filter(member -> member.getValue().isContainerNode())
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("");
    }

    /** Whether it asks the app, and not AWS, to call a function. */
    private static boolean isCall(String member, JsonNode told) {
        return member.equals("toolUse") && !told.path("type").asText("").equals("server_tool_use");
    }

    /** Whether only a model of Bedrock's understands it. */
    private static boolean isOpaque(String member, JsonNode told) {
        return switch (member) {
            case "", "text", "citationsContent", "citation" -> false;
            case "reasoningContent" -> !told.path("redactedContent").asText("").isEmpty();
            default -> !isCall(member, told);
        };
    }

    private void call(int index, JsonNode told, String input) {
        events.accept(new ChatEvent.ToolCall(index, Json.word(told, "/toolUseId"), Json.word(told, "/name"), input));
    }

    private void opaque(String member, JsonNode block) {
        events.accept(new ChatEvent.Part(new Content.Opaque(Family.VENDOR, member, block.toString())));
    }

    private void words(String member, JsonNode told) {
        switch (member) {
            case "text" -> events.accept(new ChatEvent.Text(told.asText("")));
            case "citation" -> cited(told);
            case "citationsContent" -> {
                told.path("citations").forEach(this::cited);
                events.accept(new ChatEvent.Text(words(told.path("content"))));
            }
            case "reasoningContent" -> {
                String thinking = Json.word(told, "/text", "/reasoningText/text");
                String signature = Json.word(told, "/signature", "/reasoningText/signature");
                events.accept(new ChatEvent.Thinking(thinking, new Signature(family.signer(), signature)));
            }
            default -> {}
        }
    }

    private void cited(JsonNode told) {
        // A document of the request has no address: it is known by its name.
        events.accept(new ChatEvent.Cited(Citation.of(Json.word(told, "/source", "/location/web/url", "/title"))
                .withTitle(Json.word(told, "/title"))
                .withQuote(words(told.path("sourceContent")))));
    }

    private static String words(JsonNode pieces) {
        StringBuilder words = new StringBuilder();
        pieces.forEach(piece -> words.append(Json.word(piece, "/text")));
        return words.toString();
    }
}
