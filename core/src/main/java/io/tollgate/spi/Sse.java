package io.tollgate.spi;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Server-sent events, pulled from bytes; used by one thread.
 *
 * <p>Line ends may be LF, CRLF or CR. Comments and unknown fields are skipped, several {@code data} lines are joined by a
 * line feed. An event's data stays in one reused buffer, so that a parser reads it without a copy: it is valid until the
 * next call of {@link #next()}. A body that is plain JSON, as vendors send errors whatever they label them, is given as
 * one event, and a JSON array as an event for each of its objects. The last event needs no blank line after it; a last line that stops in the middle of its JSON is dropped, so
 * that a cut shows as an end without a finish reason and not as garbage.
 */
public final class Sse implements Frames {
    private static final int MAX_PLAIN_JSON = 64 * 1024;

    private final Lines lines;
    private final int maxLine;
    private boolean started;
    private boolean array;
    private int at;

    private byte[] data = new byte[1024];
    private int dataLength;
    private boolean hasData;
    private String event = "";

    /**
     * Events of this input.
     *
     * @param maxLine the longest line, and the longest data of one event, in bytes
     */
    public Sse(InputStream in, int maxLine) {
        this.lines = new Lines(in, maxLine);
        this.maxLine = maxLine;
    }

    /** Events of this input, with lines of at most 8 MiB. */
    public Sse(InputStream in) {
        this(in, 8 * 1024 * 1024);
    }

    /**
     * Reads up to the end of the next event that has data.
     *
     * @return whether there is one
     * @throws FailureException BAD_ANSWER, if a line is too long, or the body is no event stream at all
     */
    @Override
    public boolean next() throws IOException, FailureException {
        dataLength = 0;
        hasData = false;
        event = "";
        if (array) {
            return nextElement();
        }
        while (readLine()) {
            if (!started && lines.length() > 0) {
                started = true;
                if (plainBody()) {
                    return true;
                }
            }
            if (lines.length() == 0) {
                if (hasData) {
                    return true;
                }
                event = "";
            } else {
                field();
            }
        }
        return hasData;
    }

    /** The event's name; empty if it has none. */
    public String event() {
        return event;
    }

    /** The buffer in which the event's data begins at 0. */
    @Override
    public byte[] buffer() {
        return data;
    }

    /** The length of the event's data in bytes. */
    @Override
    public int length() {
        return dataLength;
    }

    /** The event's data as text. */
    public String data() {
        return new String(data, 0, dataLength, StandardCharsets.UTF_8);
    }

    /** Whether the event's data is exactly this ASCII text, such as {@code [DONE]}. */
    public boolean isData(String ascii) {
        if (dataLength != ascii.length()) {
            return false;
        }
        for (int i = 0; i < dataLength; i++) {
            if (data[i] != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private void field() throws FailureException {
        byte[] line = lines.bytes();
        int length = lines.length();
        int colon = 0;
        while (colon < length && line[colon] != ':') {
            colon++;
        }
        int value = colon + 1 < length && line[colon + 1] == ' ' ? colon + 2 : Math.min(colon + 1, length);
        if (colon == 4 && lines.startsWith("data")) {
            if (hasData) {
                append((byte) '\n');
            }
            hasData = true;
            appendLine(value);
        } else if (colon == 5 && lines.startsWith("event")) {
            event = new String(line, value, length - value, StandardCharsets.UTF_8);
        }
    }

    private boolean plainBody() throws IOException, FailureException {
        byte first = lines.firstVisible();
        if (first == '<') {
            throw FailureException.badAnswer("expected an event stream, but got HTML or XML");
        }
        array = first == '[';
        if (array) {
            return nextElement();
        }
        if (first != '{') {
            return false;
        }
        do {
            appendLine(0);
            append((byte) '\n');
            if (dataLength > MAX_PLAIN_JSON) {
                throw FailureException.badAnswer("expected an event stream, but got one long JSON text");
            }
        } while (readLine());
        hasData = true;
        return true;
    }

    /** Reads the array's next object; one that was cut isn't given. */
    private boolean nextElement() throws IOException, FailureException {
        int open = 0;
        boolean quoted = false;
        boolean escaped = false;
        do {
            while (at < lines.length()) {
                byte b = lines.bytes()[at++];
                if (open == 0 && b != '{') {
                    continue;
                }
                append(b);
                if (quoted) {
                    quoted = escaped || b != '"';
                    escaped = !escaped && b == '\\';
                } else if (b == '"') {
                    quoted = true;
                } else if (b == '{') {
                    open++;
                } else if (b == '}' && --open == 0) {
                    return true;
                }
            }
            at = 0;
        } while (lines.next());
        return false;
    }

    private void append(byte b) throws FailureException {
        if (dataLength == data.length) {
            grow(dataLength + 1);
        }
        data[dataLength++] = b;
    }

    private void appendLine(int from) throws FailureException {
        int more = lines.length() - from;
        if (dataLength + more > data.length) {
            grow(dataLength + more);
        }
        System.arraycopy(lines.bytes(), from, data, dataLength, more);
        dataLength += more;
    }

    private void grow(int needed) throws FailureException {
        if (needed > maxLine) {
            throw FailureException.badAnswer("an event of the stream is longer than " + maxLine + " bytes");
        }
        data = Arrays.copyOf(data, Math.min(maxLine, Math.max(needed, data.length * 2)));
    }

    /** Whether there is another line; a last one without a line end counts if it has all of its JSON. */
    private boolean readLine() throws IOException, FailureException {
        return lines.next() && (!lines.isUnended() || endsLikeWhole());
    }

    private boolean endsLikeWhole() {
        return lines.endsWithBrace() && (!lines.startsWith("data:") || lines.closesAll(5));
    }
}
