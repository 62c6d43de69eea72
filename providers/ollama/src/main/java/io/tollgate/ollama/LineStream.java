package io.tollgate.ollama;

import io.tollgate.chat.ChatEvent;
import io.tollgate.spi.ChatEvents;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Headers;
import io.tollgate.spi.Ndjson;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A streamed answer: a line for each piece, up to the one that says that it is done. */
final class LineStream implements ChatEvents {
    private final Ndjson lines;
    private final Deque<ChatEvent> events = new ArrayDeque<>();
    private final PieceReader pieces;
    private boolean done;

    LineStream(Headers headers, InputStream body) {
        this.lines = new Ndjson(body);
        this.pieces = new PieceReader(headers, events::add);
    }

    @Override
    public @Nullable ChatEvent next() throws IOException, FailureException {
        while (events.isEmpty() && !done) {
            done = !lines.next();
            if (!done) {
                read();
            }
        }
        return events.poll();
    }

    private void read() throws FailureException {
        try {
            done = pieces.read(lines.buffer(), lines.length());
        } catch (FailureException e) {
            done = true;
            throw e;
        }
    }
}
