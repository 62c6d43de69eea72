package io.tollgate.tests.hostile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One request and the bytes that answer it; used by one thread. */
final class Exchange {
    private static final Pattern LENGTH = Pattern.compile("\r\ncontent-length: *(\\d+)");

    private final Socket socket;
    private final BooleanSupplier closed;
    private String head = "";
    private boolean kept;

    Exchange(Socket socket, BooleanSupplier closed) {
        this.socket = socket;
        this.closed = closed;
    }

    /** Reads a request to its end; false if the client hung up. */
    boolean readRequest() throws IOException {
        InputStream in = socket.getInputStream();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (!bytes.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                return false;
            }
            bytes.write(next);
        }
        head = bytes.toString(StandardCharsets.ISO_8859_1);
        Matcher length = LENGTH.matcher(head.toLowerCase(Locale.ROOT));
        if (length.find()) {
            in.skipNBytes(Integer.parseInt(length.group(1)));
        }
        return true;
    }

    String head() {
        return head;
    }

    /** Sends an answer as it should be, and keeps the connection. */
    void send(int status, String contentType, byte[] body, String... headers) throws IOException {
        head(status, contentType, body.length, headers);
        send(body);
        kept = true;
    }

    /** Sends an answer without a body, and keeps the connection. */
    void send(int status) throws IOException {
        send(status, "application/json", new byte[0]);
    }

    /** Sends the head of an answer; a negative length is left out, so that the body lasts as long as the connection. */
    void head(int status, String contentType, long length, String... headers) throws IOException {
        StringBuilder lines = new StringBuilder("HTTP/1.1 " + status + " Whatever\r\n");
        if (!contentType.isEmpty()) {
            lines.append("Content-Type: ").append(contentType).append("\r\n");
        }
        if (length >= 0) {
            lines.append("Content-Length: ").append(length).append("\r\n");
        }
        for (String header : headers) {
            lines.append(header).append("\r\n");
        }
        send(lines.append("\r\n").toString());
    }

    void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.UTF_8));
    }

    void send(byte[] bytes) throws IOException {
        send(bytes, 0, bytes.length);
    }

    void send(byte[] bytes, int from, int to) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(bytes, from, to - from);
        out.flush();
    }

    /** Sends the bytes over and over, until the client hangs up or the server is closed. */
    void sendForever(byte[] bytes) throws IOException {
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        while (many.size() < 32 * 1024) {
            many.writeBytes(bytes);
        }
        while (!closed.getAsBoolean()) {
            send(many.toByteArray());
        }
    }

    /** Sends byte by byte, with a pause after each. */
    void drip(byte[] bytes, int millis) throws IOException {
        for (int i = 0; i < bytes.length && !closed.getAsBoolean(); i++) {
            send(bytes, i, i + 1);
            LockSupport.parkNanos(millis * 1_000_000L);
        }
    }

    /** Says nothing more, until the client hangs up. */
    void stall() throws IOException {
        while (socket.getInputStream().read() >= 0) {
            // What comes is of no interest.
        }
    }

    /** Says that no more will come, and keeps reading. */
    void halfClose() throws IOException {
        socket.shutdownOutput();
        stall();
    }

    /** Breaks the connection. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    boolean isKept() {
        return kept;
    }
}
