package io.tollgate;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Vectors by space and text. Bounded by bytes; thread-safe. */
final class EmbeddingCache {
    /**
     * What makes one vector another.
     *
     * @param space the model, dimensions and purpose: vectors of two spaces must never mix
     */
    record Key(String space, String text) {}

    private final Cache<Key, float[]> vectors;
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();

    EmbeddingCache(long maxBytes, Duration ttl) {
        vectors = Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .weigher((Key key, float[] vector) -> 200 + 2 * key.text.length() + 4 * vector.length)
                .expireAfterWrite(ttl)
                // What is too much goes at once, and no pool of threads is woken for it.
                .executor(Runnable::run)
                .build();
    }

    float @Nullable [] get(String space, String text) {
        float[] vector = vectors.getIfPresent(new Key(space, text));
        (vector == null ? misses : hits).increment();
        // An app may work on what it is given in place.
        return vector == null ? null : vector.clone();
    }

    void put(String space, String text, float[] vector) {
        vectors.put(new Key(space, text), vector.clone());
    }

    long hits() {
        return hits.sum();
    }

    long misses() {
        return misses.sum();
    }
}
