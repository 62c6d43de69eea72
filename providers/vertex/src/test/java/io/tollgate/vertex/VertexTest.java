package io.tollgate.vertex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Content;
import io.tollgate.chat.Media;
import io.tollgate.chat.Message;
import io.tollgate.chat.Signature;
import io.tollgate.embedding.Purpose;
import io.tollgate.failure.Billed;
import io.tollgate.failure.Cooldown;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.failure.Scope;
import io.tollgate.key.Credential;
import io.tollgate.price.ModelCard;
import io.tollgate.price.Money;
import io.tollgate.price.PriceCatalog;
import io.tollgate.price.Usage;
import io.tollgate.spi.Delivery;
import io.tollgate.spi.EmbeddingCodec;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpCall;
import io.tollgate.spi.HttpReply;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VertexTest {
    private static final Vertex VERTEX = Vertex.builder("p", "us-east5").build();

    private static HttpCall call(Vertex vertex, String model, Delivery delivery, Content... content) throws Exception {
        ChatRequest request = ChatRequest.of("vertex/" + model, List.of(Message.user(content)));
        return vertex.chat(model)
                .orElseThrow()
                .encode(ModelCard.unknown("vertex", model, ModelCard.Kind.CHAT), request, delivery);
    }

    @ParameterizedTest
    @CsvSource({
        "gemini-3-flash, WHOLE, v1beta1, publishers/google/models/gemini-3-flash:generateContent",
        "gemini-3-flash, STREAM, v1beta1, publishers/google/models/gemini-3-flash:streamGenerateContent?alt=sse",
        "claude-haiku-4-5@20251001, WHOLE, v1, publishers/anthropic/models/claude-haiku-4-5@20251001:rawPredict",
        "claude-opus-5, STREAM, v1, publishers/anthropic/models/claude-opus-5:streamRawPredict",
        "endpoints/123, WHOLE, v1beta1, endpoints/123:generateContent",
    })
    void theNameOfAModelTellsItsPublisherAndItsMethod(String model, Delivery delivery, String version, String path)
            throws Exception {
        assertThat(call(VERTEX, model, delivery, new Content.Text("Hi")).url())
                .isEqualTo("https://us-east5-aiplatform.googleapis.com/" + version + "/projects/p/locations/us-east5/"
                        + path);
    }

    @ParameterizedTest
    @CsvSource({
        "global, https://aiplatform.googleapis.com",
        "eu, https://aiplatform.eu.rep.googleapis.com",
        "us, https://aiplatform.us.rep.googleapis.com",
        "europe-west4, https://europe-west4-aiplatform.googleapis.com",
    })
    void eachLocationHasItsHost(String location, String host) throws Exception {
        Vertex vertex = Vertex.builder("p", location).build();
        assertThat(vertex.account().baseUrl()).isEqualTo(host);
        assertThat(call(vertex, "gemini-x", Delivery.WHOLE, new Content.Text("Hi"))
                        .url())
                .startsWith(host + "/v1beta1/projects/p/locations/" + location + "/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "a?b", "a b", "-a"})
    void aProjectOrLocationThatWouldLeadElsewhereIsRefused(String name) {
        assertThatThrownBy(() -> Vertex.builder(name, "global")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Vertex.builder("p", name)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void mediaMayBeInGooglesStorage() throws Exception {
        Content.Image image = new Content.Image(Media.url("image/png", "gs://bucket/a.png"));
        assertThat(body(call(VERTEX, "gemini-x", Delivery.WHOLE, image)))
                .contains("\"fileData\":{\"mimeType\":\"image/png\",\"fileUri\":\"gs://bucket/a.png\"}");
    }

    @Test
    void thoughtsThatTheOtherGoogleApiSignedAreLeftOut() throws Exception {
        ChatRequest request = ChatRequest.of("vertex/gemini-3-pro", "Hi")
                .withMessage(Message.assistant(List.of(
                        new Content.Thinking("Hm.", new Signature("gemini", "a")),
                        new Content.ToolCall("c", "f", "{}", new Signature("gemini", "b")))))
                .withMessage(Message.toolResult("c", "1"));
        String body = body(VERTEX.chat("gemini-3-pro")
                .orElseThrow()
                .encode(ModelCard.unknown("vertex", "gemini-3-pro", ModelCard.Kind.CHAT), request, Delivery.WHOLE));
        assertThat(body).doesNotContain("Hm.").contains("\"thoughtSignature\":\"skip_thought_signature_validator\"");
    }

    private static String body(HttpCall call) {
        return new String(call.body(), StandardCharsets.UTF_8);
    }

    @Test
    void aTokenIsSentAsABearer() throws Exception {
        HttpCall call = VERTEX.authorize(
                call(VERTEX, "claude-opus-5", Delivery.WHOLE, new Content.Text("Hi")),
                Credential.of("ya29.token"),
                Instant.EPOCH);
        assertThat(call.headers().first("Authorization")).contains("Bearer ya29.token");
        assertThat(call.headers().first("x-api-key")).isEmpty();
    }

    @Test
    void embeddingModelsSpeakOneOfTwoMethods() throws Exception {
        assertThat(embedding("gemini-embedding-001"))
                .endsWith("/publishers/google/models/gemini-embedding-001:predict");
        assertThat(embedding("text-embedding-005")).endsWith("/publishers/google/models/text-embedding-005:predict");
        assertThat(embedding("gemini-embedding-2"))
                .endsWith("/publishers/google/models/gemini-embedding-2:embedContent");
        assertThat(VERTEX.embedding("gemini-embedding-001").orElseThrow().maxTexts())
                .isEqualTo(1);
        assertThat(VERTEX.embedding("text-embedding-005").orElseThrow().maxTexts())
                .isEqualTo(9);
        assertThat(VERTEX.embedding("gemini-embedding-2").orElseThrow().maxTexts())
                .isEqualTo(1);
    }

    private static String embedding(String model) throws Exception {
        EmbeddingCodec codec = VERTEX.embedding(model).orElseThrow();
        HttpCall call = codec.encode(
                ModelCard.unknown("vertex", model, ModelCard.Kind.EMBEDDING),
                List.of("a"),
                OptionalInt.empty(),
                Purpose.QUERY);
        assertThat(body(call)).contains("RETRIEVAL_QUERY");
        return call.url();
    }

    @Test
    void aModelThatThePolicyForbidsWaitsForTheOperator() {
        Failure failure = failure(400, "FAILED_PRECONDITION", "Organization Policy constraint vertexai.allowedModels");
        assertThat(failure.kind()).isEqualTo(FailureKind.PERMISSION);
        assertThat(failure.scope()).isEqualTo(Scope.MODEL);
        assertThat(failure.cooldown()).isEqualTo(Cooldown.OPERATOR);
    }

    @Test
    void aPageThatGoogleMayNotReadIsOneForAnotherVendor() {
        assertThat(failure(400, "INVALID_ARGUMENT", "Cannot fetch content from the provided URL.")
                        .kind())
                .isEqualTo(FailureKind.UNSUPPORTED);
    }

    @Test
    void aTimeOutIsNotBilled() {
        assertThat(failure(504, "DEADLINE_EXCEEDED", "Deadline exceeded.").billed())
                .isEqualTo(Billed.NO);
    }

    private static Failure failure(int status, String name, String message) {
        String body = "{\"error\":{\"code\":%d,\"status\":\"%s\",\"message\":\"%s\"}}".formatted(status, name, message);
        return VERTEX.failure(
                new HttpReply(status, Headers.NONE, body.getBytes(StandardCharsets.UTF_8), Instant.EPOCH));
    }

    /** To the nano-dollar: cached and thinking tokens of Gemini, both kinds of cache writes of Claude. */
    @Test
    void namesOfVertexHavePricesInTheCatalogue() {
        Usage ofGemini = Usage.of(9_613, 72).withCachedInputTokens(9_602).withReasoningTokens(39);
        assertThat(cost("gemini-2.5-flash", ofGemini)).isEqualTo(Money.ofNanos(11 * 300 + 9_602 * 30 + 72 * 2_500));
        Usage ofClaude = Usage.of(1_000, 10)
                .withCachedInputTokens(200)
                .withCacheWriteTokens(100)
                .withCacheWriteHourTokens(50);
        assertThat(cost("claude-sonnet-4-5@20250929", ofClaude))
                .isEqualTo(Money.ofNanos(650 * 3_000 + 200 * 300 + 100 * 3_750 + 50 * 6_000 + 10 * 15_000));
        assertThat(cost("gemini-embedding-001", Usage.of(7, 0))).isEqualTo(Money.ofNanos(7 * 150));
    }

    private static Money cost(String model, Usage usage) {
        Instant now = Instant.parse("2026-11-22T12:00:00Z");
        return PriceCatalog.bundled()
                .find("vertex", model)
                .flatMap(card -> card.price(now))
                .orElseThrow()
                .cost(usage, now);
    }
}
