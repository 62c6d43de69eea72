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
 *
 * @param takesDimensions whether the model can be asked for a length of vectors
 */
record InvokedVectors(String baseUrl, Form form, boolean takesDimensions) implements EmbeddingCodec {
    /** The only place where all families tell what they counted. */
    private static final String COUNT_HEADER = "x-amzn-bedrock-input-token-count";

    /** Models that are asked alike. */
    enum Form {
        TITAN(1, "/embedding"),
        COHERE(96, "/embeddings/float/*"),
        NOVA(1, "/embeddings/*/embedding");

        private final int maxTexts;
        private final String place;

        Form(int maxTexts, String place) {
            this.maxTexts = maxTexts;
            this.place = place;
        }
    }

    /** The codec of a model of this name; none, if it gives no vectors of texts that we know of. */
    static Optional<InvokedVectors> of(String baseUrl, String model) {
        if (model.contains("titan-embed-text-") || model.contains("titan-embed-g1-text-")) {
            return Optional.of(new InvokedVectors(baseUrl, Form.TITAN, model.contains("text-v2")));
        }
        if (model.contains("cohere.embed-")) {
            return Optional.of(new InvokedVectors(baseUrl, Form.COHERE, model.contains("embed-v4")));
        }
        return model.contains("nova-2-multimodal-embeddings")
                ? Optional.of(new InvokedVectors(baseUrl, Form.NOVA, true))
                : Optional.empty();
    }

    @Override
    public int maxTexts() {
        return form.maxTexts;
    }

    @Override
    public HttpCall encode(ModelCard model, List<String> texts, OptionalInt dimensions, Purpose purpose)
            throws FailureException {
        if (dimensions.isPresent() && !takesDimensions) {
            throw FailureException.unsupported("dimensions: " + model.name() + " gives vectors of one length only");
        }
        byte[] bytes = Json.bytes(body -> {
            switch (form) {
                case TITAN -> body.put("inputText", texts.get(0)).put("dimensions", dimensions);
                case COHERE -> cohere(body, texts, dimensions, purpose);
                case NOVA -> nova(body, texts.get(0), dimensions, purpose);
            }
        });
        return HttpCall.postJson(baseUrl + "/model/" + HttpCall.segment(model.name()) + "/invoke", bytes);
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
        Listed<float[]> answer = Listed.vectors(reply, ApiError::of, form.place, "embeddingsByType");
        Optional<Usage> counted = reply.header(COUNT_HEADER)
                .filter(count -> count.matches("\\d{1,15}"))
                .map(count -> Usage.of(Long.parseLong(count), 0));
        return Vectors.answered(
                answer.items(), counted.isPresent() ? counted : answer.inputTokens("/inputTextTokenCount"));
    }
}
