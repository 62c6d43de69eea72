package io.tollgate.cohere;

import com.fasterxml.jackson.core.JsonParser;
import io.tollgate.chat.ChatEvent;
import io.tollgate.json.Json;
import io.tollgate.spi.ChatEvents;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Headers;
import io.tollgate.spi.Sse;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A streamed answer: typed events up to {@code message-end}, and {@code [DONE]} after it. */
final class EventStream implements ChatEvents {
    private final Headers headers;
    private final Sse sse;
    private final Deque<ChatEvent> events = new ArrayDeque<>();
    private final MessageReader message = new MessageReader(events::add);
    private boolean done;

    EventStream(Headers headers, InputStream body) {
        this.headers = headers;
        this.sse = new Sse(body);
    }

    @Override
    public @Nullable ChatEvent next() throws IOException, FailureException {
        while (events.isEmpty() && !done) {
            done = !sse.next() || sse.isData("[DONE]");
            if (!done) {
                read();
            }
        }
        return events.poll();
    }

    private void read() throws FailureException {
        Event event = new Event();
        try {
            Json.object(sse.buffer(), sse.length(), "an event of the stream", event::field);
            message.give(event.index);
            if (event.type.equals("message-end")) {
                event.end.finish(headers, events::add);
            } else if (event.type.isEmpty() && event.isError) {
                throw new FailureException(Errors.inStream(headers, sse.buffer(), sse.length()));
            }
        } catch (FailureException e) {
            done = true;
            throw e;
        }
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
