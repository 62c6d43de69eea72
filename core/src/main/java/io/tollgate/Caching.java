package io.tollgate;

import java.time.Duration;

/** The response cache and the embedding cache: both off by default. Immutable. */
public final class Caching {
    private static final Caching OFF = new Caching(0, Duration.ofMinutes(10), 0, Duration.ofDays(1));

    private final long responseBytes;
    private final Duration responseTtl;
    private final long embeddingBytes;
    private final Duration embeddingTtl;

    private Caching(long responseBytes, Duration responseTtl, long embeddingBytes, Duration embeddingTtl) {
        this.responseBytes = responseBytes;
        this.responseTtl = responseTtl;
        this.embeddingBytes = embeddingBytes;
        this.embeddingTtl = embeddingTtl;
    }

    /** No cache. */
    public static Caching off() {
        return OFF;
    }

    /**
     * With a cache of complete answers to requests that ask for it by {@code withCache()}.
     *
     * @param bytes the most that is kept
     * @param ttl how long an answer is given again
     */
    public Caching withResponses(long bytes, Duration ttl) {
        check(bytes, ttl);
        return new Caching(bytes, ttl, embeddingBytes, embeddingTtl);
    }

    /**
     * With a cache of vectors by model and text.
     *
     * @param bytes the most that is kept
     * @param ttl how long a vector is given again
     */
    public Caching withEmbeddings(long bytes, Duration ttl) {
        check(bytes, ttl);
        return new Caching(responseBytes, responseTtl, bytes, ttl);
    }

    private static void check(long bytes, Duration ttl) {
        if (bytes < 1024 || ttl.isNegative() || ttl.isZero()) {
            throw new IllegalArgumentException(
                    "expected a cache of at least 1024 bytes and a life above zero, but got " + bytes + " and " + ttl);
        }
    }

    /** The most bytes of answers that are kept; 0 if there is no response cache. */
    public long responseBytes() {
        return responseBytes;
    }

    /** How long an answer is given again. */
    public Duration responseTtl() {
        return responseTtl;
    }

    /** The most bytes of vectors that are kept; 0 if there is no embedding cache. */
    public long embeddingBytes() {
        return embeddingBytes;
    }

    /** How long a vector is given again. */
    public Duration embeddingTtl() {
        return embeddingTtl;
    }

    @Override
    public String toString() {
        return "responses " + responseBytes + " bytes, embeddings " + embeddingBytes + " bytes";
    }
}
