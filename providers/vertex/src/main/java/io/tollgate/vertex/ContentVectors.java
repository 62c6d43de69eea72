package io.tollgate.vertex;

import io.tollgate.embedding.Purpose;
import io.tollgate.gemini.HostedGemini;
import io.tollgate.json.Json;
import io.tollgate.json.Listed;
import io.tollgate.price.ModelCard;
import io.tollgate.spi.EmbeddingCodec;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.HttpCall;
import io.tollgate.spi.HttpReply;
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
                .putAny("taskType", HostedGemini.taskType(purpose))
                .put("outputDimensionality", dimensions));
        return HttpCall.postJson(modelUrl.apply(model.name()) + ":embedContent", body);
    }

    @Override
    public Vectors decode(HttpReply reply) throws FailureException {
        Listed<float[]> answer = Listed.vectors(reply, Vertex::meaning, "/embedding/values");
        return Vectors.answered(answer.items(), answer.inputTokens("/usageMetadata/promptTokenCount"));
    }
}
