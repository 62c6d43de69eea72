package io.tollgate.openai;

import io.tollgate.json.Json;
import io.tollgate.json.Listed;
import io.tollgate.price.ModelCard;
import io.tollgate.price.Usage;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.HttpCall;
import io.tollgate.spi.HttpReply;
import io.tollgate.spi.RerankCodec;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The form of {@code POST /rerank} that Jina and the first version of Cohere's API have in common. */
final class Rerankings implements RerankCodec {
    private final Service service;

    Rerankings(Service service) {
        this.service = service;
    }

    @Override
    public int maxDocuments() {
        return service.dialect().maxDocuments();
    }

    @Override
    public HttpCall encode(ModelCard model, String query, List<String> documents, OptionalInt topN)
            throws FailureException {
        byte[] bytes = Json.bytes(body -> {
            body.put("model", model.name()).put("query", query).array("documents", array -> array.texts(documents));
            body.put(service.has(Trait.TOP_K) ? "top_k" : "top_n", topN);
            if (service.has(Trait.DOCUMENTS_BACK)) {
                body.put("return_documents", false);
            }
        });
        return service.post(model, "rerank", bytes);
    }

    @Override
    public Ranking decode(HttpReply reply) throws FailureException {
        Listed<Score> answer = Listed.scores(reply, service.errors()::inBody, "/results|data/*");
        Optional<Usage> usage = answer.usage("/usage", UsageReader::read);
        // Only the first version of Cohere's API, and who imitates it, counts in the other place.
        return Ranking.answered(answer.items(), usage.isPresent() ? usage : answer.usage("/meta", UsageReader::read));
    }
}
