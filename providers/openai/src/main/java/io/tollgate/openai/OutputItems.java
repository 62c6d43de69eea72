package io.tollgate.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.Content;
import io.tollgate.chat.Signature;
import io.tollgate.json.Json;
import io.tollgate.spi.FailureException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The items of a response's output: each begins, grows and ends, or comes whole by its end alone. What an item's end
 * repeats isn't told again; what must be sent back is told then. Used by one thread.
 */
final class OutputItems {
    private final String vendor;
    private final Citations citations;
    private final Consumer<ChatEvent> events;

    // Items that have begun and not ended, by their place in the output: ids differ from event to event at some
    // vendors.
    private final Map<Integer, Open> open = new HashMap<>();
    private final ToolCalls calls = new ToolCalls();
    private boolean empty = true;
    private boolean refused;

    OutputItems(String vendor, Citations citations, Consumer<ChatEvent> events) {
        this.vendor = vendor;
        this.citations = citations;
        this.events = events;
    }

    private static final class Open {
        boolean told;
        String thoughts = "";
        int part;
        int call = -1;
    }

    /** Whether none has come. */
    boolean isEmpty() {
        return empty;
    }

    boolean calledTools() {
        return !calls.isEmpty();
    }

    boolean refused() {
        return refused;
    }

    void begin(int index, String raw) throws FailureException {
        Open item = new Open();
        open.put(index, item);
        empty = false;
        JsonNode node = tree(raw);
        if (node.path("type").asText().equals("function_call")) {
            call(item, index, node, "");
        }
    }

    void text(int index, String delta) {
        if (!delta.isEmpty()) {
            at(index).told = true;
            events.accept(new ChatEvent.Text(delta));
        }
    }

    void refusal(int index, String delta) {
        refused |= !delta.isEmpty();
        text(index, delta);
    }

    void thought(int index, String form, int part, String delta) {
        thought(at(index), form, part, delta);
    }

    /** Thoughts come as a summary, as they are, or as both: then the first form counts. */
    private void thought(Open item, String form, int part, String delta) {
        if (delta.isEmpty() || (item.told && !item.thoughts.equals(form))) {
            return;
        }
        events.accept(new ChatEvent.Thinking(item.told && part != item.part ? "\n\n" + delta : delta));
        item.told = true;
        item.thoughts = form;
        item.part = part;
    }

    void arguments(int index, String delta) throws FailureException {
        Open item = at(index);
        if (item.call >= 0 && !delta.isEmpty()) {
            item.told = true;
            events.accept(calls.add(new ToolCalls.Piece(index, "", "", delta)));
        }
    }

    private void call(Open item, int index, JsonNode node, String arguments) throws FailureException {
        String id = node.path("call_id").asText("");
        events.accept(
                calls.begin(new ToolCalls.Piece(index, id, node.path("name").asText(""), arguments)));
        item.call = calls.size() - 1;
    }

    /** Whether the item at this place began and didn't end. */
    boolean isOpen(int index) {
        return open.containsKey(index);
    }

    private static JsonNode tree(String raw) {
        byte[] bytes = raw.getBytes(StandardCharsets.UTF_8);
        return Json.tree(bytes, bytes.length);
    }

    private Open at(int index) {
        empty = false;
        return open.computeIfAbsent(index, none -> new Open());
    }

    void end(int index, String raw) throws FailureException {
        Open item = at(index);
        open.remove(index);
        JsonNode node = tree(raw);
        String type = node.path("type").asText();
        switch (type) {
            case "message" -> message(item, node);
            case "reasoning" -> reasoning(item, node, raw);
            case "function_call" -> functionCall(item, index, node);
            case "" -> {}
            // A tool of the vendor's, or one whose calls aren't functions.
            default -> events.accept(new ChatEvent.Part(new Content.Opaque(vendor, type, raw)));
        }
    }

    private void message(Open item, JsonNode node) {
        for (JsonNode part : node.path("content")) {
            String refusal = part.path("refusal").asText("");
            refused |= !refusal.isEmpty();
            String text = part.path("text").asText("") + refusal;
            if (!item.told) {
                events.accept(new ChatEvent.Text(text));
            }
            part.path("annotations").forEach(citations::add);
        }
        citations.tell();
        String phase = node.path("phase").asText("");
        events.accept(new ChatEvent.Text("", new Signature(vendor, phase)));
    }

    /** Without its encrypted or plain thoughts, an item is only a name of what the vendor didn't store. */
    private void reasoning(Open item, JsonNode node, String raw) {
        JsonNode thoughts = node.path("content").isEmpty() ? node.path("summary") : node.path("content");
        for (int i = 0; i < thoughts.size(); i++) {
            thought(item, "reasoning", i, thoughts.path(i).path("text").asText(""));
        }
        boolean encrypted = !node.path("encrypted_content").asText("").isEmpty();
        if (encrypted || !node.path("content").isEmpty()) {
            events.accept(new ChatEvent.Part(new Content.Opaque(vendor, "reasoning", raw)));
        }
    }

    private void functionCall(Open item, int index, JsonNode node) throws FailureException {
        String arguments = item.told ? "" : node.path("arguments").asText("");
        if (item.call < 0) {
            call(item, index, node, arguments);
        } else {
            events.accept(calls.add(new ToolCalls.Piece(index, "", "", arguments)));
        }
        String namespace = node.path("namespace").asText("");
        events.accept(new ChatEvent.ToolCall(item.call, "", "", "", new Signature(vendor, namespace)));
    }
}
