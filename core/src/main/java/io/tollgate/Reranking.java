package io.tollgate;

import io.tollgate.failure.Failure;
import io.tollgate.price.Usage;
import io.tollgate.rerank.RerankRequest;
import io.tollgate.rerank.RerankResponse;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.HttpCall;
import io.tollgate.spi.RerankCodec;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Documents that are ranked by one model in one request: the scores of two models can't be compared, nor, at some
 * vendors, those of two requests.
 */
final class Reranking implements Task<RerankResponse> {
    private static final Comparator<RerankResponse.Ranked> BEST_FIRST =
            Comparator.comparingDouble(RerankResponse.Ranked::score).reversed();

    private final RerankRequest request;
    private final Limits limits;
    private final Clock clock;

    Reranking(RerankRequest request, Limits limits, Clock clock) {
        this.request = request;
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    public HttpCall encode(Target target, OptionalInt maxOutputTokens) throws FailureException {
        RerankCodec codec = codec(target);
        int documents = request.documents().size();
        if (documents > codec.maxDocuments()) {
            throw FailureException.unsupported(
                    documents + " documents are more than the " + codec.maxDocuments() + " that " + target + " takes");
        }
        return codec.encode(target.card(), request.query(), request.documents(), request.topN());
    }

    private static RerankCodec codec(Target target) throws FailureException {
        return target.rerank().orElseThrow(() -> FailureException.unsupported(target + " ranks no documents"));
    }

    @Override
    public List<String> words() {
        List<String> words = new ArrayList<>(request.documents());
        words.add(request.query());
        return words;
    }

    @Override
    public RerankResponse read(Call call, Trial trial, Reply reply) throws FailureException, IOException {
        Target target = trial.target();
        RerankCodec.Ranking ranking = codec(target).decode(reply.whole(call.guard(), limits, clock));
        Usage usage = ranking.usage().orElse(null);
        List<RerankResponse.Ranked> results = results(ranking.scores(), usage);
        String requestId = target.requestId(reply.headers());
        call.tried(trial.served(usage, 0, requestId));
        return RerankResponse.of(target.model(), results)
                .withCost(usage != null ? usage : call.lastUsage(), call.booked())
                .withTrail(call.ask().route(), call.attempts(), requestId, call.latency());
    }

    /** A place that isn't there would be an error in the app, and one that is there twice hides another. */
    private List<RerankResponse.Ranked> results(List<RerankCodec.Score> scores, @Nullable Usage usage)
            throws FailureException {
        int documents = request.documents().size();
        int most = Math.min(documents, request.topN().orElse(documents));
        if (scores.isEmpty() || scores.size() > most) {
            throw bad("expected 1 to " + most + " places, but got " + scores.size(), usage);
        }
        BitSet seen = new BitSet(documents);
        List<RerankResponse.Ranked> results = new ArrayList<>(scores.size());
        for (RerankCodec.Score score : scores) {
            int index = score.index();
            if (index < 0 || index >= documents || seen.get(index)) {
                throw bad("expected documents 0 to " + (documents - 1) + " once each, but got index " + index, usage);
            }
            if (!Double.isFinite(score.score())) {
                throw bad("expected a number as the score of document " + index, usage);
            }
            seen.set(index);
            results.add(new RerankResponse.Ranked(
                    index, score.score(), request.documents().get(index)));
        }
        // Some servers keep the request's order.
        results.sort(BEST_FIRST);
        return results;
    }

    /** The answer is no use, and what it cost is known all the same. */
    private static FailureException bad(String message, @Nullable Usage usage) {
        Failure failure = FailureException.badAnswer(message).failure();
        return new FailureException(usage == null ? failure : failure.withUsage(usage));
    }
}
