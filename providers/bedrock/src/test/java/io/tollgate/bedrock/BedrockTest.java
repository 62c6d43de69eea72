package io.tollgate.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Reasoning;
import io.tollgate.key.Credential;
import io.tollgate.price.ModelCard;
import io.tollgate.price.PriceCatalog;
import io.tollgate.spi.Delivery;
import io.tollgate.spi.HttpCall;
import io.tollgate.spi.ProviderFamily;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class BedrockTest {
    private static final ChatRequest HELLO = ChatRequest.of("bedrock/x", "Hello");

    private static String url(String model, Delivery delivery) throws Exception {
        ModelCard card = ModelCard.unknown("bedrock", model, ModelCard.Kind.CHAT);
        return Bedrock.builder("eu-west-1")
                .build()
                .chat(model)
                .orElseThrow()
                .encode(card, HELLO, delivery)
                .url();
    }

    @Test
    void asksTheServerOfItsRegion() throws Exception {
        assertThat(url("eu.amazon.nova-lite-v1:0", Delivery.WHOLE))
                .isEqualTo("https://bedrock-runtime.eu-west-1.amazonaws.com/model/eu.amazon.nova-lite-v1%3A0/converse");
    }

    @Test
    void sendsAnArnAsOnePartOfThePath() throws Exception {
        assertThat(url("arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.a.b-v1:0", Delivery.STREAM))
                .endsWith("/model/arn%3Aaws%3Abedrock%3Aeu-west-1%3A123456789012%3Ainference-profile%2Feu.a.b-v1%3A0"
                        + "/converse-stream");
    }

    @Test
    void asksTheModelBehindAnArnInItsFamilysWords() throws Exception {
        String arn = "arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/ab1";
        Bedrock bedrock = Bedrock.builder("eu-west-1")
                .model(arn, "eu.anthropic.claude-opus-4-8")
                .build();
        ModelCard card = ModelCard.unknown("bedrock", arn, ModelCard.Kind.CHAT);
        HttpCall call = bedrock.chat(arn)
                .orElseThrow()
                .encode(card, HELLO.withReasoning(Reasoning.Effort.HIGH), Delivery.WHOLE);

        assertThat(new String(call.body(), StandardCharsets.UTF_8)).contains("adaptive", "\"effort\":\"high\"");
    }

    @Test
    void refusesWhatIsNoRegion() {
        assertThatThrownBy(() -> Bedrock.builder("eu-west-1.example.com/"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected a region");
    }

    @Test
    void sendsABedrockApiKeyAsABearerToken() {
        HttpCall call = Bedrock.builder("us-east-1")
                .build()
                .authorize(HttpCall.get("https://example.com/"), Credential.of("bedrock-api-key-x"), Instant.EPOCH);

        assertThat(call.headers().first("Authorization")).contains("Bearer bedrock-api-key-x");
        assertThat(call.headers().size()).isEqualTo(1);
    }

    @Test
    void takesABedrockApiKeyFromTheEnvironmentBeforeAKeyPair() throws Exception {
        Map<String, String> variables = Map.of(
                "AWS_BEARER_TOKEN_BEDROCK", "token", "AWS_ACCESS_KEY_ID", "id", "AWS_SECRET_ACCESS_KEY", "secret");

        assertThat(new Environment(variables::get).read().secret()).isEqualTo("token");
    }

    @Test
    void takesAKeyPairWithASessionTokenFromTheEnvironment() throws Exception {
        Map<String, String> variables =
                Map.of("AWS_ACCESS_KEY_ID", "id", "AWS_SECRET_ACCESS_KEY", "secret", "AWS_SESSION_TOKEN", "session");

        assertThat(new Environment(variables::get).read().secrets())
                .isEqualTo(Map.of("accessKeyId", "id", "secretAccessKey", "secret", "sessionToken", "session"));
    }

    @Test
    void saysWhichVariableIsMissing() {
        Map<String, String> variables = Map.of("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");

        assertThatThrownBy(() -> new Environment(variables::get).read())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("AWS_SECRET_ACCESS_KEY isn't set")
                .hasMessageNotContaining("AKIDEXAMPLE");
    }

    @Test
    void looksForTheRegionInBothVariables() {
        assertThat(new Environment(Map.of("AWS_DEFAULT_REGION", "b", "AWS_REGION", "a")::get).region())
                .contains("a");
        assertThat(new Environment(Map.of("AWS_DEFAULT_REGION", "b", "AWS_REGION", " ")::get).region())
                .contains("b");
        assertThat(new Environment(name -> null).region()).isEmpty();
    }

    @Test
    void isFoundByTheServiceLoaderOnlyWhereTheEnvironmentNamesARegion() {
        boolean region = Environment.OF_THIS_PROCESS.region().isPresent();

        assertThat(ServiceLoader.load(ProviderFamily.class).stream()
                        .map(ServiceLoader.Provider::get)
                        .filter(Found.InThisRegion.class::isInstance)
                        .flatMap(family -> family.providers().stream())
                        .toList())
                .hasSize(region ? 1 : 0);
    }

    @Test
    void findsTheCardsOfPlainIdsAndOfInferenceProfiles() {
        for (String profile : new String[] {"", "us.", "eu.", "global."}) {
            assertThat(PriceCatalog.bundled().find("bedrock", profile + "anthropic.claude-sonnet-4-6"))
                    .as(profile)
                    .isPresent();
        }
    }

    @Test
    void namesItsAccountAndRegionWhenPrinted() {
        assertThat(Bedrock.builder("us-east-1").build())
                .hasToString("bedrock (bedrock at https://bedrock-runtime.us-east-1.amazonaws.com) in us-east-1");
    }

    @Test
    void knowsTheFamiliesByTheirNames() {
        assertThat(Family.of("us.anthropic.claude-haiku-4-5-20251001-v1:0")).isEqualTo(Family.CLAUDE);
        assertThat(Family.of("apac.amazon.nova-lite-v1:0")).isEqualTo(Family.NOVA);
        assertThat(Family.of("us.amazon.nova-2-lite-v1:0")).isEqualTo(Family.NOVA_2);
        assertThat(Family.of("openai.gpt-oss-120b-1:0")).isEqualTo(Family.GPT_OSS);
        assertThat(Family.of("us.deepseek.r1-v1:0")).isEqualTo(Family.OTHER);
    }
}
