package io.tollgate;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpCall;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.concurrent.atomic.AtomicLong;

/** A vendor of OpenAI's dialect without a network: most calls are answered, the others fail in every way there is. */
final class FaultyWire implements Wire {
    private static final int[] STATUSES = {
        400, 401, 402, 403, 404, 408, 409, 413, 422, 429, 451, 500, 501, 502, 503, 504, 529, 302, 204, 418
    };
    private static final int FAULTS = STATUSES.length + 6;
    private static final Headers JSON = Headers.of("content-type", "application/json", "x-request-id", "req-1");
    private static final Headers EVENTS = Headers.of("content-type", "text/event-stream");
    private static final String USAGE = "\"usage\":{\"prompt_tokens\":14,\"completion_tokens\":9,\"total_tokens\":23}";
    private static final byte[] ANSWER =
            bytes("{\"id\":\"c\",\"object\":\"chat.completion\",\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":"
                    + "{\"role\":\"assistant\",\"content\":\"scattered light\"},\"finish_reason\":\"stop\"}],"
                    + USAGE + "}");
    private static final String PIECE =
            "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"light \"}}]}\n\n";
    private static final byte[] CUT_STREAM = bytes(PIECE + PIECE);
    private static final byte[] STREAM = bytes(PIECE
            + PIECE
            + "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
            + "data: {\"id\":\"c\",\"choices\":[],"
            + USAGE
            + "}\n\ndata: [DONE]\n\n");

    private final int faultEvery;
    private final AtomicLong open = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();

    /** A wire on which one exchange of so many fails. */
    FaultyWire(int faultEvery) {
        this.faultEvery = faultEvery;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    /** How many replies haven't been closed: the connections that a network would have in use. */
    long open() {
        return open.get();
    }

    /** How many exchanges there were. */
    long sent() {
        return sent.get();
    }

    @Override
    public Reply send(HttpCall call, Guard guard) throws FailureException {
        long number = sent.incrementAndGet();
        boolean stream = new String(call.body(), UTF_8).contains("\"stream\":true");
        if (number % faultEvery != 0) {
            return stream ? reply(200, EVENTS, STREAM) : reply(200, JSON, ANSWER);
        }
        return fault((int) (number / faultEvery % FAULTS));
    }

    private Reply fault(int which) throws FailureException {
        if (which < STATUSES.length) {
            int status = STATUSES[which];
            return reply(status, JSON, bytes("{\"error\":{\"message\":\"failed\",\"type\":\"error\",\"code\":null}}"));
        }
        return switch (which - STATUSES.length) {
            case 0 -> throw new FailureException(Failure.of(FailureKind.UNREACHABLE));
            case 1 -> reply(200, JSON, bytes("{\"choices\":[{"));
            case 2 -> reply(200, JSON, new byte[0]);
            case 3 -> reply(200, EVENTS, CUT_STREAM);
            case 4 -> reply(200, JSON, broken(ANSWER));
            default -> reply(200, EVENTS, broken(CUT_STREAM));
        };
    }

    private Reply reply(int status, Headers headers, byte[] body) {
        return reply(status, headers, new ByteArrayInputStream(body));
    }

    private Reply reply(int status, Headers headers, InputStream body) {
        open.incrementAndGet();
        // A reply may be closed more than once; only the first time counts.
        AtomicLong mine = new AtomicLong(1);
        return new Reply(status, headers, body, -1, () -> open.addAndGet(-mine.getAndSet(0)));
    }

    /** Half of the bytes, and then a reset. */
    private static InputStream broken(byte[] bytes) {
        return new SequenceInputStream(new ByteArrayInputStream(bytes, 0, bytes.length / 2), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("Connection reset");
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                return read();
            }
        });
    }
}
