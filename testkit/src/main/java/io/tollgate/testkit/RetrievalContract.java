package io.tollgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tollgate.embedding.Purpose;
import io.tollgate.key.Credential;
import io.tollgate.price.ModelCard;
import io.tollgate.price.Usage;
import io.tollgate.rerank.RerankRequest;
import io.tollgate.spi.EmbeddingCodec;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpCall;
import io.tollgate.spi.HttpReply;
import io.tollgate.spi.Provider;
import io.tollgate.spi.RerankCodec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;

/**
 * What a provider must hold that gives vectors or ranks documents, as JUnit tests; one that chats extends
 * {@link ProviderContract}, which has these as well. Needs JUnit and AssertJ on the test's class path.
 */
public abstract class RetrievalContract {
    static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    static final String SECRET = "sk-contract0123456789abcdefghijklmnop";
    private static final int ROUNDS = 1_000;

    /** For subclasses. */
    protected RetrievalContract() {}

    /**
     * Texts, what must be sent for them, the reply and its vectors.
     *
     * @param card the embedding model
     * @param texts to encode
     * @param dimensions how many numbers are asked for
     * @param json the expected body
     * @param reply a 2xx body
     * @param vectors what it holds
     * @param usage what it says was used
     */
    public record Embedded(
            ModelCard card,
            List<String> texts,
            OptionalInt dimensions,
            String json,
            String reply,
            List<float[]> vectors,
            Optional<Usage> usage) {}

    /**
     * Documents, what must be sent for them, the reply and its ranking.
     *
     * @param card the model that ranks
     * @param request to encode
     * @param json the expected body
     * @param reply a 2xx body
     * @param scores what it holds
     * @param usage what it says was used
     */
    public record Reranked(
            ModelCard card,
            RerankRequest request,
            String json,
            String reply,
            List<RerankCodec.Score> scores,
            Optional<Usage> usage) {}

    /** The provider under test. */
    protected abstract Provider provider();

    /** None by default. */
    protected List<Embedded> embeddings() {
        return List.of();
    }

    /** None by default. */
    protected List<Reranked> rankings() {
        return List.of();
    }

    /** One API key by default. */
    protected Credential credential() {
        return Credential.of(SECRET);
    }

    /** Vectors come in the order of the texts, and bad bytes are a failure. */
    @Test
    public final void encodesAndDecodesVectors() throws Exception {
        for (Embedded embedded : embeddings()) {
            EmbeddingCodec codec = provider()
                    .embedding(embedded.card().name())
                    .orElseThrow(() -> new AssertionFailedError("expected an embedding codec for " + embedded.card()));
            HttpCall call = codec.encode(embedded.card(), embedded.texts(), embedded.dimensions(), Purpose.ANY);
            JsonVariants.assertSame(embedded.json(), call.body());
            assertKeyInHeadersOnly(call);
            EmbeddingCodec.Vectors vectors = codec.decode(reply(200, bytes(embedded.reply())));
            assertThat(vectors.vectors()).usingRecursiveComparison().isEqualTo(embedded.vectors());
            assertThat(vectors.usage()).isEqualTo(embedded.usage());
            assertBadBytesFail(embedded.reply(), codec::decode);
        }
    }

    /** A ranking is asked for and read as the vendor's format wants, the same each time, and bad bytes are a failure. */
    @Test
    public final void encodesAndDecodesRankings() throws Exception {
        for (Reranked reranked : rankings()) {
            RerankCodec codec = provider()
                    .rerank(reranked.card().name())
                    .orElseThrow(() -> new AssertionFailedError("expected a rerank codec for " + reranked.card()));
            HttpCall call = encode(codec, reranked);
            assertThat(call.url()).startsWith(provider().account().baseUrl());
            JsonVariants.assertSame(reranked.json(), call.body());
            assertThat(encode(codec, reranked).body()).isEqualTo(call.body());
            assertThat(codec.maxDocuments())
                    .isGreaterThanOrEqualTo(reranked.request().documents().size());
            assertKeyInHeadersOnly(call);
            byte[] more = JsonVariants.withUnknownMembers(reranked.reply(), 1);
            for (byte[] body : List.of(bytes(reranked.reply()), more)) {
                RerankCodec.Ranking ranking = codec.decode(reply(200, body));
                assertThat(ranking.scores()).isEqualTo(reranked.scores());
                assertThat(ranking.usage()).isEqualTo(reranked.usage());
            }
            assertBadBytesFail(reranked.reply(), codec::decode);
        }
    }

    private static HttpCall encode(RerankCodec codec, Reranked reranked) throws FailureException {
        RerankRequest request = reranked.request();
        return codec.encode(reranked.card(), request.query(), request.documents(), request.topN());
    }

    private void assertKeyInHeadersOnly(HttpCall call) {
        HttpCall authorized = provider().authorize(call, credential(), NOW);
        for (String secret : credential().secrets().values()) {
            assertThat(authorized.url()).doesNotContain(secret);
            assertThat(new String(authorized.body(), StandardCharsets.UTF_8)).doesNotContain(secret);
            assertThat(authorized + " " + authorized.headers()).doesNotContain(secret);
        }
    }

    /** Something that decodes a reply. */
    @FunctionalInterface
    private interface Decoding {
        Object decode(HttpReply reply) throws FailureException;
    }

    private static void assertBadBytesFail(String reply, Decoding codec) {
        byte[] whole = bytes(reply.strip());
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> codec.decode(reply(200, cut)), "the first %s bytes", length)
                    .isInstanceOf(FailureException.class);
        }
        for (byte[] body : JsonVariants.broken(reply)) {
            assertReadableOrFailure(() -> codec.decode(reply(200, body)));
        }
        forRandomBytes(whole, body -> assertReadableOrFailure(() -> codec.decode(reply(200, body))));
    }

    /** Something that reads bytes. */
    @FunctionalInterface
    interface Reading {
        void read() throws Exception;
    }

    static void assertReadableOrFailure(Reading reading) {
        Throwable thrown = catchThrowable(reading::read);
        if (thrown != null && !(thrown instanceof FailureException)) {
            throw new AssertionFailedError("expected an answer or a FailureException, but got " + thrown, thrown);
        }
    }

    /** Bytes that are all random, and these bytes with a few of them changed, the same in each run. */
    static void forRandomBytes(byte[] valid, java.util.function.Consumer<byte[]> use) {
        Random random = new Random(valid.length);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = round % 4 == 0 ? new byte[random.nextInt(64)] : valid.clone();
            if (round % 4 == 0) {
                random.nextBytes(bytes);
            }
            for (int change = 0; change <= round % 4 && bytes.length > 0; change++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            use.accept(bytes);
        }
    }

    static HttpReply reply(int status, byte[] body) {
        return new HttpReply(status, Headers.NONE, body, NOW);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
