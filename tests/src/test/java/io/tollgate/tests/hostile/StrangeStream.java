package io.tollgate.tests.hostile;

import static io.tollgate.failure.FailureKind.BAD_ANSWER;
import static io.tollgate.failure.FailureKind.CUT;
import static io.tollgate.failure.FailureKind.TIMEOUT;

import io.tollgate.failure.FailureKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A stream in an odd frame. */
@SuppressWarnings("ImmutableEnumChecker") // nobody writes to the arrays, and ways have no state
enum StrangeStream implements Hostility {
    CRLF(sse(text -> text.replace("\n", "\r\n"))),
    CR(sse(text -> text.replace("\n", "\r"))),
    ALL_LINE_ENDS_MIXED(sse(text -> text.replaceFirst("\n\n", "\r\n\r").replaceFirst("\n\n", "\r\r\n"))),
    A_BYTE_ORDER_MARK(sse(text -> "\ufeff" + text)),
    COMMENTS_BETWEEN(sse(text -> (": ping\n\n" + text).replace("\n\n", "\n\n: ping\n\n"))),
    FIELDS_THAT_NOBODY_KNOWS(sse(text -> text.replace("data:", "id: 1\nretry: 5\nfoo: bar\nno colon\n:\ndata:"))),
    NO_SPACE_AFTER_THE_COLON(sse(text -> text.replace("data: ", "data:"))),
    EMPTY_LINES_WITHOUT_NUMBER(sse(text -> "\n".repeat(50_000) + text)),
    AN_EVENT_THAT_ISNT_ENDED(sse(text -> text.strip())),
    EVENTS_THAT_NOBODY_KNOWS(sse(text -> "event: mystery\ndata: {\"type\":\"mystery\",\"a\":[1]}\n\n" + text)),

    COMMENTS_WITHOUT_END(
            Format.Framing.SSE, (http, format, asking) -> http.sendForever(Format.bytes(": ping\n")), BAD_ANSWER),
    SLOW_COMMENTS_WITHOUT_END(
            Format.Framing.SSE,
            (http, format, asking) -> {
                while (true) {
                    http.drip(Format.bytes(":\n"), 50);
                }
            },
            TIMEOUT),
    A_LINE_WITHOUT_END(
            Format.Framing.SSE, (http, format, asking) -> http.sendForever(Format.bytes("data: xxxx")), BAD_ANSWER),
    AN_EVENT_WITHOUT_END(
            Format.Framing.SSE, (http, format, asking) -> http.sendForever(Format.bytes("data: 1\n")), BAD_ANSWER),
    CONTENT_WITHOUT_END(
            null,
            (http, format, asking) -> http.sendForever(format.frame(format.json(asking)
                    .get(Math.max(0, Math.min(2, format.json(asking).size() - 3))))),
            BAD_ANSWER,
            CUT),
    NOTHING_AFTER_THE_FIRST_CONTENT(
            null,
            (http, format, asking) -> {
                http.send(format.frame(format.content()));
                http.stall();
            },
            TIMEOUT),
    A_LINE_THAT_ISNT_JSON(
            Format.Framing.NDJSON, (http, format, asking) -> http.send("{}\nnot json\n"), BAD_ANSWER, CUT),
    AN_ARRAY_OF_LINES(
            Format.Framing.NDJSON, (http, format, asking) -> http.send("[" + "[".repeat(50_000)), BAD_ANSWER, CUT),
    A_LINE_OF_JSON_WITHOUT_END(
            Format.Framing.NDJSON, (http, format, asking) -> http.sendForever(Format.bytes("{\"a\":1,")), BAD_ANSWER),
    A_FRAME_WITH_A_WRONG_CHECKSUM(Format.Framing.EVENT_STREAM, frame(-1, 0), BAD_ANSWER, CUT),
    A_FRAME_OF_HUGE_LENGTH(Format.Framing.EVENT_STREAM, frame(0, 0x7f), BAD_ANSWER, CUT),
    A_FRAME_OF_NEGATIVE_LENGTH(Format.Framing.EVENT_STREAM, frame(0, 0xff), BAD_ANSWER, CUT),
    FRAMES_OF_NOTHING_WITHOUT_END(
            Format.Framing.EVENT_STREAM, (http, format, asking) -> http.sendForever(new byte[16]), BAD_ANSWER);

    private final Format.@org.jspecify.annotations.Nullable Framing framing;
    private final BrokenConnection.Way way;
    private final Set<FailureKind> kinds;

    StrangeStream(BrokenConnection.Way way) {
        this(Format.Framing.SSE, way);
    }

    StrangeStream(
            Format.@org.jspecify.annotations.Nullable Framing framing, BrokenConnection.Way way, FailureKind... kinds) {
        this.framing = framing;
        this.way = way;
        this.kinds = EnumSet.noneOf(FailureKind.class);
        this.kinds.addAll(Set.of(kinds));
    }

    private static BrokenConnection.Way sse(UnaryOperator<String> change) {
        return (http, format, asking) ->
                http.send(change.apply(new String(format.body(asking), StandardCharsets.UTF_8)));
    }

    /** The first frame with its last byte, or the first byte of its length, spoilt. */
    private static BrokenConnection.Way frame(int last, int first) {
        return (http, format, asking) -> {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            byte[] frame = format.frame(format.json(asking).get(0));
            frame[0] |= (byte) first;
            frame[frame.length - 1] ^= (byte) last;
            all.writeBytes(frame);
            http.send(all.toByteArray());
        };
    }

    @Override
    public void happen(Exchange exchange, Format format, Asking asking) throws IOException {
        exchange.head(200, format.contentType(asking), -1);
        way.happen(exchange, format, asking);
    }

    @Override
    public boolean appliesTo(Format format, Asking asking) {
        return asking == Asking.STREAM && (framing == null || framing == format.framing);
    }

    @Override
    public Set<FailureKind> kinds() {
        return kinds;
    }
}
