package io.tollgate.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tollgate.embedding.Purpose;
import io.tollgate.failure.FailureKind;
import io.tollgate.price.ModelCard;
import io.tollgate.price.Usage;
import io.tollgate.spi.EmbeddingCodec;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpCall;
import io.tollgate.spi.HttpReply;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InvokedVectorsTest {
    private static final String COUNT = "x-amzn-bedrock-input-token-count";
    private static final String TITAN_1 = "amazon.titan-embed-text-v1";
    private static final String COHERE = "cohere.embed-english-v3";
    private static final String NOVA = "amazon.nova-2-multimodal-embeddings-v1:0";

    private final Bedrock bedrock = Bedrock.builder("eu-west-1").build();

    private EmbeddingCodec codec(String model) {
        return bedrock.embedding(model).orElseThrow();
    }

    private HttpCall encode(String model, OptionalInt dimensions, Purpose purpose) throws FailureException {
        ModelCard card = ModelCard.unknown("bedrock", model, ModelCard.Kind.EMBEDDING);
        return codec(model).encode(card, List.of("a"), dimensions, purpose);
    }

    private static String body(HttpCall call) {
        return new String(call.body(), StandardCharsets.UTF_8);
    }

    private static HttpReply reply(Headers headers, String body) {
        return new HttpReply(200, headers, body.getBytes(StandardCharsets.UTF_8), Instant.EPOCH);
    }

    @Test
    void theModelIsOneSegmentOfThePath() throws Exception {
        assertThat(encode("amazon.titan-embed-text-v2:0", OptionalInt.empty(), Purpose.ANY)
                        .url())
                .isEqualTo(
                        "https://bedrock-runtime.eu-west-1.amazonaws.com/model/amazon.titan-embed-text-v2%3A0/invoke");
    }

    @ParameterizedTest
    @CsvSource({
        "ANY, search_document, GENERIC_INDEX",
        "DOCUMENT, search_document, GENERIC_INDEX",
        "QUERY, search_query, GENERIC_RETRIEVAL",
        "CLASSIFICATION, classification, CLASSIFICATION",
        "CLUSTERING, clustering, CLUSTERING",
    })
    void eachFamilyIsToldThePurposeInItsWords(Purpose purpose, String ofCohere, String ofNova) throws Exception {
        assertThat(body(encode(COHERE, OptionalInt.empty(), purpose)))
                .isEqualTo("{\"texts\":[\"a\"],\"input_type\":\"" + ofCohere
                        + "\",\"embedding_types\":[\"float\"],\"truncate\":\"NONE\"}");
        assertThat(body(encode(NOVA, OptionalInt.empty(), purpose)))
                .contains("\"embeddingPurpose\":\"" + ofNova + "\"");
    }

    @Test
    void aModelThatGivesOneLengthOnlyIsAskedForNoOther() throws Exception {
        assertThat(body(encode(TITAN_1, OptionalInt.empty(), Purpose.QUERY))).isEqualTo("{\"inputText\":\"a\"}");
        for (String model : List.of(TITAN_1, COHERE)) {
            assertThatThrownBy(() -> encode(model, OptionalInt.of(256), Purpose.ANY))
                    .hasMessageContaining("dimensions: " + model + " gives vectors of one length only");
        }
    }

    @Test
    void theHeaderTellsWhatWasCounted() throws Exception {
        String body = "{\"embeddings\":{\"float\":[[1,2]]}}";
        assertThat(codec(COHERE).decode(reply(Headers.of(COUNT, "17"), body)).usage())
                .contains(Usage.of(17, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "many", "99999999999999999999"})
    void aHeaderThatTellsNoCountIsNone(String told) throws Exception {
        String body = "{\"embedding\":[1,2],\"inputTextTokenCount\":5}";
        assertThat(codec(TITAN_1).decode(reply(Headers.of(COUNT, told), body)).usage())
                .contains(Usage.of(5, 0));
    }

    @Test
    void anAnswerOfAnotherFormIsABadAnswer() {
        FailureException bad = catchThrowableOfType(
                FailureException.class, () -> codec(COHERE).decode(reply(Headers.NONE, "{\"embeddings\":[[1,2]]}")));
        assertThat(bad.failure().kind()).isEqualTo(FailureKind.BAD_ANSWER);
    }

    @Test
    void anArnIsWhatTheCatalogueNameSays() {
        String arn = "arn:aws:bedrock:eu-west-1:123456789012:provisioned-model/abc";
        Bedrock named = Bedrock.builder("eu-west-1").model(arn, COHERE).build();
        assertThat(named.embedding(arn).map(EmbeddingCodec::maxTexts)).contains(96);
        assertThat(bedrock.embedding(arn)).isEqualTo(Optional.empty());
        assertThat(bedrock.embedding("anthropic.claude-sonnet-4")).isEqualTo(Optional.empty());
        assertThat(bedrock.embedding("amazon.titan-embed-image-v1")).isEqualTo(Optional.empty());
    }
}
