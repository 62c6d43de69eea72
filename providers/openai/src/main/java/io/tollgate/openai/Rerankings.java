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
        byte[] body = reply.body();
        Json.object(body, body.length, "the ranking", reading::field);
        if (reading.error) {
            throw new FailureException(service.errors().inBody(reply.headers(), body, body.length));
        }
        if (reading.unclear || reading.scores.isEmpty()) {
            throw FailureException.badAnswer("expected at least one result, each with an index and a score, but got "
                    + reading.scores.size() + (reading.unclear ? " and others" : ""));
        }
        Ranking ranking = Ranking.of(reading.scores);
        return reading.usage == null ? ranking : ranking.withUsage(reading.usage);
    }

    /** One reply on its way from bytes to a ranking. */
    private static final class Reading {
        private final List<Score> scores = new ArrayList<>();
        private @Nullable Usage usage;
        private boolean unclear;
        private boolean error;

        void field(String name, JsonParser value) throws IOException {
            switch (name) {
                case "results", "data" -> Json.elements(value, this::result);
                case "usage" -> usage = UsageReader.read(value);
                case "meta" -> Json.fields(value, this::meta);
                case "error" ->
                    error |= !value.currentToken().isScalarValue()
                            || !Json.text(value).isEmpty();
                default -> {}
            }
        }

        /** Only the first version of Cohere's API, and who imitates it, counts in here. */
        private void meta(String name, JsonParser value) throws IOException {
            if (name.equals("billed_units") && usage == null) {
                usage = UsageReader.read(value);
            }
        }

        private void result(JsonParser value) throws IOException {
            long[] index = {-1};
            double[] score = {Double.NaN};
            Json.fields(value, (name, field) -> {
                switch (name) {
                    case "index" -> index[0] = Json.number(field, -1);
                    case "relevance_score", "score" ->
                        score[0] = field.currentToken().isNumeric() ? field.getDoubleValue() : Double.NaN;
                    default -> {}
                }
            });
            if (index[0] < 0 || index[0] > Integer.MAX_VALUE || !Double.isFinite(score[0])) {
                unclear = true;
            } else {
                scores.add(new Score((int) index[0], score[0]));
            }
        }
    }
}
