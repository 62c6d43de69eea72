package io.tollgate.bedrock;

import io.tollgate.embedding.Purpose;
import io.tollgate.json.Json;
import io.tollgate.json.Listed;
import io.tollgate.json.Members;
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

/**
 * Vectors by InvokeModel, which has no form of its own: bodies are as each family of models wants them, by "Amazon Titan
 * Embeddings Text" and "Cohere Embed models" in Bedrock's user guide, and the embeddings schema in Nova's.
 */
record InvokedVectors(String baseUrl, Family family) implements EmbeddingCodec {
    /** The only place where all families tell what they counted. */
    private static final String COUNT_HEADER = "x-amzn-bedrock-input-token-count";

    /** Models that are asked alike. */
    enum Family {
        /** Titan's models that give vectors of one length. */
        TITAN(1, "/embedding"),
        TITAN_2(1, "/embedding"),
        COHERE(96, "/embeddings/float/*"),
        NOVA(1, "/embeddings/*/embedding");

        private final int maxTexts;
        private final String place;

        Family(int maxTexts, String place) {
            this.maxTexts = maxTexts;
            this.place = place;
        }

        /** The family of a model of this name; none, if it gives no vectors that we know of. */
        static Optional<Family> of(String model) {
            if (model.contains("titan-embed-")) {
                return Optional.of(model.contains("text-v2") ? TITAN_2 : TITAN);
            }
            if (model.contains("cohere.embed-")) {
                return Optional.of(COHERE);
            }
            return model.contains("nova-2-multimodal-embeddings") ? Optional.of(NOVA) : Optional.empty();
        }
    }

    @Override
    public int maxTexts() {
        return family.maxTexts;
    }

    @Override
    public HttpCall encode(ModelCard model, List<String> texts, OptionalInt dimensions, Purpose purpose)
            throws FailureException {
        byte[] bytes = Json.bytes(body -> {
            switch (family) {
                case TITAN, TITAN_2 -> titan(body, model, texts.get(0), dimensions);
                case COHERE -> cohere(body, texts, dimensions, purpose);
                case NOVA -> nova(body, texts.get(0), dimensions, purpose);
            }
        });
        return HttpCall.postJson(baseUrl + "/model/" + HttpCall.segment(model.name()) + "/invoke", bytes);
    }

    private void titan(Members body, ModelCard model, String text, OptionalInt dimensions)
            throws IOException, FailureException {
        if (dimensions.isPresent() && family == Family.TITAN) {
            throw FailureException.unsupported("dimensions: " + model.name() + " gives vectors of one length only");
        }
        body.put("inputText", text).put("dimensions", dimensions);
    }

    private static void cohere(Members body, List<String> texts, OptionalInt dimensions, Purpose purpose)
            throws IOException, FailureException {
        String type =
                switch (purpose) {
                    case ANY, DOCUMENT -> "search_document";
                    case QUERY -> "search_query";
                    case CLASSIFICATION -> "classification";
                    case CLUSTERING -> "clustering";
                };
        body.array("texts", array -> array.texts(texts))
                .put("input_type", type)
                .texts("embedding_types", List.of("float"))
                .put("output_dimension", dimensions)
                .put("truncate", "NONE");
    }

    private static void nova(Members body, String text, OptionalInt dimensions, Purpose purpose)
            throws IOException, FailureException {
        String told =
                switch (purpose) {
                    case ANY, DOCUMENT -> "GENERIC_INDEX";
                    case QUERY -> "GENERIC_RETRIEVAL";
                    case CLASSIFICATION -> "CLASSIFICATION";
                    case CLUSTERING -> "CLUSTERING";
                };
        body.put("taskType", "SINGLE_EMBEDDING").object("singleEmbeddingParams", one -> one.put(
                        "embeddingPurpose", told)
                .put("embeddingDimension", dimensions)
                .object("text", words -> words.put("truncationMode", "NONE").put("value", text)));
    }

    @Override
    public Vectors decode(HttpReply reply) throws FailureException {
        Listed<float[]> answer = Listed.vectors(reply, ApiError::of, family.place);
        Optional<Usage> counted = reply.header(COUNT_HEADER)
                .filter(count -> count.matches("\\d{1,15}"))
                .map(count -> Usage.of(Long.parseLong(count), 0));
        return Vectors.answered(
                answer.items(), counted.isPresent() ? counted : answer.inputTokens("/inputTextTokenCount"));
    }
}
