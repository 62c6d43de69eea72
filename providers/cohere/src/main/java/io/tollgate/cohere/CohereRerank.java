package io.tollgate.cohere;

import io.tollgate.json.Json;
import io.tollgate.json.Listed;
import io.tollgate.price.ModelCard;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.HttpCall;
import io.tollgate.spi.HttpReply;
import io.tollgate.spi.RerankCodec;
import java.util.List;
import java.util.OptionalInt;

/** {@code POST /v2/rerank}. */
record CohereRerank(String url) implements RerankCodec {
    /** What Cohere advises not to exceed. */
    @Override
    public int maxDocuments() {
        return 1_000;
    }

    @Override
    public HttpCall encode(ModelCard model, String query, List<String> documents, OptionalInt topN)
            throws FailureException {
        byte[] bytes = Json.bytes(body -> body.put("model", model.name())
                .put("query", query)
                .array("documents", array -> array.texts(documents))
                .put("top_n", topN));
        return HttpCall.postJson(url, bytes);
    }

    @Override
    public Ranking decode(HttpReply reply) throws FailureException {
        Listed<Score> answer = Listed.scores(reply, Errors::of, "/results/*");
        return Ranking.answered(answer.items(), answer.usage("/meta", BilledUnits::read));
    }
}
