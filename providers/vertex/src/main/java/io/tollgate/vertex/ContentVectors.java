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
import java.util.List;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/**
 * Vectors by {@code :embedContent}, as Gemini's embedding models speak it after the first: one text for each request.
 *
 * @param modelUrl the URL of a model, before {@code :embedContent}
 */
record ContentVectors(UnaryOperator<String> modelUrl) implements EmbeddingCodec {
    @Override
    public int maxTexts() {
        return 1;
    }

    /** What the vectors are for, in Google's words. */
    static String taskType(Purpose purpose) {
        return switch (purpose) {
            case ANY -> "UNSPECIFIED";
            case DOCUMENT -> "RETRIEVAL_DOCUMENT";
            case QUERY -> "RETRIEVAL_QUERY";
            case CLASSIFICATION -> "CLASSIFICATION";
            case CLUSTERING -> "CLUSTERING";
        };
    }

    /** Throws what an error in a 200 means. */
    static Vectors failed(HttpReply reply) throws FailureException {
        throw new FailureException(Vertex.meaning(reply));
    }

    @Override
    public HttpCall encode(ModelCard model, List<String> texts, OptionalInt dimensions, Purpose purpose)
            throws FailureException {
        byte[] body = Json.bytes(request -> request.object(
                        "content",
                        content -> content.array("parts", parts -> {
                            for (String text : texts) {
                                parts.object(part -> part.put("text", text));
                            }
                        }))
                .putAny("taskType", purpose == Purpose.ANY ? "" : taskType(purpose))
                .put("outputDimensionality", dimensions));
        return HttpCall.postJson(modelUrl.apply(model.name()) + ":embedContent", body);
    }

    @Override
    public Vectors decode(HttpReply reply) throws FailureException {
        Reading read = new Reading();
        Json.object(reply.body(), reply.body().length, "a vector", read::field);
        if (read.error) {
            return failed(reply);
        }
        if (read.vector.length == 0) {
            throw FailureException.badAnswer("expected an embedding with values, but got none");
        }
        Vectors vectors = Vectors.of(List.of(read.vector));
        return read.counted ? vectors.withUsage(Usage.of(read.tokens, 0)) : vectors;
    }

    /** What is read of an answer so far. */
    private static final class Reading {
        private float[] vector = new float[0];
        private long tokens;
        private boolean counted;
        private boolean error;

        private void field(String name, JsonParser value) throws IOException {
            switch (name) {
                case "embedding", "usageMetadata" -> Json.fields(value, this::field);
                case "values" -> vector = Json.floats(value);
                case "promptTokenCount" -> {
                    counted = value.currentToken().isNumeric();
                    tokens = Json.number(value);
                }
                case "error" -> error = value.currentToken().isStructStart();
                default -> {}
            }
        }
    }
}
