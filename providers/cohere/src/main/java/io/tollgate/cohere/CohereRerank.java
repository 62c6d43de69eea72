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
        byte[] body = Json.write(json -> {
            json.writeStringField("model", model.name());
            json.writeStringField("query", query);
            json.writeArrayFieldStart("documents");
            for (String document : documents) {
                json.writeString(document);
            }
            json.writeEndArray();
            if (topN.isPresent()) {
                json.writeNumberField("top_n", topN.getAsInt());
            }
        });
        return HttpCall.postJson(url, body);
    }

    @Override
    public Ranking decode(HttpReply reply) throws FailureException {
        Reading reading = new Reading();
        Json.object(reply.body(), reply.body().length, "a ranking", reading::field);
        if (reading.scores.isEmpty()) {
            throw FailureException.badAnswer("expected results with an index and a relevance_score, but got none");
        }
        Ranking ranking = Ranking.of(reading.scores);
        return reading.usage == null ? ranking : ranking.withUsage(reading.usage);
    }

    /** What is read of an answer so far. */
    private static final class Reading {
        private final List<Score> scores = new ArrayList<>();
        private @Nullable Usage usage;

        private void field(String name, JsonParser value) throws IOException {
            switch (name) {
                case "results" -> Json.elements(value, this::result);
                case "meta" -> usage = BilledUnits.read(value);
                default -> {}
            }
        }

        private void result(JsonParser parser) throws IOException {
            Result result = new Result();
            Json.fields(parser, result::field);
            if (result.index < 0 || !Double.isFinite(result.score)) {
                throw new IOException("a result without an index or a score");
            }
            scores.add(new Score(result.index, result.score));
        }
    }

    /** One result while it is read. */
    private static final class Result {
        private int index = -1;
        private double score = Double.NaN;

        private void field(String name, JsonParser value) throws IOException {
            if (name.equals("index")) {
                index = (int) Json.number(value, -1);
            } else if (name.equals("relevance_score")) {
                score = value.getDoubleValue();
            }
        }
    }
}
