package io.tollgate.testkit;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Bytes as a network may deliver them: in pieces, and with a failure at their end; used by one thread. */
final class PiecewiseInput extends InputStream {
    private final byte[] bytes;
    private final int split;
    private final int piece;
    private final @Nullable IOException failure;
    private int position;

    private PiecewiseInput(byte[] bytes, int split, int piece, @Nullable IOException failure) {
        this.bytes = bytes;
        this.split = split;
        this.piece = piece;
        this.failure = failure;
    }

    /** The bytes in two reads, the second from this position on. */
    static PiecewiseInput split(byte[] bytes, int at) {
        return new PiecewiseInput(bytes, at, Integer.MAX_VALUE, null);
    }

    static PiecewiseInput byteByByte(byte[] bytes) {
        return new PiecewiseInput(bytes, 0, 1, null);
    }

    /** The bytes, and then this failure instead of an end. */
    static PiecewiseInput failing(byte[] bytes, IOException failure) {
        return new PiecewiseInput(bytes, 0, Integer.MAX_VALUE, failure);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (position == bytes.length) {
            if (failure != null) {
                throw failure;
            }
            return -1;
        }
        int end = position < split ? split : bytes.length;
        int count = Math.min(Math.min(length, piece), end - position);
        System.arraycopy(bytes, position, into, offset, count);
        position += count;
        return count;
    }

    @Override
    public void close() {
        throw new IllegalStateException("a codec doesn't own the input: core closes it");
    }
}
