package io.tollgate.cohere;

import io.tollgate.embedding.Purpose;
import io.tollgate.json.Json;
import io.tollgate.json.Listed;
import io.tollgate.price.ModelCard;
import io.tollgate.spi.EmbeddingCodec;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.HttpCall;
import io.tollgate.spi.HttpReply;
import java.util.List;
import java.util.OptionalInt;

/** {@code POST /v2/embed}. */
record CohereEmbeddings(String url) implements EmbeddingCodec {
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
        Listed<float[]> answer = Listed.vectors(reply, Errors::of, "/embeddings/float/*");
        return Vectors.answered(answer.items(), answer.usage("/meta", BilledUnits::read));
    }
}
