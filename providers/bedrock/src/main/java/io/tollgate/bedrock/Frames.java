package io.tollgate.bedrock;

import io.tollgate.spi.FailureException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.zip.CRC32;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/**
 * The frames of AWS's event stream, pulled from bytes; used by one thread.
 *
 * <p>AWS's library decodes a frame and checks it. How long the frame is, is read here: the library's own reader of streams
 * takes 2 MiB for each before the first byte, and has no bound.
 */
final class Frames implements io.tollgate.spi.Frames {
    /** As much as one event of other vendors' streams may have. */
    static final int MAX_BYTES = 8 * 1024 * 1024;

    private static final int PRELUDE = 12;

    private final InputStream in;
    private Frame frame = new Frame(true, "", "", new byte[0]);
    private byte[] bytes = new byte[0];

    /**
     * One frame.
     *
     * @param isEvent whether it is a piece of the answer, and not an error
     * @param name the event's or error's type; empty if it has none
     * @param message an error's words, where they stand in its header
     * @param payload JSON
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
    record Frame(boolean isEvent, String name, String message, byte[] payload) {}

    Frames(InputStream in) {
        this.in = in;
    }

    /** Reads the next frame; false after the last one that is whole, so that a cut shows as an end without a reason. */
    @Override
    public boolean next() throws IOException, FailureException {
        byte[] prelude = in.readNBytes(PRELUDE);
        if (prelude.length < PRELUDE) {
            return false;
        }
        int length = length(prelude);
        byte[] rest = in.readNBytes(length - PRELUDE);
        if (rest.length < length - PRELUDE) {
            return false;
        }
        bytes = ByteBuffer.allocate(length).put(prelude).put(rest).array();
        frame = decoded(ByteBuffer.wrap(bytes));
        return true;
    }

    /** The frame that was read last. */
    Frame frame() {
        return frame;
    }

    @Override
    public byte[] buffer() {
        return bytes;
    }

    @Override
    public int length() {
        return bytes.length;
    }

    /** The length of the frame, once its checksum has proved that it is one. */
    private static int length(byte[] prelude) throws FailureException {
        ByteBuffer buffer = ByteBuffer.wrap(prelude);
        int length = buffer.getInt();
        CRC32 checksum = new CRC32();
        checksum.update(prelude, 0, PRELUDE - Integer.BYTES);
        if ((int) checksum.getValue() != buffer.getInt(PRELUDE - Integer.BYTES)) {
            throw FailureException.badAnswer(
                    "expected a frame of an AWS event stream, but got other bytes: the checksum of its length is wrong");
        }
        if (length < PRELUDE + Integer.BYTES || length > MAX_BYTES) {
            throw FailureException.badAnswer("expected a frame of an AWS event stream of at most " + MAX_BYTES
                    + " bytes, but got one of " + Integer.toUnsignedString(length));
        }
        return length;
    }

    private static Frame decoded(ByteBuffer bytes) throws FailureException {
        try {
            Message message = Message.decode(bytes);
            Map<String, HeaderValue> headers = message.getHeaders();
            return switch (text(headers, ":message-type")) {
                case "exception" -> new Frame(false, text(headers, ":exception-type"), "", message.getPayload());
                case "error" ->
                    new Frame(
                            false, text(headers, ":error-code"), text(headers, ":error-message"), message.getPayload());
                default -> new Frame(true, text(headers, ":event-type"), "", message.getPayload());
            };
        } catch (RuntimeException e) {
            // The library throws several types for what is wrong; their words may quote the frame.
            throw FailureException.badAnswer("expected a frame of an AWS event stream, but one of " + bytes.capacity()
                    + " bytes has a wrong checksum, or headers that can't be read");
        }
    }

    private static String text(Map<String, HeaderValue> headers, String name) {
        HeaderValue value = headers.get(name);
        return value == null ? "" : value.getString();
    }
}
