package io.tollgate.gemini;

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

/** {@code batchEmbedContents}. */
record GeminiEmbeddings(Endpoint endpoint) implements EmbeddingCodec {
    @Override
    public int maxTexts() {
        return 100;
    }

    @Override
    public HttpCall encode(ModelCard model, List<String> texts, OptionalInt dimensions, Purpose purpose)
            throws FailureException {
        String name = model.name().indexOf('/') < 0 ? "models/" + model.name() : model.name();
        byte[] body = Json.bytes(all -> all.array("requests", requests -> {
            for (String text : texts) {
                requests.object(request -> request.put("model", name)
                        .object(
                                "content",
                                content ->
                                        content.array("parts", parts -> parts.object(part -> part.put("text", text))))
                        .putAny("taskType", HostedGemini.taskType(purpose))
                        .put("outputDimensionality", dimensions));
            }
        }));
        return HttpCall.postJson(endpoint.modelUrl().apply(model.name()) + ":batchEmbedContents", body);
    }

    @Override
    public Vectors decode(HttpReply reply) throws FailureException {
        Listed<float[]> answer = Listed.vectors(reply, endpoint::failure, "/embeddings/*/values");
        return Vectors.answered(answer.items(), answer.usage("/usageMetadata", TokenCounts::read));
    }
}
