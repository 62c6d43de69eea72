package io.tollgate.testkit;

import io.tollgate.spi.Headers;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The way a page takes to the client. */
interface Delivery {
    /** What is set apart from the way itself. */
    record Manner(
            Duration delay,
            Optional<Framing> framing,
            Optional<Duration> lasting,
            Optional<Duration> idleLimit,
            Headers headers) {
        static final Manner USUAL =
                new Manner(Duration.ZERO, Optional.empty(), Optional.empty(), Optional.empty(), Headers.NONE);

        Manner withDelay(Duration delay) {
            return new Manner(delay, framing, lasting, idleLimit, headers);
        }

        Manner withFraming(Framing framing) {
            return new Manner(delay, Optional.of(framing), lasting, idleLimit, headers);
        }

        Manner withLasting(Duration lasting) {
            return new Manner(delay, framing, Optional.of(lasting), idleLimit, headers);
        }

        Manner withIdleLimit(Duration idleLimit) {
            return new Manner(delay, framing, lasting, Optional.of(idleLimit), headers);
        }

        Manner withHeader(String name, String value) {
            return new Manner(delay, framing, lasting, idleLimit, headers.with(name, value));
        }

        Framing framing(Page page) {
            return framing.orElse(page.framing());
        }
    }

    void deliver(Page page, Manner manner, Line line) throws IOException;

    static void whole(Page page, Manner manner, Line line) throws IOException {
        line.head(page, manner.framing(page));
        rest(page, 0, line);
    }

    /** Stops after so many bytes of the body, and closes the connection. */
    static Delivery cutAfterBytes(int bytes) {
        return (page, manner, line) -> {
            line.head(page, manner.framing(page));
            first(page, bytes, line);
            line.hangUp();
        };
    }

    /** Stops after so many bytes of the body, and breaks the connection. */
    static Delivery resetAfterBytes(int bytes) {
        return (page, manner, line) -> {
            line.head(page, manner.framing(page));
            first(page, bytes, line);
            line.reset();
        };
    }

    /** Stops after so many pieces of content, and closes the connection. */
    static Delivery cutAfterChunks(int chunks) {
        return (page, manner, line) -> {
            line.head(page, manner.framing(page));
            parts(page, 0, page.partsUntilContent(chunks), line);
            line.hangUp();
        };
    }

    /** Stops after so many pieces of content, with an end that is whole by HTTP's rules. */
    static Delivery endAfterChunks(int chunks) {
        return (page, manner, line) -> {
            Page early = page.withParts(page.parts().subList(0, page.partsUntilContent(chunks)));
            line.head(early, manner.framing(early));
            parts(early, 0, early.parts().size(), line);
            line.cut();
            line.end();
        };
    }

    static void stallBeforeHead(Page page, Manner manner, Line line) throws IOException {
        line.stall(manner.lasting());
        whole(page, manner, line);
    }

    static Delivery stallAfterChunks(int chunks) {
        return (page, manner, line) -> {
            int until = page.partsUntilContent(chunks);
            line.head(page, manner.framing(page));
            parts(page, 0, until, line);
            line.stall(manner.lasting());
            rest(page, until, line);
        };
    }

    static void stallAfterHead(Page page, Manner manner, Line line) throws IOException {
        line.head(page, manner.framing(page));
        line.stall(manner.lasting());
        rest(page, 0, line);
    }

    /** Sends the body in drops of so many bytes, each after a pause. */
    static Delivery drip(int bytes, Duration every) {
        return (page, manner, line) -> {
            line.head(page, manner.framing(page));
            for (Page.Part part : page.parts()) {
                for (int from = 0; from < part.bytes().length; from += bytes) {
                    line.pause(every);
                    int to = Math.min(part.bytes().length, from + bytes);
                    line.body(Arrays.copyOfRange(part.bytes(), from, to));
                }
            }
            line.end();
        };
    }

    /** Sends keep-alive signs before the first content, each followed by a pause. */
    static Delivery pings(int count, Duration every) {
        return (page, manner, line) -> {
            line.head(page, manner.framing().orElse(Framing.CHUNKED));
            int until = page.partsUntilContent(0);
            parts(page, 0, until, line);
            for (int i = 0; i < count; i++) {
                line.body(page.ping());
                line.pause(every);
            }
            rest(page, until, line);
        };
    }

    static void reset(Page page, Manner manner, Line line) throws IOException {
        line.reset();
    }

    /** Says nothing, for as long as set, and closes the connection. */
    static void silence(Page page, Manner manner, Line line) throws IOException {
        if (manner.lasting().isPresent()) {
            line.stall(manner.lasting());
        }
        line.hangUp();
    }

    static Delivery bytesWithoutHttp(byte[] bytes) {
        return (page, manner, line) -> {
            line.raw(bytes);
            line.hangUp();
        };
    }

    private static void rest(Page page, int from, Line line) throws IOException {
        parts(page, from, page.parts().size(), line);
        line.end();
    }

    private static void parts(Page page, int from, int to, Line line) throws IOException {
        List<Page.Part> parts = page.parts();
        for (int i = from; i < to; i++) {
            line.body(parts.get(i).bytes());
            if (page.kind() == Page.Kind.STREAM) {
                line.flush();
            }
        }
    }

    private static void first(Page page, int bytes, Line line) throws IOException {
        int left = bytes;
        for (Page.Part part : page.parts()) {
            int length = Math.min(left, part.bytes().length);
            line.body(part.bytes(), length);
            left -= length;
        }
    }
}
