package io.tollgate.cohere;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.Citation;
import io.tollgate.json.Json;
import io.tollgate.spi.FailureException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Reads the {@code message} of a whole answer, or the pieces of it that a stream's events have: in those, an object stands
 * where a whole message has a list. Used by one thread.
 */
final class MessageReader {
    /** That no event said which part its piece belongs to: each is a new one. */
    static final int NO_INDEX = -1;

    private final Consumer<ChatEvent> events;
    private final Map<Integer, Integer> places = new HashMap<>();
    private int calls;

    // Of the message or piece that is read.
    private final List<ChatEvent> words = new ArrayList<>();
    private final List<Call> callPieces = new ArrayList<>();
    private final List<Citation> sources = new ArrayList<>();
    private String plan = "";

    MessageReader(Consumer<ChatEvent> events) {
        this.events = events;
    }

    /** Reads the message at which the parser stands; its events are given by {@link #give}. */
    void read(JsonParser message) throws IOException {
        Json.fields(message, this::field);
    }

    private void field(String name, JsonParser value) throws IOException {
        switch (name) {
            case "content" -> {
                if (value.currentToken() == JsonToken.VALUE_STRING) {
                    words.add(new ChatEvent.Text(Json.text(value)));
                } else {
                    each(value, part -> Json.fields(part, this::words));
                }
            }
            case "tool_plan" -> plan = Json.text(value);
            case "tool_calls" -> each(value, this::call);
            case "citations" -> each(value, citation -> CitationReader.read(citation, sources));
            default -> {}
        }
    }

    private static void each(JsonParser value, Json.Element element) throws IOException {
        if (value.currentToken() == JsonToken.START_OBJECT) {
            element.read(value);
        } else {
            Json.elements(value, element);
        }
    }

    private void words(String name, JsonParser value) throws IOException {
        switch (name) {
            case "thinking" -> words.add(new ChatEvent.Thinking(Json.text(value)));
            case "text" -> words.add(new ChatEvent.Text(Json.text(value)));
            default -> {}
        }
    }

    private void call(JsonParser value) throws IOException {
        Call call = new Call();
        Json.fields(value, call::field);
        callPieces.add(call);
    }

    /** A tool call, or a piece of one. */
    private static final class Call {
        private String id = "";
        private String name = "";
        private String arguments = "";

        private void field(String member, JsonParser value) throws IOException {
            switch (member) {
                case "id" -> id = Json.text(value);
                case "function" -> Json.fields(value, this::field);
                case "name" -> name = Json.text(value);
                case "arguments" ->
                    arguments = value.currentToken() == JsonToken.START_OBJECT ? Json.raw(value) : Json.text(value);
                default -> {}
            }
        }
    }

    /**
     * Gives what was read.
     *
     * @param index which part a stream's event is about; {@link #NO_INDEX} for a whole message
     * @throws FailureException BAD_ANSWER, if a tool call has no name
     */
    void give(int index) throws FailureException {
        words.stream().filter(ChatEvent::isContent).forEach(events);
        if (!plan.isEmpty()) {
            events.accept(new ChatEvent.Text(plan));
        }
        for (Call call : callPieces) {
            events.accept(piece(call, index));
        }
        sources.stream().map(ChatEvent.Cited::new).forEach(events);
        words.clear();
        plan = "";
        callPieces.clear();
        sources.clear();
    }

    private ChatEvent piece(Call call, int index) throws FailureException {
        Integer known = places.get(index);
        if (known != null) {
            return new ChatEvent.ToolCall(known, "", "", call.arguments);
        }
        if (call.name.isEmpty()) {
            throw FailureException.badAnswer("expected a tool call with a name, but got one without");
        }
        int place = calls++;
        if (index != NO_INDEX) {
            places.put(index, place);
        }
        return new ChatEvent.ToolCall(place, call.id.isEmpty() ? "call_" + place : call.id, call.name, call.arguments);
    }
}
