package io.tollgate.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.failure.Failure;
import io.tollgate.json.ErrorForm;
import io.tollgate.json.Json;
import io.tollgate.spi.ErrorTable;
import io.tollgate.spi.HttpReply;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * What Ollama's errors mean, which are a text and a status (https://docs.ollama.com/api/errors). The text may be the JSON
 * of an error of the engine inside.
 */
final class Errors {
    private static final ErrorForm FORM =
            new ErrorForm(List.of(), List.of(), List.of("/error/type"), List.of("/error/message", "/error"), List.of());
    private static final ErrorTable TABLE =
            ErrorTable.read(Objects.requireNonNull(Errors.class.getResourceAsStream("errors.tsv")));

    private Errors() {}

    /** What an answer means that isn't a 2xx, or tells an error in one, whole or as a line of a stream. */
    static Failure of(HttpReply reply) {
        JsonNode told = Json.tree(reply.body(), reply.body().length);
        byte[] text = told.path("error").asText("").getBytes(StandardCharsets.UTF_8);
        JsonNode engine = Json.tree(text, text.length);
        return FORM.failure(reply, engine.path("error").isObject() ? engine : told, TABLE);
    }
}
