package io.tollgate.openai;

import com.fasterxml.jackson.core.JsonParser;
import io.tollgate.json.Json;
import io.tollgate.price.ModelCard;
import io.tollgate.price.Usage;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.HttpCall;
import io.tollgate.spi.HttpReply;
import io.tollgate.spi.RerankCodec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

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
        Reading reading = new Reading();
        Json.object(reply.body(), reply.body().length, "the ranking", reading::field);
        if (reading.error) {
            throw new FailureException(service.errors().inBody(reply));
        }
        return Ranking.answered(reading.scores, Optional.ofNullable(reading.usage));
    }

    /** One reply on its way from bytes to a ranking. */
    private static final class Reading {
        private final List<Score> scores = new ArrayList<>();
        private @Nullable Usage usage;
        private boolean error;

        void field(String name, JsonParser value) throws IOException {
            switch (name) {
                case "results", "data" -> Json.elements(value, result -> scores.add(Json.score(result)));
                case "usage" -> usage = UsageReader.read(value);
                // Only the first version of Cohere's API, and who imitates it, counts in here.
                case "meta" -> usage = usage == null ? UsageReader.read(value) : usage;
                case "error" ->
                    error |= !value.currentToken().isScalarValue()
                            || !Json.text(value).isEmpty();
                default -> {}
            }
        }
    }
}
