package io.tollgate.tests.hostile;

import static io.tollgate.failure.FailureKind.BAD_ANSWER;
import static io.tollgate.failure.FailureKind.CUT;
import static io.tollgate.failure.FailureKind.DEADLINE;
import static io.tollgate.failure.FailureKind.NO_ANSWER;
import static io.tollgate.failure.FailureKind.TIMEOUT;

import io.tollgate.failure.FailureKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/** Bytes that stop, stall, drip, never end, or are no HTTP. */
@SuppressWarnings("ImmutableEnumChecker") // nobody writes to the arrays, and ways have no state
enum BrokenConnection implements Hostility {
    RESET_BEFORE_THE_HEAD((http, format, asking) -> http.reset(), NO_ANSWER),
    CLOSED_BEFORE_THE_HEAD((http, format, asking) -> {}, NO_ANSWER),
    HALF_CLOSED_BEFORE_THE_HEAD((http, format, asking) -> http.halfClose(), NO_ANSWER),
    RESET_IN_THE_STATUS_LINE(
            (http, format, asking) -> {
                http.send("HTTP/1.1 20");
                http.reset();
            },
            NO_ANSWER),
    RESET_IN_THE_HEADERS(
            (http, format, asking) -> {
                http.send("HTTP/1.1 200 OK\r\nContent-Ty");
                http.reset();
            },
            NO_ANSWER),
    CLOSED_IN_THE_HEADERS((http, format, asking) -> http.send("HTTP/1.1 200 OK\r\nContent-Ty"), NO_ANSWER),
    RESET_BEFORE_THE_BODY(
            (http, format, asking) -> {
                head(http, format, asking);
                http.reset();
            },
            // What comes with the head or just before the reset is lost or not, as the network likes.
            CUT,
            NO_ANSWER),
    CLOSED_BEFORE_THE_BODY((http, format, asking) -> head(http, format, asking), CUT),
    RESET_IN_THE_BODY(
            (http, format, asking) -> {
                half(http, format, asking);
                http.reset();
            },
            CUT,
            NO_ANSWER),
    CLOSED_IN_THE_BODY((http, format, asking) -> half(http, format, asking), CUT),
    HALF_CLOSED_IN_THE_BODY(
            (http, format, asking) -> {
                half(http, format, asking);
                http.halfClose();
            },
            CUT),
    CLOSED_IN_A_CHUNK((http, format, asking) -> chunk(http, format, asking, "7fff"), CUT),
    RESET_IN_A_CHUNK(
            (http, format, asking) -> {
                chunk(http, format, asking, "7fff");
                http.reset();
            },
            CUT,
            NO_ANSWER),
    A_CHUNK_OF_NO_LENGTH((http, format, asking) -> chunk(http, format, asking, "zz"), CUT),
    A_CHUNK_OF_NEGATIVE_LENGTH((http, format, asking) -> chunk(http, format, asking, "-5"), CUT),
    A_CHUNK_OF_GIGANTIC_LENGTH((http, format, asking) -> chunk(http, format, asking, "ffffffffffffffff"), CUT),
    A_CHUNK_SIZE_WITHOUT_END(
            (http, format, asking) -> {
                http.head(200, format.contentType(asking), -1, "Transfer-Encoding: chunked");
                http.sendForever(new byte[] {'0'});
            },
            CUT,
            TIMEOUT),

    STALLED_BEFORE_THE_HEAD((http, format, asking) -> http.stall(), TIMEOUT),
    STALLED_IN_THE_HEAD(
            (http, format, asking) -> {
                http.send("HTTP/1.1 200 OK\r\nContent-Ty");
                http.stall();
            },
            TIMEOUT),
    STALLED_BEFORE_THE_BODY(
            (http, format, asking) -> {
                head(http, format, asking);
                http.stall();
            },
            TIMEOUT),
    STALLED_IN_THE_BODY(
            (http, format, asking) -> {
                half(http, format, asking);
                http.stall();
            },
            TIMEOUT),
    A_HEAD_BYTE_BY_BYTE(
            (http, format, asking) ->
                    http.drip(Format.bytes("HTTP/1.1 200 OK\r\nX: " + "y".repeat(100) + "\r\n\r\n"), 20),
            TIMEOUT),
    A_BODY_BYTE_BY_BYTE(
            (http, format, asking) -> {
                head(http, format, asking);
                http.drip(format.body(asking), 100);
            },
            // Of a whole answer only the silence is measured, besides the deadline.
            DEADLINE,
            TIMEOUT),
    SPACES_BYTE_BY_BYTE(
            (http, format, asking) -> {
                head(http, format, asking);
                http.drip(Format.bytes(" ".repeat(200)), 50);
            },
            DEADLINE,
            TIMEOUT,
            BAD_ANSWER),

    HEADERS_WITHOUT_END(
            (http, format, asking) -> {
                http.send("HTTP/1.1 200 OK\r\n");
                http.sendForever(Format.bytes("X-More: and more\r\n"));
            },
            NO_ANSWER),
    A_HEADER_WITHOUT_END(
            (http, format, asking) -> {
                http.send("HTTP/1.1 200 OK\r\nX-Long: ");
                http.sendForever(new byte[8192]);
            },
            NO_ANSWER),
    A_STATUS_LINE_WITHOUT_END((http, format, asking) -> http.sendForever(Format.bytes("HTTP/1.1 200")), NO_ANSWER),
    CONTINUE_WITHOUT_END(
            (http, format, asking) -> http.sendForever(Format.bytes("HTTP/1.1 100 Continue\r\n\r\n")),
            NO_ANSWER,
            TIMEOUT),
    EARLY_HINTS_WITHOUT_END(
            (http, format, asking) -> http.sendForever(Format.bytes("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")),
            NO_ANSWER,
            TIMEOUT),
    SPACES_WITHOUT_END(
            (http, format, asking) -> {
                http.head(200, format.contentType(asking), -1);
                http.sendForever(Format.bytes(" ".repeat(8192)));
            },
            BAD_ANSWER),
    CHUNKS_WITHOUT_END(
            (http, format, asking) -> {
                http.head(200, format.contentType(asking), -1, "Transfer-Encoding: chunked");
                http.sendForever(Format.bytes("1000\r\n" + "x".repeat(0x1000) + "\r\n"));
            },
            BAD_ANSWER),
    TWO_GIGABYTES(
            (http, format, asking) -> {
                http.head(200, format.contentType(asking), 2L << 30);
                byte[] part = new byte[64 * 1024];
                Arrays.fill(part, (byte) 'x');
                for (long sent = 0; sent < 2L << 30; sent += part.length) {
                    http.send(part);
                }
            },
            BAD_ANSWER),
    A_LENGTH_THAT_NO_BODY_HAS(
            (http, format, asking) -> {
                http.head(200, format.contentType(asking), Long.MAX_VALUE);
                http.send(format.body(asking), 0, 20);
            },
            CUT),
    A_LENGTH_THAT_IS_TOO_SHORT(
            (http, format, asking) -> {
                byte[] body = format.body(asking);
                http.head(200, format.contentType(asking), body.length / 2);
                http.send(body);
            },
            BAD_ANSWER,
            CUT),
    A_GZIP_BOMB((http, format, asking) -> gzip(http, format, asking, Bombs.BIG.bytes), BAD_ANSWER),
    A_GZIP_THAT_STOPS(
            (http, format, asking) -> gzip(http, format, asking, Arrays.copyOf(Bombs.SMALL.bytes, 20)),
            CUT,
            BAD_ANSWER),
    A_GZIP_OF_A_FILE_NAME_WITHOUT_END(
            (http, format, asking) -> {
                http.head(200, format.contentType(asking), -1, "Content-Encoding: gzip");
                http.send(new byte[] {0x1f, (byte) 0x8b, 8, 8, 0, 0, 0, 0, 0, 0});
                http.sendForever(new byte[] {'x'});
            },
            CUT,
            TIMEOUT),
    A_GZIP_THAT_IS_NONE((http, format, asking) -> gzip(http, format, asking, format.body(asking)), CUT, BAD_ANSWER),
    AN_ENCODING_THAT_NOBODY_ASKED_FOR(
            (http, format, asking) ->
                    http.send(200, format.contentType(asking), new byte[] {1, 2, 3, 4, 5}, "Content-Encoding: br"),
            CUT,
            BAD_ANSWER),

    NO_HTTP((http, format, asking) -> http.send("220 mail.example.com ESMTP ready\r\n\r\n"), NO_ANSWER),
    NO_HTTP_BUT_JSON((http, format, asking) -> http.send(format.body(asking)), NO_ANSWER),
    NO_HTTP_BUT_TLS((http, format, asking) -> http.send(new byte[] {22, 3, 3, 0, 2, 2, 40, 13, 10}), NO_ANSWER),
    A_STATUS_THAT_IS_NO_NUMBER((http, format, asking) -> http.send("HTTP/1.1 two OK\r\n\r\n"), NO_ANSWER),
    A_HEADER_WITHOUT_NAME(
            (http, format, asking) -> http.send("HTTP/1.1 200 OK\r\n: x\r\nContent-Length: 0\r\n\r\n"),
            NO_ANSWER,
            BAD_ANSWER,
            CUT);

    private final Way way;
    private final Set<FailureKind> kinds;

    /** A lambda for {@link Hostility#happen}. */
    interface Way {
        void happen(Exchange http, Format format, Asking asking) throws IOException;
    }

    BrokenConnection(Way way, FailureKind kind, FailureKind... others) {
        this.way = way;
        this.kinds = EnumSet.of(kind, others);
    }

    private static void head(Exchange http, Format format, Asking asking) throws IOException {
        http.head(200, format.contentType(asking), format.body(asking).length);
    }

    private static void half(Exchange http, Format format, Asking asking) throws IOException {
        head(http, format, asking);
        byte[] body = format.body(asking);
        http.send(body, 0, body.length / 3);
    }

    private static void chunk(Exchange http, Format format, Asking asking, String length) throws IOException {
        http.head(200, format.contentType(asking), -1, "Transfer-Encoding: chunked");
        byte[] body = format.body(asking);
        http.send(length + "\r\n");
        http.send(body, 0, body.length / 3);
    }

    private static void gzip(Exchange http, Format format, Asking asking, byte[] bytes) throws IOException {
        http.send(200, format.contentType(asking), bytes, "Content-Encoding: gzip");
    }

    @Override
    public void happen(Exchange exchange, Format format, Asking asking) throws IOException {
        way.happen(exchange, format, asking);
    }

    @Override
    public Set<FailureKind> kinds() {
        return kinds;
    }

    /** Spaces, which compress a thousandfold. */
    @SuppressWarnings("ImmutableEnumChecker")
    private enum Bombs {
        BIG(64 * 1024 * 1024),
        SMALL(10_000);

        final byte[] bytes;

        Bombs(int length) {
            ByteArrayOutputStream compressed = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
                byte[] spaces = new byte[10_000];
                Arrays.fill(spaces, (byte) ' ');
                for (int written = 0; written < length; written += spaces.length) {
                    gzip.write(spaces);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            this.bytes = compressed.toByteArray();
        }
    }
}
