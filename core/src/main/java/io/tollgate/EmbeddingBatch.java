package io.tollgate;

import io.tollgate.embedding.EmbeddingRequest;
import io.tollgate.price.Usage;
import io.tollgate.spi.EmbeddingCodec;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.HttpCall;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.OptionalInt;

/** Some texts of an embedding request: as many as one HTTP request takes. */
final class EmbeddingBatch implements Task<EmbeddingBatch.Result> {
    private final EmbeddingRequest request;
    private final List<String> texts;
    private final int length;
    private final Limits limits;
    private final Clock clock;

    /** What came of a batch. */
    record Result(String model, List<float[]> vectors, Usage usage) {}

    /**
     * @param texts of the request
     * @param length of the vectors that the request has already; 0 if it has none
     */
    EmbeddingBatch(EmbeddingRequest request, List<String> texts, int length, Limits limits, Clock clock) {
        this.request = request;
        this.texts = texts;
        this.length = length == 0 ? request.dimensions().orElse(0) : length;
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    public HttpCall encode(Target target, OptionalInt maxOutputTokens) throws FailureException {
        return codec(target).encode(target.card(), texts, request.dimensions(), request.purpose());
    }

    private static EmbeddingCodec codec(Target target) throws FailureException {
        return target.embedding().orElseThrow(() -> FailureException.unsupported(target + " gives no vectors"));
    }

    @Override
    public List<String> words() {
        return texts;
    }

    @Override
    public Result read(Call call, Trial trial, Reply reply) throws FailureException, IOException {
        Target target = trial.target();
        EmbeddingCodec.Vectors vectors = codec(target).decode(reply.whole(call.guard(), limits, clock));
        check(vectors.vectors());
        Usage usage = vectors.usage().orElse(null);
        call.tried(trial.served(usage, 0, target.requestId(reply.headers())));
        return new Result(target.model(), vectors.vectors(), usage != null ? usage : call.lastUsage());
    }

    /** A missing or short vector would be stored for good, and never be found again. */
    private void check(List<float[]> vectors) throws FailureException {
        if (vectors.size() != texts.size()) {
            throw FailureException.badAnswer("expected " + texts.size() + " vectors, but got " + vectors.size());
        }
        int expected = length == 0 ? vectors.get(0).length : length;
        for (float[] vector : vectors) {
            if (vector.length != expected || expected == 0) {
                throw FailureException.badAnswer(
                        "expected vectors of " + expected + " numbers, but got one of " + vector.length);
            }
        }
    }
}
