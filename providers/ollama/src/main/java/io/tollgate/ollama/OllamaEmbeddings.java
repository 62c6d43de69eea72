package io.tollgate.ollama;

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

/** {@code POST /api/embed}. What vectors are for, a model is told in its texts, if at all. */
record OllamaEmbeddings(String url) implements EmbeddingCodec {
    /** The server has no limit: a batch shall be done before it looks like silence. */
    @Override
    public int maxTexts() {
        return 64;
    }

    @Override
    public HttpCall encode(ModelCard model, List<String> texts, OptionalInt dimensions, Purpose purpose)
            throws FailureException {
        byte[] bytes = Json.bytes(body -> body.put("model", model.name())
                .array("input", array -> array.texts(texts))
                .put("dimensions", dimensions)
                // A text that is cut without a word would never be found by its end.
                .put("truncate", false));
        return HttpCall.postJson(url, bytes);
    }

    @Override
    public Vectors decode(HttpReply reply) throws FailureException {
        Listed<float[]> answer = Listed.vectors(reply, Errors::of, "/embeddings/*");
        return Vectors.answered(answer.items(), answer.inputTokens("/prompt_eval_count"));
    }
}
