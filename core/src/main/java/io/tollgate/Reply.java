package io.tollgate;

import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpReply;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.Arrays;

/**
 * The head of an answer and its body, not read yet. Closing it gives the connection back, or ends it if the body wasn't
 * read to its end.
 */
final class Reply implements Closeable {
    private final int status;
    private final Headers headers;
    private final InputStream body;
    private final Closeable connection;
    private final long expectedBytes;
    private long received;

    /**
     * A reply.
     *
     * @param expectedBytes the length that the server announced; negative if it didn't
     */
    Reply(int status, Headers headers, InputStream body, long expectedBytes, Closeable connection) {
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.expectedBytes = expectedBytes;
        this.connection = connection;
    }

    int status() {
        return status;
    }

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    Headers headers() {
        return headers;
    }

    /** The body under the call's guard, at most so many bytes of it. */
    InputStream body(Guard guard, int maxBytes) {
        return new GuardedBody(body, guard, maxBytes);
    }

    /** The whole body; more than so many bytes fail as {@link BodyTooLong}. */
    private byte[] readAll(Guard guard, int maxBytes) throws IOException {
        return read(body(guard, maxBytes), expectedBytes >= 0 ? (int) Math.min(expectedBytes, maxBytes) : 8 * 1024);
    }

    /** All of it, as a codec reads it, with the connection given back and no time-out running. */
    HttpReply whole(Guard guard, Limits limits, Clock clock) throws IOException {
        guard.firstContent();
        byte[] bytes = readAll(guard, limits.answerBytes());
        close();
        guard.disarm();
        return new HttpReply(status, headers, bytes, clock.instant());
    }

    /** How many bytes of the whole body came, also when reading it failed. */
    long received() {
        return received;
    }

    /** The first bytes of the body; what is beyond them, or broken, doesn't matter to who reads an error. */
    byte[] readFirst(Guard guard, int maxBytes) {
        InputStream in = body(guard, Integer.MAX_VALUE);
        byte[] bytes = new byte[Math.min(maxBytes, 8 * 1024)];
        int length = 0;
        try {
            while (length < maxBytes) {
                if (length == bytes.length) {
                    bytes = Arrays.copyOf(bytes, Math.min(maxBytes, length * 2));
                }
                int read = in.read(bytes, length, bytes.length - length);
                if (read < 0) {
                    break;
                }
                length += read;
            }
        } catch (IOException cutError) {
            // The status and what came of the body tell enough; a deadline is looked at by the engine anyway.
        }
        return Arrays.copyOf(bytes, length);
    }

    private byte[] read(InputStream in, int expected) throws IOException {
        byte[] bytes = new byte[expected];
        int length = 0;
        while (true) {
            if (length == bytes.length) {
                int next = in.read();
                if (next < 0) {
                    return bytes;
                }
                bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8L, length * 2L + 1));
                bytes[length++] = (byte) next;
                received = length;
            }
            int read = in.read(bytes, length, bytes.length - length);
            if (read < 0) {
                return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
            }
            length += read;
            received = length;
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (IOException | RuntimeException e) {
            // Nothing is lost: the connection just isn't reused, or a listener of the app's HTTP client threw.
        }
    }

    /** A body that is longer than allowed. */
    static final class BodyTooLong extends IOException {
        private static final long serialVersionUID = 1L;

        BodyTooLong(int maxBytes) {
            super("the answer is longer than " + maxBytes + " bytes (see Limits.withAnswerBytes)");
        }
    }

    /** Tells the guard when the reader waits, and counts. */
    private static final class GuardedBody extends InputStream {
        private final InputStream in;
        private final Guard guard;
        private final int maxBytes;
        private long total;

        GuardedBody(InputStream in, Guard guard, int maxBytes) {
            this.in = in;
            this.guard = guard;
            this.maxBytes = maxBytes;
        }

        @Override
        public int read() throws IOException {
            guard.enter();
            try {
                return counted(in.read(), 1);
            } finally {
                guard.exit();
            }
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            guard.enter();
            try {
                int read = in.read(bytes, offset, length);
                return counted(read, read);
            } finally {
                guard.exit();
            }
        }

        private int counted(int result, int bytes) throws BodyTooLong {
            if (result >= 0) {
                total += bytes;
                if (total > maxBytes) {
                    throw new BodyTooLong(maxBytes);
                }
            }
            return result;
        }
    }
}
