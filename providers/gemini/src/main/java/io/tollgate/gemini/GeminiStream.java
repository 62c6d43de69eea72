package io.tollgate.gemini;

import io.tollgate.chat.ChatEvent;
import io.tollgate.spi.ChatEvents;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpReply;
import io.tollgate.spi.Sse;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A streamed answer: server-sent events, or a JSON array as it comes without {@code alt=sse}, or one small JSON text, as
 * errors come whatever their content type says.
 */
final class GeminiStream implements ChatEvents {
    private final Headers headers;
    private final Sse sse;
    private final Turn turn;
    private @Nullable FailureException failure;
    private boolean ended;

    GeminiStream(Endpoint endpoint, Headers headers, InputStream body) {
        this.headers = headers;
        this.sse = new Sse(body);
        this.turn = new Turn(endpoint);
    }

    @Override
    public @Nullable ChatEvent next() throws IOException, FailureException {
        while (true) {
            ChatEvent event = turn.poll();
            if (event != null) {
                return event;
            }
            if (failure != null) {
                throw failure;
            }
            if (ended) {
                return null;
            }
            if (!sse.next()) {
                ended = true;
                return turn.end();
            }
            read();
        }
    }

    /** What was read before a failure is told before it. */
    private void read() {
        // Gemini sends no such mark, but those who pass its answers on do.
        if (sse.isData("[DONE]") || sse.length() == 0) {
            return;
        }
        try {
            turn.read(new HttpReply(200, headers, sse.buffer(), Instant.EPOCH), sse.length());
        } catch (FailureException e) {
            failure = e;
        }
    }
}
