package io.tollgate.testkit;

import io.tollgate.spi.Headers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A reply as the vendor means it, before anything goes wrong on the way.
 *
 * @param parts the body: one part, or one for each event of a stream
 * @param ping what this vendor sends to keep a waiting client; may stand before any part
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Page(int status, Headers headers, List<Part> parts, Kind kind, byte[] ping) {
    private static final byte[] BLANK_LINE = {'\n'};

    enum Kind {
        WHOLE,
        STREAM
    }

    /** A piece of a body, and whether the model's words are in it. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Part(byte[] bytes, Role role) {
        static Part frame(byte[] bytes) {
            return new Part(bytes, Role.FRAME);
        }

        static Part content(byte[] bytes) {
            return new Part(bytes, Role.CONTENT);
        }
    }

    enum Role {
        FRAME,
        CONTENT
    }

    static Page whole(int status, String contentType, byte[] body) {
        return new Page(
                status, Headers.of("Content-Type", contentType), List.of(Part.content(body)), Kind.WHOLE, BLANK_LINE);
    }

    static Page whole(int status, String contentType, String body) {
        return whole(status, contentType, body.getBytes(StandardCharsets.UTF_8));
    }

    static Page stream(String contentType, List<Part> parts, String ping) {
        return new Page(
                200,
                Headers.of("Content-Type", contentType),
                List.copyOf(parts),
                Kind.STREAM,
                ping.getBytes(StandardCharsets.UTF_8));
    }

    Page with(String name, String value) {
        return new Page(status, headers.with(name, value), parts, kind, ping);
    }

    /** This page with another value of a header. */
    Page replacing(String name, String value) {
        Headers others = Headers.NONE;
        for (int i = 0; i < headers.size(); i++) {
            if (!headers.name(i).equalsIgnoreCase(name)) {
                others = others.with(headers.name(i), headers.value(i));
            }
        }
        return new Page(status, others.with(name, value), parts, kind, ping);
    }

    Page withStatus(int status) {
        return new Page(status, headers, parts, kind, ping);
    }

    Page withParts(List<Part> parts) {
        return new Page(status, headers, List.copyOf(parts), kind, ping);
    }

    /** This page with each part's bytes changed. */
    Page mapping(UnaryOperator<byte[]> change) {
        List<Part> changed = new ArrayList<>(parts.size());
        for (Part part : parts) {
            changed.add(new Part(change.apply(part.bytes()), part.role()));
        }
        return withParts(changed);
    }

    Framing framing() {
        return kind == Kind.STREAM ? Framing.CHUNKED : Framing.CONTENT_LENGTH;
    }

    /** How many parts there are up to and with so many parts of content; for none, those before the first. */
    int partsUntilContent(int contents) {
        int seen = 0;
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i).role() == Role.CONTENT) {
                if (contents == 0) {
                    return i;
                }
                seen++;
                if (seen == contents) {
                    return i + 1;
                }
            }
        }
        return parts.size();
    }

    int length() {
        int length = 0;
        for (Part part : parts) {
            length += part.bytes().length;
        }
        return length;
    }
}
