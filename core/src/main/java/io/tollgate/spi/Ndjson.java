package io.tollgate.spi;

import java.io.IOException;
import java.io.InputStream;

/**
 * JSON texts of a line each (NDJSON), pulled from bytes; used by one thread.
 *
 * <p>Empty lines are skipped. A text stays in one reused buffer, so that a parser reads it without a copy: it is valid
 * until the next call of {@link #next()}. The last line needs no end after it; one that stops in the middle of its JSON is
 * dropped, so that a cut shows as an end without a finish reason and not as garbage.
 */
public final class Ndjson implements Frames {
    private final Lines lines;

    /**
     * Texts of this input.
     *
     * @param maxLine the longest line in bytes
     */
    public Ndjson(InputStream in, int maxLine) {
        this.lines = new Lines(in, maxLine);
    }

    /** Texts of this input, with lines of at most 8 MiB. */
    public Ndjson(InputStream in) {
        this(in, 8 * 1024 * 1024);
    }

    /**
     * Reads the next line that isn't empty.
     *
     * @return whether there is one
     * @throws FailureException BAD_ANSWER, if it is too long, or HTML or XML
     */
    @Override
    public boolean next() throws IOException, FailureException {
        while (lines.next()) {
            byte first = lines.firstVisible();
            if (first == '<') {
                throw FailureException.badAnswer("expected lines of JSON, but got HTML or XML");
            }
            if (first != 0) {
                return !lines.isUnended() || (lines.endsWithBrace() && lines.closesAll(0));
            }
        }
        return false;
    }

    /** The buffer in which the text begins at 0. */
    @Override
    public byte[] buffer() {
        return lines.bytes();
    }

    /** The length of the text in bytes. */
    @Override
    public int length() {
        return lines.length();
    }
}
