package io.tollgate.cohere;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tollgate.chat.ChatEvent;
import io.tollgate.json.FramedEvents;
import io.tollgate.json.Json;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpReply;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * An answer: typed events up to {@code message-end}, and {@code [DONE]} after it, or whole, with the members of an event's
 * delta and no type. Used by one thread.
 */
final class AnswerReader implements FramedEvents.Reader {
    private final Headers headers;
    private final Consumer<ChatEvent> events;
    private final MessageReader message;
    private String id = "";

    AnswerReader(Headers headers, Consumer<ChatEvent> events) {
        this.headers = headers;
        this.events = events;
        this.message = new MessageReader(events);
    }

    @Override
    public boolean read(byte[] buffer, int length) throws FailureException {
        Event event = new Event();
        Json.object(buffer, length, "an answer", event::field);
        message.give(event.index);
        if (event.type.isEmpty() && event.isError) {
            throw new FailureException(Errors.of(HttpReply.piece(headers, buffer, length)));
        }
        if (event.type.equals("message-end") || event.end.isTold()) {
            event.end.finish(headers, events);
        }
        return false;
    }

    @Override
    public String id() {
        return id;
    }

    /** One event, or all of an answer, while it is read; its members come in any order. */
    private final class Event {
        private final EndReader end = new EndReader();
        private String type = "";
        private int index = MessageReader.NO_INDEX;
        private boolean isError;

        private void field(String name, JsonParser value) throws IOException {
            switch (name) {
                case "type" -> type = Json.text(value);
                case "index" -> index = (int) Json.number(value, MessageReader.NO_INDEX);
                case "delta" -> Json.fields(value, this::delta);
                case "id" -> id = Json.text(value);
                case "message" -> message(value);
                default -> end.field(name, value);
            }
        }

        private void message(JsonParser value) throws IOException {
            if (value.currentToken() == JsonToken.START_OBJECT) {
                message.read(value);
            } else {
                // As errors come outside of streams: no event, but a message all the same.
                isError = !Json.text(value).isEmpty();
            }
        }

        private void delta(String name, JsonParser value) throws IOException {
            if (name.equals("message")) {
                message.read(value);
            } else {
                end.field(name, value);
            }
        }
    }
}
