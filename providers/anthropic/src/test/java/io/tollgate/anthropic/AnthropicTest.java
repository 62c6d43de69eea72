package io.tollgate.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.chat.ChatRequest;
import io.tollgate.key.Credential;
import io.tollgate.key.KeySource;
import io.tollgate.price.ModelCard;
import io.tollgate.price.Money;
import io.tollgate.price.PriceCatalog;
import io.tollgate.price.Usage;
import io.tollgate.spi.Delivery;
import io.tollgate.spi.HttpCall;
import io.tollgate.spi.Provider;
import java.time.Instant;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class AnthropicTest {
    private static final ModelCard CARD = ModelCard.unknown("anthropic", "claude-test", ModelCard.Kind.CHAT);

    private static HttpCall call(Anthropic provider) throws Exception {
        return provider.chat("claude-test").orElseThrow().encode(CARD, ChatRequest.of("a/b", "Hello"), Delivery.WHOLE);
    }

    @Test
    void callsTheMessagesApiOfItsVersion() throws Exception {
        HttpCall call = call(Anthropic.create());

        assertThat(call.method()).isEqualTo("POST");
        assertThat(call.url()).isEqualTo("https://api.anthropic.com/v1/messages");
        assertThat(call.headers().first("anthropic-version")).contains("2023-06-01");
        assertThat(call.headers().first("content-type")).contains("application/json");
    }

    @Test
    void sendsTheKeyInItsOwnHeaderAndNotAsABearerToken() throws Exception {
        Anthropic provider = Anthropic.create();
        HttpCall call = provider.authorize(call(provider), Credential.of("k-1"), Instant.EPOCH);

        assertThat(call.headers().first("x-api-key")).contains("k-1");
        assertThat(call.headers().first("authorization")).isEmpty();
    }

    @Test
    void sendsNoKeyWhereNoneIsNeeded() throws Exception {
        Anthropic provider = Anthropic.builder().keySource(KeySource.none()).build();
        HttpCall call = provider.authorize(call(provider), Credential.none(), Instant.EPOCH);

        assertThat(call.headers().first("x-api-key")).isEmpty();
    }

    @Test
    void keepsTheSettingsOfItsBuilder() throws Exception {
        Anthropic provider = Anthropic.builder()
                .id("claude-eu")
                .baseUrl("https://proxy.example.com/anthropic/")
                .keySource(() -> Credential.of("k-2"))
                .header("anthropic-beta", "context-1m")
                .model("tuned", "claude-sonnet-5")
                .build();

        assertThat(call(provider).url()).isEqualTo("https://proxy.example.com/anthropic/v1/messages");
        assertThat(provider.account().id()).isEqualTo("claude-eu");
        assertThat(provider.account().vendor()).isEqualTo("anthropic");
        assertThat(provider.account().keySource().read()).isEqualTo(Credential.of("k-2"));
        assertThat(provider.account().headers()).containsEntry("anthropic-beta", "context-1m");
        assertThat(provider.account().catalogueName("tuned")).isEqualTo("claude-sonnet-5");
    }

    @Test
    void takesPlainHttpOnlyWhereThatIsAllowed() {
        assertThatThrownBy(() -> Anthropic.builder().baseUrl("http://proxy.example.com"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("https");
        assertThat(Anthropic.builder()
                        .plainHttpBaseUrl("http://proxy.example.com")
                        .build()
                        .account()
                        .baseUrl())
                .isEqualTo("http://proxy.example.com");
    }

    @Test
    void speaksWithAzureByAKeyOrByATokenOfEntra() throws Exception {
        Anthropic azure =
                Anthropic.azure("my-resource").model("fast", "claude-haiku-4-5").build();
        HttpCall call = call(azure);

        assertThat(call.url()).isEqualTo("https://my-resource.services.ai.azure.com/anthropic/v1/messages");
        assertThat(azure.account().id()).isEqualTo("azure-anthropic");
        assertThat(azure.account().vendor()).isEqualTo("azure-ai");
        assertThat(azure.account().catalogueName("fast")).isEqualTo("claude-haiku-4-5");
        assertThat(azure.probe()).isEmpty();
        assertThatThrownBy(() -> Anthropic.azure("example.com/")).isInstanceOf(IllegalArgumentException.class);
        HttpCall byKey = azure.authorize(call, Credential.of("0123456789abcdef"), Instant.EPOCH);
        assertThat(byKey.headers().first("x-api-key")).contains("0123456789abcdef");
        HttpCall byToken = azure.authorize(call, Credential.of("eyJ0eXAi.eyJhdWQi.c2ln"), Instant.EPOCH);
        assertThat(byToken.headers().first("x-api-key")).isEmpty();
        assertThat(byToken.headers().first("authorization")).contains("Bearer eyJ0eXAi.eyJhdWQi.c2ln");
    }

    @Test
    void pricesAzureByItsOwnRows() {
        Instant now = Instant.parse("2026-11-22T12:00:00Z");
        Usage usage = Usage.of(1_000, 10).withCachedInputTokens(200).withCacheWriteTokens(100);

        assertThat(PriceCatalog.bundled()
                        .find("azure-ai", "claude-opus-4-5")
                        .flatMap(card -> card.price(now))
                        .orElseThrow()
                        .cost(usage, now))
                .isEqualTo(Money.ofNanos(700 * 5_000 + 200 * 500 + 100 * 6_250 + 10 * 25_000));
    }

    @Test
    void probesWithACallThatCostsNothing() {
        HttpCall probe = Anthropic.create().probe().orElseThrow();

        assertThat(probe.method()).isEqualTo("GET");
        assertThat(probe.url()).isEqualTo("https://api.anthropic.com/v1/models?limit=1");
        assertThat(probe.headers().first("anthropic-version")).isPresent();
    }

    @Test
    void isFoundByTheServiceLoader() {
        assertThat(ServiceLoader.load(Provider.class)).hasAtLeastOneElementOfType(Anthropic.class);
    }
}
