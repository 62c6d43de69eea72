package io.tollgate.vertex;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.embedding.Purpose;
import io.tollgate.gemini.HostedGemini;
import io.tollgate.json.Counts;
import io.tollgate.json.Json;
import io.tollgate.json.Listed;
import io.tollgate.price.ModelCard;
import io.tollgate.price.Usage;
import io.tollgate.spi.EmbeddingCodec;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.HttpCall;
import io.tollgate.spi.HttpReply;
import java.io.IOException;
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
        String task = HostedGemini.taskType(purpose);
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
        Listed<float[]> answer = Listed.vectors(reply, Vertex::meaning, "/predictions/*/embeddings/values");
        return Vectors.answered(answer.items(), answer.usage("/predictions", PredictedVectors::usage));
    }

    private static Optional<Usage> usage(JsonNode predictions) throws IOException {
        boolean counted = false;
        long tokens = 0;
        for (JsonNode prediction : predictions) {
            Counts counts = Counts.in(prediction);
            counted |= counts.any("/embeddings/statistics/token_count");
            tokens += counts.count("/embeddings/statistics/token_count");
        }
        return counted ? Optional.of(Usage.of(tokens, 0)) : Optional.empty();
    }
}
