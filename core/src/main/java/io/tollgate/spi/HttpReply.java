package io.tollgate.spi;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * A whole HTTP answer.
 *
 * @param status the HTTP status
 * @param headers as received
 * @param body decoded from its content encoding; of an answer that isn't a 2xx, at most the first 64 KiB
 * @param receivedAt by the router's clock, so that a date in a header can be told as a time to wait
 */
@SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
public record HttpReply(int status, Headers headers, byte[] body, Instant receivedAt) {
    /** The first bytes of a buffer as an answer of status 200, for what a piece of a stream says. */
    public static HttpReply piece(Headers headers, byte[] buffer, int length) {
        return new HttpReply(200, headers, Arrays.copyOf(buffer, length), Instant.EPOCH);
    }

    /** The first header of this name, if there is one. */
    public Optional<String> header(String name) {
        return headers.first(name);
    }

    /** The body as UTF-8. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** The status and the size. */
    @Override
    public String toString() {
        return "HTTP " + status + " (" + body.length + " bytes)";
    }
}
