package io.tollgate.testkit;

import io.tollgate.spi.Headers;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The way back to the client of one connection; used by the connection's thread alone. */
final class Line {
    /** How long a stall goes on after its end at most, and a hang-up of the client stays unseen. */
    private static final int LOOK_MILLIS = 20;

    private static final byte[] CRLF = {'\r', '\n'};

    private final Socket socket;
    private final InputStream in;
    private final BufferedOutputStream out;
    private final Tally tally;

    private boolean open = true;
    private boolean streaming;
    private Framing framing = Framing.CONTENT_LENGTH;
    private @Nullable Duration idleLimit;

    Line(Socket socket, InputStream in, Tally tally) throws IOException {
        this.socket = socket;
        this.in = in;
        this.out = new BufferedOutputStream(socket.getOutputStream(), 16 * 1024);
        this.tally = tally;
    }

    /** Sends status and headers. */
    void head(Page page, Framing framing) throws IOException {
        this.framing = framing;
        streaming = page.kind() == Page.Kind.STREAM;
        StringBuilder head = new StringBuilder(256)
                .append("HTTP/1.1 ")
                .append(page.status())
                .append(' ')
                .append(Reasons.of(page.status()))
                .append("\r\n");
        Headers headers = page.headers();
        for (int i = 0; i < headers.size(); i++) {
            head.append(headers.name(i)).append(": ").append(headers.value(i)).append("\r\n");
        }
        switch (framing) {
            case CONTENT_LENGTH -> head.append("Content-Length: ").append(page.length());
            case CHUNKED -> head.append("Transfer-Encoding: chunked");
            case UNTIL_CLOSE -> head.append("Connection: close");
        }
        raw(head.append("\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends a piece of the body. */
    void body(byte[] bytes, int length) throws IOException {
        if (length == 0) {
            return;
        }
        if (framing == Framing.CHUNKED) {
            raw((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        }
        out.write(bytes, 0, length);
        if (framing == Framing.CHUNKED) {
            raw(CRLF);
        }
    }

    void body(byte[] bytes) throws IOException {
        body(bytes, bytes.length);
    }

    /** Sends the body's end. */
    void end() throws IOException {
        if (framing == Framing.CHUNKED) {
            raw("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        }
        out.flush();
        if (framing == Framing.UNTIL_CLOSE) {
            shut();
        }
    }

    /** Sends bytes without any framing. */
    void raw(byte[] bytes) throws IOException {
        out.write(bytes);
    }

    void flushIfOpen() throws IOException {
        if (open) {
            out.flush();
        }
    }

    void flush() throws IOException {
        out.flush();
    }

    /** Closes the connection in good order, wherever the answer stands. */
    void hangUp() throws IOException {
        out.flush();
        cut();
        shut();
    }

    /** Counts a stream that ends here, before the client can know. */
    void cut() {
        if (streaming) {
            tally.streamCut();
        }
    }

    private void shut() throws IOException {
        open = false;
        socket.shutdownOutput();
        socket.close();
    }

    /** Breaks the connection: the client gets a reset, and may lose what it has not read yet. */
    void reset() throws IOException {
        out.flush();
        cut();
        open = false;
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Waits, whatever the client does. */
    void pause(Duration duration) throws IOException {
        out.flush();
        try {
            if (tally.awaitClosing(duration)) {
                throw new IOException("the fake vendor is closing");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    /**
     * Sends nothing until the vendor releases its stalled requests, or for this long.
     *
     * @throws IOException if the client hangs up meanwhile
     */
    void stall(Optional<Duration> limit) throws IOException {
        out.flush();
        long start = System.nanoTime();
        Tally.Stall stall = tally.stalled();
        try {
            socket.setSoTimeout(LOOK_MILLIS);
            while (!stall.isReleased()
                    && limit.map(Duration::toNanos).orElse(Long.MAX_VALUE) > System.nanoTime() - start) {
                look();
            }
        } finally {
            stall.end();
        }
        socket.setSoTimeout(0);
    }

    private void look() throws IOException {
        in.mark(1);
        try {
            if (in.read() < 0) {
                throw new IOException("the client hung up");
            }
            in.reset();
            pause(Duration.ofMillis(LOOK_MILLIS));
        } catch (SocketTimeoutException e) {
            // Silence is what a waiting client sounds like.
        }
    }

    /** Lets the connection be closed when it is idle for this long after the answer. */
    void closeAfterIdle(Duration limit) {
        idleLimit = limit;
    }

    boolean isOpen() {
        return open;
    }

    Optional<Duration> idleLimit() {
        return Optional.ofNullable(idleLimit);
    }

    /** Makes ready for the connection's next exchange. */
    void next() {
        streaming = false;
        idleLimit = null;
    }
}
