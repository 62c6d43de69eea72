package io.tollgate.tests.hostile;

import static io.tollgate.failure.FailureKind.BAD_ANSWER;
import static io.tollgate.failure.FailureKind.CUT;

import io.tollgate.failure.FailureKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/** A 200 whose body isn't what was asked for. */
@SuppressWarnings("ImmutableEnumChecker") // nobody writes to the arrays, and ways have no state
enum BrokenBody implements Hostility {
    NOTHING(""),
    HTML("<!DOCTYPE html><html><body><h1>It works!</h1></body></html>"),
    PLAIN_TEXT("upstream connect error or disconnect/reset before headers"),
    NULL("null"),
    A_NUMBER("17"),
    A_STRING("\"Hello there\""),
    AN_ARRAY("[]"),
    AN_EMPTY_OBJECT("{}"),
    ARRAYS_IN_ARRAYS("[".repeat(100_000)),
    OBJECTS_IN_OBJECTS("{\"a\":".repeat(100_000)),
    A_DEEP_FIELD("{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}"),
    A_STRING_WITHOUT_END("{\"a\":\"" + "x".repeat(100_000)),
    NUL_BYTES("\0".repeat(1_000)),
    LINE_ENDS_ONLY("\n\r\n\r".repeat(1_000)),
    BYTES_THAT_ARE_NO_TEXT(new byte[] {(byte) 0xff, (byte) 0xfe, 0, (byte) 0xc0, (byte) 0x80, '{', '}'}),
    UTF_16("{\"a\":1}".getBytes(StandardCharsets.UTF_16)),
    FIRST_BYTES_OF_AN_EVENT_STREAM(new byte[] {0x7f, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0}),
    AN_EVENT_STREAM_OF_NEGATIVE_LENGTH(new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1});

    private final byte[] body;

    BrokenBody(String body) {
        this(body.getBytes(StandardCharsets.UTF_8));
    }

    BrokenBody(byte[] body) {
        this.body = body;
    }

    @Override
    public void happen(Exchange exchange, Format format, Asking asking) throws IOException {
        exchange.send(200, format.contentType(asking), Arrays.copyOf(body, body.length));
    }

    @Override
    public Set<FailureKind> kinds() {
        return EnumSet.of(BAD_ANSWER, CUT);
    }
}
