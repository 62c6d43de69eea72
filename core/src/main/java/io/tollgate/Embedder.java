package io.tollgate;

import io.tollgate.embedding.EmbeddingRequest;
import io.tollgate.embedding.EmbeddingResponse;
import io.tollgate.price.Usage;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns the texts of a request into batches and their vectors back into an answer: equal texts are sent once, texts that
 * the cache has not at all, and what a finished batch gave is in the cache even if a later one fails.
 */
final class Embedder {
    private final Engine engine;
    private final @Nullable EmbeddingCache cache;
    private final Limits limits;
    private final Clock clock;

    Embedder(Engine engine, @Nullable EmbeddingCache cache, Limits limits, Clock clock) {
        this.engine = engine;
        this.cache = cache;
        this.limits = limits;
        this.clock = clock;
    }

    /** The request's distinct texts, each with its vector as soon as there is one. */
    static final class Work {
        private final Map<String, float @Nullable []> vectors = new LinkedHashMap<>();
        private final List<String> missing = new ArrayList<>();
        private int fromCache;

        /** The length of the vectors that are there; 0 if none is. */
        private int length() {
            for (float[] vector : vectors.values()) {
                if (vector != null) {
                    return vector.length;
                }
            }
            return 0;
        }
    }

    /** Looks every text up. */
    Work begin(EmbeddingRequest request, Routes.Course course) {
        Work work = new Work();
        String space = space(request, course);
        for (String text : request.texts()) {
            if (!work.vectors.containsKey(text)) {
                float[] known = cache == null ? null : cache.get(space, text);
                work.vectors.put(text, known);
                if (known == null) {
                    work.missing.add(text);
                } else {
                    work.fromCache++;
                }
            }
        }
        return work;
    }

    /** All that must be paid for. */
    List<String> missing(Work work) {
        return work.missing;
    }

    EmbeddingResponse finish(EmbeddingRequest request, Routes.Course course, Work work, Call call) {
        String space = space(request, course);
        String model = course.targets().get(0).model();
        Usage usage = Usage.NONE;
        int to;
        for (int from = 0; from < work.missing.size(); from = to) {
            to = batchEnd(work.missing, from, course);
            List<String> texts = work.missing.subList(from, to);
            call.nextBatch(Demand.of(texts));
            EmbeddingBatch.Result result;
            try {
                result = engine.run(call, new EmbeddingBatch(request, texts, work.length(), limits, clock));
            } catch (TollgateException e) {
                if (from > 0) {
                    e.addSuppressed(new IllegalStateException(from + " of " + work.missing.size()
                            + " texts were finished and paid for" + (cache == null ? "" : ", and are in the cache")));
                }
                throw e;
            }
            for (int i = 0; i < texts.size(); i++) {
                work.vectors.put(texts.get(i), result.vectors().get(i));
                if (cache != null) {
                    cache.put(space, texts.get(i), result.vectors().get(i));
                }
            }
            model = result.model();
            usage = Usage.of(usage.inputTokens() + result.usage().inputTokens(), 0);
        }
        List<float[]> vectors = new ArrayList<>(request.texts().size());
        for (String text : request.texts()) {
            float[] vector = work.vectors.get(text);
            if (vector == null) {
                throw new IllegalStateException("a text of the request has no vector");
            }
            vectors.add(vector);
        }
        return EmbeddingResponse.of(model, vectors)
                .withCost(usage, call.booked())
                .withTrail(request.model(), call.attempts(), call.latency())
                .withFromCache(work.fromCache);
    }

    private static String space(EmbeddingRequest request, Routes.Course course) {
        return course.targets().get(0).card().embeddingSpace() + " " + request.dimensions() + " " + request.purpose();
    }

    /** The end of a batch that every model of the route takes: it may fall back. */
    private static int batchEnd(List<String> texts, int from, Routes.Course course) {
        int most = Integer.MAX_VALUE;
        int maxBytes = Integer.MAX_VALUE;
        for (Target target : course.targets()) {
            if (target.embedding().isPresent()) {
                most = Math.min(most, target.embedding().get().maxTexts());
                maxBytes = Math.min(maxBytes, target.embedding().get().maxBytes());
            }
        }
        long bytes = texts.get(from).getBytes(StandardCharsets.UTF_8).length;
        int to = from + 1;
        while (to < texts.size() && to - from < most) {
            bytes += texts.get(to).getBytes(StandardCharsets.UTF_8).length;
            if (bytes > maxBytes) {
                break;
            }
            to++;
        }
        return to;
    }
}
