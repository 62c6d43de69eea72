package io.tollgate.ollama;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tollgate.embedding.Purpose;
import io.tollgate.json.Json;
import io.tollgate.price.ModelCard;
import io.tollgate.price.Usage;
import io.tollgate.spi.EmbeddingCodec;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.HttpCall;
import io.tollgate.spi.HttpReply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** {@code POST /api/embed}. What vectors are for, a model is told in its texts, if at all. */
final class OllamaEmbeddings implements EmbeddingCodec {
    private final String url;

    OllamaEmbeddings(String baseUrl) {
        this.url = baseUrl + "/api/embed";
    }

    /** The server has no limit: a batch shall be done before it looks like silence. */
    @Override
    public int maxTexts() {
        return 64;
    }

    @Override
    public HttpCall encode(ModelCard model, List<String> texts, OptionalInt dimensions, Purpose purpose)
            throws FailureException {
        byte[] bytes = Json.bytes(body -> body.put("model", model.name())
                .array("input", array -> array.texts(texts))
                .put("dimensions", dimensions)
                // A text that is cut without a word would never be found by its end.
                .put("truncate", false));
        return HttpCall.postJson(url, bytes);
    }

    @Override
    public Vectors decode(HttpReply reply) throws FailureException {
        Reading reading = new Reading();
        Json.object(reply.body(), reply.body().length, "an answer with vectors", reading::field);
        if (reading.error) {
            throw new FailureException(Errors.inAnswer(reply.headers(), reply.body(), reply.body().length));
        }
        return Vectors.answered(reading.vectors, reading.usage);
    }

    /** What is read of an answer so far. */
    private static final class Reading {
        private final List<float[]> vectors = new ArrayList<>();
        private Optional<Usage> usage = Optional.empty();
        private boolean error;

        private void field(String name, JsonParser value) throws IOException {
            switch (name) {
                case "embeddings" -> Json.elements(value, vector -> vectors.add(Json.floats(vector)));
                case "prompt_eval_count" -> {
                    if (value.currentToken().isNumeric()) {
                        usage = Optional.of(Usage.of(Json.number(value), 0));
                    }
                }
                case "error" -> error = value.currentToken() != JsonToken.VALUE_NULL;
                default -> {}
            }
        }
    }
}
