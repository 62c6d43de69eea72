package io.tollgate.cohere;

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

/** {@code POST /v2/rerank}. */
final class CohereRerank implements RerankCodec {
    private final String url;

    CohereRerank(String baseUrl) {
        this.url = baseUrl + "/v2/rerank";
    }

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
        Reading reading = new Reading();
        Json.object(reply.body(), reply.body().length, "a ranking", reading::field);
        return Ranking.answered(reading.scores, Optional.ofNullable(reading.usage));
    }

    /** What is read of an answer so far. */
    private static final class Reading {
        private final List<Score> scores = new ArrayList<>();
        private @Nullable Usage usage;

        private void field(String name, JsonParser value) throws IOException {
            switch (name) {
                case "results" -> Json.elements(value, result -> scores.add(Json.score(result)));
                case "meta" -> usage = BilledUnits.read(value);
                default -> {}
            }
        }
    }
}
