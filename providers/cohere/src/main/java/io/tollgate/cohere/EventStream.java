package io.tollgate.cohere;

import com.fasterxml.jackson.core.JsonParser;
import io.tollgate.chat.ChatEvent;
import io.tollgate.json.FramedEvents;
import io.tollgate.json.Json;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpReply;
import java.io.IOException;
import java.util.function.Consumer;

/** A streamed answer: typed events up to {@code message-end}, and {@code [DONE]} after it. */
final class EventStream implements FramedEvents.Reader {
    private final Headers headers;
    private final Consumer<ChatEvent> events;
    private final MessageReader message;

    EventStream(Headers headers, Consumer<ChatEvent> events) {
        this.headers = headers;
        this.events = events;
        this.message = new MessageReader(events);
    }

    @Override
    public boolean read(byte[] buffer, int length) throws FailureException {
        Event event = new Event();
        Json.object(buffer, length, "an event of the stream", event::field);
        message.give(event.index);
        if (event.type.equals("message-end")) {
            event.end.finish(headers, events);
        } else if (event.type.isEmpty() && event.isError) {
            throw new FailureException(Errors.of(HttpReply.piece(headers, buffer, length)));
        }
        return false;
    }

    /** One event while it is read; its members come in any order. */
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
                // As errors come outside of streams: no event, but a message all the same.
                case "message" -> isError = !Json.text(value).isEmpty();
                default -> {}
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
