package io.tollgate.gemini;

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

/** {@code batchEmbedContents}. */
final class GeminiEmbeddings implements EmbeddingCodec {
    private final String baseUrl;
    private final Endpoint endpoint;

    GeminiEmbeddings(String baseUrl, Endpoint endpoint) {
        this.baseUrl = baseUrl;
        this.endpoint = endpoint;
    }

    @Override
    public int maxTexts() {
        return 100;
    }

    @Override
    public HttpCall encode(ModelCard model, List<String> texts, OptionalInt dimensions, Purpose purpose)
            throws FailureException {
        String name = model.name().indexOf('/') < 0 ? "models/" + model.name() : model.name();
        String task = purpose == Purpose.ANY ? "" : taskType(purpose);
        byte[] body = Json.bytes(all -> all.array("requests", requests -> {
            for (String text : texts) {
                requests.object(request -> request.put("model", name)
                        .object(
                                "content",
                                content ->
                                        content.array("parts", parts -> parts.object(part -> part.put("text", text))))
                        .putAny("taskType", task)
                        .put("outputDimensionality", dimensions));
            }
        }));
        String url = baseUrl + '/' + Endpoint.resource(model.name()) + ":batchEmbedContents";
        return HttpCall.postJson(url, body);
    }

    private static String taskType(Purpose purpose) {
        return switch (purpose) {
            case ANY -> "TASK_TYPE_UNSPECIFIED";
            case DOCUMENT -> "RETRIEVAL_DOCUMENT";
            case QUERY -> "RETRIEVAL_QUERY";
            case CLASSIFICATION -> "CLASSIFICATION";
            case CLUSTERING -> "CLUSTERING";
        };
    }

    @Override
    public Vectors decode(HttpReply reply) throws FailureException {
        Reading read = new Reading();
        Json.object(reply.body(), reply.body().length, "vectors", read::field);
        if (read.error) {
            throw new FailureException(endpoint.failure(reply));
        }
        return Vectors.answered(read.vectors, read.usage);
    }

    /** What is read of an answer so far. */
    private static final class Reading {
        private final List<float[]> vectors = new ArrayList<>();
        private Optional<Usage> usage = Optional.empty();
        private boolean error;

        private void field(String name, JsonParser value) throws IOException {
            switch (name) {
                case "embeddings" -> Json.elements(value, this::embedding);
                case "usageMetadata" -> usage = TokenCounts.read(Json.tree(value));
                case "error" -> error = value.currentToken().isStructStart();
                default -> {}
            }
        }

        private void embedding(JsonParser parser) throws IOException {
            int before = vectors.size();
            Json.fields(parser, (name, value) -> {
                if (name.equals("values") && value.currentToken() == JsonToken.START_ARRAY) {
                    vectors.add(Json.floats(value));
                }
            });
            if (vectors.size() != before + 1) {
                throw new IOException("an embedding without values");
            }
        }
    }
}
