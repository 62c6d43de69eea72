package io.tollgate.vertex;

import com.fasterxml.jackson.core.JsonParser;
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
import java.util.function.UnaryOperator;

/**
 * Vectors by {@code :predict}, as all embedding models speak it but for Gemini's after the first.
 *
 * @param modelUrl the URL of a model, before {@code :predict}
 * @param model which model it is for
 */
record PredictedVectors(UnaryOperator<String> modelUrl, String model) implements EmbeddingCodec {
    private static final String FIRST_OF_GEMINI = "gemini-embedding-001";

    static boolean speaksFor(String model) {
        return !model.contains("gemini") || model.equals(FIRST_OF_GEMINI);
    }

    /** A request takes 20,000 tokens and a text up to 2,048 of them; Gemini takes one text. */
    @Override
    public int maxTexts() {
        return model.equals(FIRST_OF_GEMINI) ? 1 : 9;
    }

    @Override
    public HttpCall encode(ModelCard model, List<String> texts, OptionalInt dimensions, Purpose purpose)
            throws FailureException {
        String task = purpose == Purpose.ANY ? "" : ContentVectors.taskType(purpose);
        byte[] body = Json.bytes(request -> {
            request.array("instances", instances -> {
                for (String text : texts) {
                    instances.object(instance -> instance.put("content", text).putAny("task_type", task));
                }
            });
            if (dimensions.isPresent()) {
                request.object("parameters", parameters -> parameters.put("outputDimensionality", dimensions));
            }
        });
        return HttpCall.postJson(modelUrl.apply(model.name()) + ":predict", body);
    }

    @Override
    public Vectors decode(HttpReply reply) throws FailureException {
        Reading read = new Reading();
        Json.object(reply.body(), reply.body().length, "vectors", read::field);
        return read.error ? ContentVectors.failed(reply) : read.vectors();
    }

    /** What is read of an answer so far. */
    private static final class Reading {
        private final List<float[]> vectors = new ArrayList<>();
        private long tokens;
        private boolean counted;
        private boolean error;

        private void field(String name, JsonParser value) throws IOException {
            switch (name) {
                case "predictions" -> Json.elements(value, this::prediction);
                case "error" -> error = value.currentToken().isStructStart();
                default -> {}
            }
        }

        private void prediction(JsonParser value) throws IOException {
            int before = vectors.size();
            Json.fields(value, this::member);
            if (vectors.size() != before + 1) {
                throw new IOException("a prediction without a vector");
            }
        }

        private void member(String name, JsonParser value) throws IOException {
            switch (name) {
                case "embeddings", "statistics" -> Json.fields(value, this::member);
                case "values" -> vectors.add(Json.floats(value));
                case "token_count" -> {
                    counted |= value.currentToken().isNumeric();
                    tokens += Json.number(value);
                }
                default -> {}
            }
        }

        private Vectors vectors() throws FailureException {
            return Vectors.answered(vectors, counted ? Optional.of(Usage.of(tokens, 0)) : Optional.empty());
        }
    }
}
