package io.tollgate.spi;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Lines of an input, ended by LF, CRLF or CR, pulled one by one into a reused buffer; used by one thread. A byte order mark
 * before the first is left out.
 */
final class Lines {
    private final InputStream in;
    private final int maxLine;
    private final byte[] chunk = new byte[8 * 1024];
    private int position;
    private int limit;
    private boolean skipLineFeed;
    private boolean ended;
    private boolean started;

    private byte[] line = new byte[1024];
    private int length;
    private boolean unended;

    Lines(InputStream in, int maxLine) {
        this.in = in;
        this.maxLine = maxLine;
    }

    /**
     * Reads up to the end of the next line; false if no byte is left.
     *
     * @throws FailureException BAD_ANSWER, if it is too long
     */
    boolean next() throws IOException, FailureException {
        length = 0;
        while (!unended) {
            if (position == limit && !fill()) {
                unended = true;
                stripByteOrderMark();
                return length > 0;
            }
            if (skipLineFeed) {
                skipLineFeed = false;
                if (chunk[position] == '\n') {
                    position++;
                    continue;
                }
            }
            if (readToLineEnd()) {
                stripByteOrderMark();
                return true;
            }
        }
        return false;
    }

    /** Takes what the chunk has of the line; false if that isn't all. */
    private boolean readToLineEnd() throws FailureException {
        int end = position;
        while (end < limit && chunk[end] != '\n' && chunk[end] != '\r') {
            end++;
        }
        int more = end - position;
        if (length + more > line.length) {
            grow(length + more);
        }
        System.arraycopy(chunk, position, line, length, more);
        length += more;
        position = end;
        if (end == limit) {
            return false;
        }
        skipLineFeed = chunk[end] == '\r';
        position++;
        return true;
    }

    private void grow(int needed) throws FailureException {
        if (needed > maxLine) {
            throw FailureException.badAnswer("a line of the stream is longer than " + maxLine + " bytes");
        }
        line = Arrays.copyOf(line, Math.min(maxLine, Math.max(needed, line.length * 2)));
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

    private void stripByteOrderMark() {
        if (!started && length >= 3 && line[0] == (byte) 0xEF && line[1] == (byte) 0xBB && line[2] == (byte) 0xBF) {
            System.arraycopy(line, 3, line, 0, length - 3);
            length -= 3;
        }
        started |= length > 0;
    }

    /** The buffer in which the line begins at 0; valid until the next one is read. */
    byte[] bytes() {
        return line;
    }

    /** The line's length in bytes, without its end. */
    int length() {
        return length;
    }

    /** Whether the input stopped before the line's end, so that more of it may be missing. */
    boolean isUnended() {
        return unended;
    }

    /** The first byte that isn't white space; 0 if there is none. */
    byte firstVisible() {
        for (int i = 0; i < length; i++) {
            if (line[i] > ' ') {
                return line[i];
            }
        }
        return 0;
    }

    /** Whether the line begins with this. */
    boolean startsWith(String ascii) {
        if (length < ascii.length()) {
            return false;
        }
        for (int i = 0; i < ascii.length(); i++) {
            if (line[i] != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether its last visible byte closes a JSON object or array: a cut line may well end with an inner brace. */
    boolean endsWithBrace() {
        int last = length - 1;
        while (last > 0 && line[last] <= ' ') {
            last--;
        }
        return last >= 0 && (line[last] == '}' || line[last] == ']');
    }

    /** Whether every brace and quote from there on is closed. */
    boolean closesAll(int from) {
        int open = 0;
        boolean quoted = false;
        for (int i = from; i < length; i++) {
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
}
