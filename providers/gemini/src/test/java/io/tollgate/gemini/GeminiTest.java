package io.tollgate.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.embedding.Purpose;
import io.tollgate.key.Credential;
import io.tollgate.price.ModelCard;
import io.tollgate.spi.EmbeddingCodec;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpCall;
import io.tollgate.spi.HttpReply;
import io.tollgate.spi.Provider;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class GeminiTest {
    private static final Credential KEY = Credential.of("AIzaExampleExampleExample");

    @Test
    void isFoundByTheServiceLoader() {
        assertThat(ServiceLoader.load(Provider.class)).anyMatch(Gemini.class::isInstance);
    }

    @Test
    void itsBuilderSetsTheAccount() throws Exception {
        Gemini gemini = Gemini.builder()
                .id("gemini-eu")
                .baseUrl("https://example.com/v1beta/")
                .keySource(() -> KEY)
                .header("x-goog-user-project", "p")
                .model("tunedModels/mine", "gemini-2.5-flash")
                .build();
        assertThat(gemini.account().id()).isEqualTo("gemini-eu");
        assertThat(gemini.account().vendor()).isEqualTo("gemini");
        assertThat(gemini.account().baseUrl()).isEqualTo("https://example.com/v1beta");
        assertThat(gemini.account().keySource().read()).isEqualTo(KEY);
        assertThat(gemini.account().headers()).containsEntry("x-goog-user-project", "p");
        assertThat(gemini.account().catalogueName("tunedModels/mine")).isEqualTo("gemini-2.5-flash");
        assertThat(gemini.probe().orElseThrow().url()).isEqualTo("https://example.com/v1beta/models?pageSize=1");
    }

    @Test
    void plainHttpIsOnlyForThisMachineOrWhoeverAsksForIt() {
        assertThatThrownBy(() -> Gemini.builder().baseUrl("http://example.com"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(Gemini.builder()
                        .baseUrl("http://localhost:1")
                        .build()
                        .account()
                        .baseUrl())
                .isEqualTo("http://localhost:1");
        assertThat(Gemini.builder()
                        .plainHttpBaseUrl("http://example.com")
                        .build()
                        .account()
                        .baseUrl())
                .isEqualTo("http://example.com");
    }

    @Test
    void theKeyIsInAHeaderAndNotInTheUrl() {
        HttpCall call = Gemini.create().authorize(HttpCall.get("https://example.com/models"), KEY, Instant.EPOCH);
        assertThat(call.headers().first("x-goog-api-key")).contains(KEY.secret());
        assertThat(call.url()).isEqualTo("https://example.com/models");
    }

    @Test
    void vectorsAreAskedForInOneBatch() throws Exception {
        EmbeddingCodec codec = Gemini.create().embedding("m").orElseThrow();
        HttpCall call = codec.encode(
                ModelCard.unknown("gemini", "gemini-embedding-2", ModelCard.Kind.EMBEDDING),
                List.of("a"),
                OptionalInt.empty(),
                Purpose.ANY);
        assertThat(call.url())
                .isEqualTo("https://generativelanguage.googleapis.com/v1beta/models/gemini-embedding-2"
                        + ":batchEmbedContents");
        assertThat(new String(call.body(), StandardCharsets.UTF_8))
                .isEqualTo("{\"requests\":[{\"model\":\"models/gemini-embedding-2\","
                        + "\"content\":{\"parts\":[{\"text\":\"a\"}]}}]}");
        assertThat(codec.maxTexts()).isEqualTo(100);
    }

    @Test
    void vectorsAreToldWhatTheyAreFor() throws Exception {
        HttpCall call = Gemini.create()
                .embedding("m")
                .orElseThrow()
                .encode(
                        ModelCard.unknown("gemini", "m", ModelCard.Kind.EMBEDDING),
                        List.of("a"),
                        OptionalInt.empty(),
                        Purpose.QUERY);
        assertThat(new String(call.body(), StandardCharsets.UTF_8)).contains("\"taskType\":\"RETRIEVAL_QUERY\"");
    }

    @Test
    void vectorsMayBeLongerThanExpected() throws Exception {
        String values = "0.5,".repeat(3_000) + "0.25";
        float[] vector = vectors("{\"embeddings\":[{\"values\":[" + values + "]}]}")
                .vectors()
                .get(0);
        assertThat(vector).hasSize(3_001).endsWith(0.25f);
    }

    @Test
    void aVectorWithoutNumbersIsABadAnswer() {
        for (String body : List.of(
                "{}",
                "{\"embeddings\":[]}",
                "{\"embeddings\":[{}]}",
                "{\"embeddings\":[{\"values\":[1e99]}]}",
                "{\"embeddings\":[{\"values\":[null]}]}",
                "{\"error\":{\"code\":503,\"status\":\"UNAVAILABLE\"}}")) {
            assertThatThrownBy(() -> vectors(body)).isInstanceOf(FailureException.class);
        }
    }

    private static EmbeddingCodec.Vectors vectors(String body) throws FailureException {
        return Gemini.create()
                .embedding("m")
                .orElseThrow()
                .decode(new HttpReply(200, Headers.NONE, body.getBytes(StandardCharsets.UTF_8), Instant.EPOCH));
    }
}
