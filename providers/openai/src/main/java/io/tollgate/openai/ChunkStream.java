package io.tollgate.openai;

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
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A stream of chunks, up to {@code [DONE]} or, at vendors that don't send that, the last byte. */
final class ChunkStream implements ChatEvents {
    private final Errors errors;
    private final Headers headers;
    private final Sse sse;
    private final Deque<ChatEvent> events = new ArrayDeque<>();
    private final EventReader reader;
    private boolean done;

    ChunkStream(Errors errors, Headers headers, InputStream body, Function<Consumer<ChatEvent>, EventReader> reader) {
        this.errors = errors;
        this.headers = headers;
        this.sse = new Sse(body);
        this.reader = reader.apply(events::add);
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
        try {
            reader.read(sse.buffer(), sse.length());
        } catch (IOException e) {
            done = true;
            throw Json.unreadable("a chunk of the stream", e);
        }
        if (reader.sawError()) {
            done = true;
            throw new FailureException(errors.inStream(headers, sse.buffer(), sse.length()));
        }
    }
}
