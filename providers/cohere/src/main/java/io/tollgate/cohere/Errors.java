package io.tollgate.cohere;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.failure.Billed;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.json.Json;
import io.tollgate.spi.ErrorTable;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpFailures;
import io.tollgate.spi.HttpReply;
import io.tollgate.spi.VendorError;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;

/**
 * What Cohere's errors mean, which have an id and a message and no code: the message's words and the status, by
 * https://docs.cohere.com/reference/errors and the responses of Cohere's OpenAPI description.
 */
final class Errors {
    private static final ErrorTable TABLE =
            ErrorTable.read(Objects.requireNonNull(Errors.class.getResourceAsStream("errors.tsv")));

    private Errors() {}

    /** What an answer that isn't a 2xx means. */
    static Failure of(HttpReply reply) {
        JsonNode error = Json.tree(reply.body(), reply.body().length);
        String text = reply.text().strip();
        // Without Cohere's message, whatever a proxy on the way wrote.
        String message = error.path("message").asText(text.startsWith("<") ? "" : text);
        Failure failure = TABLE.failure(new VendorError(reply.status(), "", "", message), reply);
        String id = requestId(reply.headers());
        return failure.withRequestId(id.isEmpty() ? error.path("id").asText("") : id);
    }

    /** What an error means that came in place of an event. */
    static Failure inStream(Headers headers, byte[] buffer, int length) {
        return of(new HttpReply(200, headers, Arrays.copyOf(buffer, length), Instant.EPOCH))
                .withBilled(Billed.MAYBE);
    }

    /**
     * That an answer ended because the vendor failed.
     *
     * @param reason Cohere's word for it
     */
    static Failure inAnswer(FailureKind kind, Headers headers, String reason, String message) {
        HttpReply reply = new HttpReply(200, headers, new byte[0], Instant.EPOCH);
        return HttpFailures.of(Failure.of(kind).withBilled(Billed.YES), reply, reason, message)
                .withRequestId(requestId(headers));
    }

    /** Cohere's id of a request. */
    static String requestId(Headers headers) {
        return headers.first("x-debug-trace-id").orElse("");
    }
}
