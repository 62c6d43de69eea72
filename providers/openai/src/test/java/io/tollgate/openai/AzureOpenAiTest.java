package io.tollgate.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.chat.ChatRequest;
import io.tollgate.embedding.Purpose;
import io.tollgate.failure.Billed;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.key.Credential;
import io.tollgate.price.ModelCard;
import io.tollgate.spi.Delivery;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpCall;
import io.tollgate.spi.HttpReply;
import io.tollgate.spi.Provider;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class AzureOpenAiTest {
    private static final ChatRequest HI = ChatRequest.of("r", "Hi").withMaxOutputTokens(9);

    // --- addresses

    @Test
    void theApiWithoutVersionsIsTheUsualOne() throws Exception {
        Provider azure = AzureOpenAi.builder("res").build();
        assertThat(chat(azure, "prod-chat").url()).isEqualTo("https://res.openai.azure.com/openai/v1/chat/completions");
        assertThat(vectors(azure, "e").url()).isEqualTo("https://res.openai.azure.com/openai/v1/embeddings");
        assertThat(azure.probe().orElseThrow().url()).isEqualTo("https://res.openai.azure.com/openai/v1/models");
        assertThat(azure.account().id()).isEqualTo("azure-openai");
    }

    @Test
    void aVersionedApiNamesTheDeploymentInThePath() throws Exception {
        Provider azure =
                AzureOpenAi.at("res").withApiVersion("2024-10-21").builder().build();
        assertThat(chat(azure, "prod chat/1").url())
                .isEqualTo("https://res.openai.azure.com/openai/deployments/prod%20chat%2F1/chat/completions"
                        + "?api-version=2024-10-21");
        assertThat(vectors(azure, "e").url())
                .isEqualTo("https://res.openai.azure.com/openai/deployments/e/embeddings?api-version=2024-10-21");
        assertThat(azure.probe().orElseThrow().url())
                .isEqualTo("https://res.openai.azure.com/openai/models?api-version=2024-10-21");
    }

    @Test
    void foundryNamesTheModelInTheBodyUnderEitherApi() throws Exception {
        Provider foundry = AzureOpenAi.foundry("res").builder().build();
        assertThat(chat(foundry, "DeepSeek-V3.1").url())
                .isEqualTo("https://res.services.ai.azure.com/openai/v1/chat/completions");
        Provider versioned = AzureOpenAi.foundry("res")
                .withApiVersion("2024-05-01-preview")
                .builder()
                .build();
        HttpCall call = chat(versioned, "DeepSeek-V3.1");
        assertThat(call.url())
                .isEqualTo("https://res.services.ai.azure.com/models/chat/completions?api-version=2024-05-01-preview");
        assertThat(body(call)).contains("\"model\":\"DeepSeek-V3.1\"", "\"max_tokens\":9");
        assertThat(versioned.account().vendor()).isEqualTo("azure-ai");
    }

    @Test
    void anEndpointMayBeGivenWithOrWithoutItsPath() throws Exception {
        for (String endpoint : List.of(
                "https://res.cognitiveservices.azure.com",
                "https://res.cognitiveservices.azure.com/",
                "https://res.cognitiveservices.azure.com/openai",
                "https://res.cognitiveservices.azure.com/openai/v1/")) {
            assertThat(chat(AzureOpenAi.builder(endpoint).build(), "d").url())
                    .isEqualTo("https://res.cognitiveservices.azure.com/openai/v1/chat/completions");
        }
        for (String wrong : List.of("", "my resource", "res.openai.azure.com", "http://res.example.com")) {
            assertThatThrownBy(() -> AzureOpenAi.builder(wrong)).as(wrong).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> AzureOpenAi.at("res").withApiVersion("v1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2024-10-21");
    }

    // --- credentials

    @Test
    void aKeyIsSentInAHeaderOfItsOwnAndATokenAsABearer() throws Exception {
        HttpCall call = HttpCall.get("https://res.openai.azure.com/openai/v1/models");
        Credential secret = Credential.of("s3cret");
        Headers key = AzureOpenAi.builder("res")
                .build()
                .authorize(call, secret, Instant.EPOCH)
                .headers();
        assertThat(key.first("api-key")).contains("s3cret");
        assertThat(key.first("authorization")).isEmpty();
        Headers token = AzureOpenAi.at("res")
                .withCredential(AzureCredential.ENTRA_TOKEN)
                .builder()
                .build()
                .authorize(call, secret, Instant.EPOCH)
                .headers();
        assertThat(token.first("authorization")).contains("Bearer s3cret");
        assertThat(token.first("api-key")).isEmpty();
    }

    @Test
    void theResponsesApiIsAskedAtTheSameResourceWithTheSameCredential() throws Exception {
        Provider azure = AzureOpenAi.builder("res").build().withResponses();
        HttpCall call = chat(azure, "prod-chat");
        assertThat(call.url()).isEqualTo("https://res.openai.azure.com/openai/v1/responses");
        assertThat(azure.authorize(call, Credential.of("s3cret"), Instant.EPOCH)
                        .headers()
                        .first("api-key"))
                .contains("s3cret");
        Provider versioned = AzureOpenAi.at("res")
                .withApiVersion("2025-04-01-preview")
                .builder()
                .build()
                .withResponses();
        assertThat(chat(versioned, "prod-chat").url())
                .isEqualTo("https://res.openai.azure.com/openai/responses?api-version=2025-04-01-preview");
    }

    // --- requests

    @Test
    void versionsBeforeSeptember2024AreAskedInTheirWords() throws Exception {
        String old = body(chat(
                AzureOpenAi.at("res").withApiVersion("2024-06-01").builder().build(), "d", Delivery.STREAM));
        assertThat(old).contains("\"max_tokens\":9").doesNotContain("max_completion_tokens", "stream_options");
        String newer = body(chat(
                AzureOpenAi.at("res").withApiVersion("2024-10-21").builder().build(), "d", Delivery.STREAM));
        assertThat(newer).contains("\"max_completion_tokens\":9", "\"include_usage\":true");
    }

    @Test
    void aDeploymentIsPricedAsTheModelThatItIs() {
        Provider azure =
                AzureOpenAi.builder("res").model("prod-chat", "gpt-5.4-mini").build();
        assertThat(azure.account().catalogueName("prod-chat")).isEqualTo("gpt-5.4-mini");
    }

    // --- errors

    @Test
    void aPromptThatIsRefusedMayBeBilled() {
        Failure filtered = failure(400, "{\"error\":{\"code\":\"content_filter\",\"message\":\"Filtered.\"}}");
        assertThat(filtered.kind()).isEqualTo(FailureKind.CONTENT_FILTER);
        assertThat(filtered.billed()).isEqualTo(Billed.YES);
        Failure wrong = failure(400, "{\"error\":{\"message\":\"Missing messages.\"}}");
        assertThat(wrong.kind()).isEqualTo(FailureKind.INVALID_REQUEST);
        assertThat(wrong.billed()).isEqualTo(Billed.MAYBE);
    }

    @Test
    void theIdThatAzureAsksForIsTheRequestsId() {
        assertThat(failure(500, "").requestId()).isEqualTo("apim-1");
    }

    private static Failure failure(int status, String body) {
        Headers headers = Headers.of(Map.of("x-request-id", "x-1", "apim-request-id", "apim-1"));
        return AzureOpenAi.builder("res")
                .build()
                .failure(new HttpReply(status, headers, body.getBytes(StandardCharsets.UTF_8), Instant.EPOCH));
    }

    private static HttpCall chat(Provider provider, String model) throws FailureException {
        return chat(provider, model, Delivery.WHOLE);
    }

    private static HttpCall chat(Provider provider, String model, Delivery delivery) throws FailureException {
        ModelCard card = ModelCard.unknown(provider.account().vendor(), model, ModelCard.Kind.CHAT);
        return provider.chat(model).orElseThrow().encode(card, HI, delivery);
    }

    private static HttpCall vectors(Provider provider, String model) throws FailureException {
        ModelCard card = ModelCard.unknown(provider.account().vendor(), model, ModelCard.Kind.EMBEDDING);
        return provider.embedding(model).orElseThrow().encode(card, List.of("a"), OptionalInt.empty(), Purpose.ANY);
    }

    private static String body(HttpCall call) {
        return new String(call.body(), StandardCharsets.UTF_8);
    }
}
