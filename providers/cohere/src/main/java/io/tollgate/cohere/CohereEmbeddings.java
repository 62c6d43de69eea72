package io.tollgate.cohere;

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
import org.jspecify.annotations.Nullable;

/** {@code POST /v2/embed}. */
final class CohereEmbeddings implements EmbeddingCodec {
    private final String url;

    CohereEmbeddings(String baseUrl) {
        this.url = baseUrl + "/v2/embed";
    }

    @Override
    public int maxTexts() {
        return 96;
    }

    @Override
    public HttpCall encode(ModelCard model, List<String> texts, OptionalInt dimensions, Purpose purpose)
            throws FailureException {
        byte[] bytes = Json.bytes(body -> body.put("model", model.name())
                .put("input_type", inputType(purpose))
                .array("texts", array -> array.texts(texts))
                .texts("embedding_types", List.of("float"))
                .put("output_dimension", dimensions)
                // A text that is cut without a word would never be found by its end.
                .put("truncate", "NONE"));
        return HttpCall.postJson(url, bytes);
    }

    private static String inputType(Purpose purpose) {
        return switch (purpose) {
            case ANY, DOCUMENT -> "search_document";
            case QUERY -> "search_query";
            case CLASSIFICATION -> "classification";
            case CLUSTERING -> "clustering";
        };
    }

    @Override
    public Vectors decode(HttpReply reply) throws FailureException {
        Reading reading = new Reading();
        Json.object(reply.body(), reply.body().length, "an answer with vectors", reading::field);
        return Vectors.answered(reading.vectors, Optional.ofNullable(reading.usage));
    }

    /** What is read of an answer so far. */
    private static final class Reading {
        private final List<float[]> vectors = new ArrayList<>();
        private @Nullable Usage usage;

        private void field(String name, JsonParser value) throws IOException {
            switch (name) {
                case "embeddings" ->
                    Json.fields(value, (type, list) -> {
                        if (type.equals("float")) {
                            Json.elements(list, vector -> vectors.add(Json.floats(vector)));
                        }
                    });
                case "meta" -> usage = BilledUnits.read(value);
                default -> {}
            }
        }
    }
}
