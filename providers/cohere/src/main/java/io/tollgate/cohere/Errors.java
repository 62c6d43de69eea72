package io.tollgate.cohere;

import static io.tollgate.spi.ErrorRule.says;
import static io.tollgate.spi.ErrorRule.status;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.failure.Billed;
import io.tollgate.failure.Cooldown;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.failure.Scope;
import io.tollgate.json.Json;
import io.tollgate.spi.ErrorTable;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpFailures;
import io.tollgate.spi.HttpReply;
import io.tollgate.spi.VendorError;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * What Cohere's errors mean, which have an id and a message and no code: the message's words and the status, by
 * https://docs.cohere.com/reference/errors and the responses of Cohere's OpenAPI description.
 */
final class Errors {
    private static final ErrorTable TABLE = new ErrorTable(List.of(
            // A fine-tuned model on its way up.
            says(400, "not ready for serving", FailureKind.OVERLOADED),
            says(400, "(?:not|n't) support|unsupported|only (?:supported|compatible)", FailureKind.UNSUPPORTED),
            // The model wrote something that Cohere couldn't read; what it was asked may be right.
            says(422, "no valid response generated", FailureKind.UNSUPPORTED),
            says(402, "maximum billing|billing limit", until(FailureKind.BILLING, Cooldown.MONTH)),
            says(
                    429,
                    "(?:/|per) ?month|monthly",
                    until(FailureKind.RATE_LIMIT, Cooldown.MONTH).withScope(Scope.KEY)),
            // The documents give 498 to a blocked prompt, the description to a bad key.
            says(
                    498,
                    "blocked|unsafe|usage guidelines",
                    Failure.of(FailureKind.CONTENT_FILTER).withBilled(Billed.NO)),
            status(498, Failure.of(FailureKind.AUTHENTICATION)),
            status(499, until(FailureKind.VENDOR_TIMEOUT, Cooldown.NONE)),
            status(500, unbilled(FailureKind.SERVER_ERROR)),
            status(503, unbilled(FailureKind.OVERLOADED)),
            status(504, unbilled(FailureKind.VENDOR_TIMEOUT))));

    private Errors() {}

    private static Failure until(FailureKind kind, Cooldown cooldown) {
        return Failure.of(kind).withCooldown(cooldown);
    }

    private static Failure unbilled(FailureKind kind) {
        return Failure.of(kind).withBilled(Billed.NO);
    }

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
