package io.tollgate.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.failure.Failure;
import io.tollgate.json.Json;
import io.tollgate.spi.ErrorTable;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpReply;
import io.tollgate.spi.VendorError;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;

/**
 * What Ollama's errors mean, which are a text and a status (https://docs.ollama.com/api/errors). The text may be the JSON
 * of an error of the engine inside.
 */
final class Errors {
    private static final ErrorTable TABLE =
            ErrorTable.read(Objects.requireNonNull(Errors.class.getResourceAsStream("errors.tsv")));

    private Errors() {}

    /** What an answer that isn't a 2xx means. */
    static Failure of(HttpReply reply) {
        JsonNode root = Json.tree(reply.body(), reply.body().length);
        JsonNode error = engine(root.path("error"));
        if (error.isObject()) {
            String type = error.path("type").asText("");
            return TABLE.failure(
                    new VendorError(
                            reply.status(), "", type, error.path("message").asText("")),
                    reply);
        }
        String text = root.isMissingNode() ? reply.text().strip() : "";
        String message = error.asText(text.startsWith("<") ? "" : text);
        return TABLE.failure(new VendorError(reply.status(), "", "", message), reply);
    }

    /** The error of the engine inside, if the text is one. */
    private static JsonNode engine(JsonNode error) {
        if (!error.asText("").startsWith("{")) {
            return error;
        }
        byte[] json = error.asText().getBytes(StandardCharsets.UTF_8);
        JsonNode inner = Json.tree(json, json.length).path("error");
        return inner.isObject() ? inner : error;
    }

    /** What an error means that came in a 2xx, whole or as a line of a stream. */
    static Failure inAnswer(Headers headers, byte[] json, int length) {
        return of(new HttpReply(200, headers, Arrays.copyOf(json, length), Instant.EPOCH));
    }
}
