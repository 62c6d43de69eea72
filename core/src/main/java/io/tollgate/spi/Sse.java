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
 * one event. The last event needs no blank line after it; a last line that stops in the middle of its JSON is dropped, so
 * that a cut shows as an end without a finish reason and not as garbage.
 */
public final class Sse {
    private static final int MAX_PLAIN_JSON = 64 * 1024;

    private final InputStream in;
    private final int maxLine;
    private byte[] chunk = new byte[8 * 1024];
    private int position;
    private int limit;
    private boolean skipLineFeed;
    private boolean ended;
    private boolean started;

    private byte[] line = new byte[1024];
    private int lineLength;
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
        this.in = in;
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
    public boolean next() throws IOException, FailureException {
        dataLength = 0;
        hasData = false;
        event = "";
        while (readLine()) {
            if (!started && lineLength > 0) {
                started = true;
                stripByteOrderMark();
                if (plainBody()) {
                    return true;
                }
            }
            if (lineLength == 0) {
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
    public byte[] buffer() {
        return data;
    }

    /** The length of the event's data in bytes. */
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
        int colon = 0;
        while (colon < lineLength && line[colon] != ':') {
            colon++;
        }
        int value = colon + 1 < lineLength && line[colon + 1] == ' ' ? colon + 2 : Math.min(colon + 1, lineLength);
        if (colon == 4 && startsWith("data")) {
            if (hasData) {
                append((byte) '\n');
            }
            hasData = true;
            appendLine(value);
        } else if (colon == 5 && startsWith("event")) {
            event = new String(line, value, lineLength - value, StandardCharsets.UTF_8);
        }
    }

    private boolean startsWith(String ascii) {
        for (int i = 0; i < ascii.length(); i++) {
            if (line[i] != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private void stripByteOrderMark() {
        if (lineLength >= 3 && line[0] == (byte) 0xEF && line[1] == (byte) 0xBB && line[2] == (byte) 0xBF) {
            System.arraycopy(line, 3, line, 0, lineLength - 3);
            lineLength -= 3;
        }
    }

    private boolean plainBody() throws IOException, FailureException {
        byte first = firstVisible();
        if (first == '<') {
            throw FailureException.badAnswer("expected an event stream, but got HTML or XML");
        }
        if (first != '{' && first != '[') {
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

    private byte firstVisible() {
        for (int i = 0; i < lineLength; i++) {
            if (line[i] > ' ') {
                return line[i];
            }
        }
        return 0;
    }

    private void append(byte b) throws FailureException {
        if (dataLength == data.length) {
            data = grown(data, dataLength + 1);
        }
        data[dataLength++] = b;
    }

    private void appendLine(int from) throws FailureException {
        int more = lineLength - from;
        if (dataLength + more > data.length) {
            data = grown(data, dataLength + more);
        }
        System.arraycopy(line, from, data, dataLength, more);
        dataLength += more;
    }

    private byte[] grown(byte[] buffer, int needed) throws FailureException {
        if (needed > maxLine) {
            throw FailureException.badAnswer("an event of the stream is longer than " + maxLine + " bytes");
        }
        return Arrays.copyOf(buffer, Math.min(maxLine, Math.max(needed, buffer.length * 2)));
    }

    /** Reads a line into {@link #line}; false at the end of the input. */
    private boolean readLine() throws IOException, FailureException {
        lineLength = 0;
        while (true) {
            if (position == limit && !fill()) {
                boolean whole = lineLength > 0 && endsLikeWhole();
                if (!whole) {
                    lineLength = 0;
                }
                return whole;
            }
            if (skipLineFeed) {
                skipLineFeed = false;
                if (chunk[position] == '\n') {
                    position++;
                    continue;
                }
            }
            int end = position;
            while (end < limit && chunk[end] != '\n' && chunk[end] != '\r') {
                end++;
            }
            int more = end - position;
            if (lineLength + more > line.length) {
                line = grown(line, lineLength + more);
            }
            System.arraycopy(chunk, position, line, lineLength, more);
            lineLength += more;
            position = end;
            if (end < limit) {
                skipLineFeed = chunk[end] == '\r';
                position++;
                return true;
            }
        }
    }

    /** Whether a last line without a line end has all of its JSON: a cut one may well end with an inner brace. */
    private boolean endsLikeWhole() {
        int last = lineLength - 1;
        while (last > 0 && line[last] <= ' ') {
            last--;
        }
        boolean closes = line[last] == '}' || line[last] == ']';
        return closes && (lineLength < 5 || !startsWith("data:") || closesAll(5, last + 1));
    }

    private boolean closesAll(int from, int to) {
        int open = 0;
        boolean quoted = false;
        for (int i = from; i < to; i++) {
            byte b = line[i];
            if (b == '"') {
                quoted = !quoted;
            } else if (quoted) {
                i += b == '\\' ? 1 : 0;
            } else if (b == '{' || b == '[') {
                open++;
            } else if (b == '}' || b == ']') {
                open--;
            }
        }
        return open == 0 && !quoted;
    }

    private boolean fill() throws IOException {
        if (ended) {
            return false;
        }
        int read = in.read(chunk, 0, chunk.length);
        if (read < 0) {
            ended = true;
            return false;
        }
        position = 0;
        limit = read;
        return read > 0 || fill();
    }
}
