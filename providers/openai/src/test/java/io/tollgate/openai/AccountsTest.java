package io.tollgate.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.chat.ChatRequest;
import io.tollgate.key.Credential;
import io.tollgate.price.ModelCard;
import io.tollgate.price.PriceCatalog;
import io.tollgate.spi.Delivery;
import io.tollgate.spi.HttpCall;
import io.tollgate.spi.Provider;
import io.tollgate.spi.ProviderFamily;
import java.time.Instant;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AccountsTest {
    @Test
    void theServiceLoaderFindsEveryKnownVendorOnce() {
        assertThat(ServiceLoader.load(Provider.class).stream()
                        .map(found -> found.get().account().id()))
                .containsExactly("openai");
        assertThat(ServiceLoader.load(ProviderFamily.class).stream()
                        .flatMap(family -> family.get().providers().stream())
                        .map(provider -> provider.account().id()))
                .contains("deepseek", "groq", "xai", "openrouter", "venice")
                // These need an address, or have no key to be found by.
                .doesNotContain("databricks", "cloudflare", "vllm", "litellm")
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource(KnownVendor.class)
    void aKnownVendorIsNamedAsInTheCatalogue(KnownVendor vendor) {
        Provider provider =
                OpenAiCompatible.builder(vendor, "https://example.com/v1/").build();
        assertThat(provider.account().vendor()).isEqualTo(vendor.id());
        assertThat(provider.account().baseUrl()).isEqualTo("https://example.com/v1");
        boolean ownServer =
                Set.of("vllm", "llamacpp", "lmstudio", "tgi", "litellm").contains(vendor.id());
        assertThat(provider.account().keySource().describe().contains("environment variable"))
                .isNotEqualTo(ownServer);
        // The catalogue has no prices of these.
        assertThat(PriceCatalog.bundled().cards().stream()
                        .anyMatch(card -> card.vendor().equals(vendor.id())))
                .isEqualTo(!ownServer && !Set.of("nvidia", "venice").contains(vendor.id()));
    }

    @Test
    void aVendorWithoutOneAddressForAllWantsTheAccounts() {
        assertThatThrownBy(() -> OpenAiCompatible.of(KnownVendor.DATABRICKS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("KnownVendor.DATABRICKS, baseUrl");
    }

    @Test
    void knownVendorsAreWhereTheirDocumentsSay() {
        assertThat(OpenAi.create()).hasToString("openai (openai at https://api.openai.com/v1)");
        assertThat(OpenAiCompatible.deepSeek()).hasToString("deepseek (deepseek at https://api.deepseek.com)");
        assertThat(OpenAiCompatible.deepSeek().embedding("m")).isEmpty();
        assertThat(OpenAi.create().embedding("m").orElseThrow().maxTexts()).isEqualTo(2048);
    }

    @Test
    void aBuilderChangesWhatIsAskedAndNothingElse() throws Exception {
        Provider provider = OpenAi.builder()
                .id("openai-eu")
                .baseUrl("https://eu.api.openai.com/v1/")
                .keySource(() -> Credential.of("sk-1"))
                .header("OpenAI-Organization", "org_1")
                .model("my-gpt", "gpt-6-luna")
                .build();
        assertThat(provider).hasToString("openai-eu (openai at https://eu.api.openai.com/v1)");
        assertThat(provider.account().catalogueName("my-gpt")).isEqualTo("gpt-6-luna");
        HttpCall call = provider.authorize(
                provider.chat("my-gpt")
                        .orElseThrow()
                        .encode(
                                ModelCard.unknown("openai", "my-gpt", ModelCard.Kind.CHAT),
                                ChatRequest.of("r", "Hi"),
                                Delivery.WHOLE),
                provider.account().keySource().read(),
                Instant.EPOCH);
        assertThat(call.url()).isEqualTo("https://eu.api.openai.com/v1/chat/completions");
        assertThat(call.headers().first("authorization")).contains("Bearer sk-1");
        assertThat(provider.account().headers()).containsEntry("OpenAI-Organization", "org_1");
        // Core adds the account's headers to every call, the probe's too.
        assertThat(provider.probe().orElseThrow().url()).isEqualTo("https://eu.api.openai.com/v1/models");
    }

    @Test
    void aServerWithoutAKeySourceGetsNoKey() throws Exception {
        Provider local =
                OpenAiCompatible.builder("vllm", "http://localhost:8000/v1").build();
        HttpCall call = local.authorize(
                HttpCall.get("http://localhost:8000/v1/models"),
                local.account().keySource().read(),
                Instant.EPOCH);
        assertThat(call.headers().first("authorization")).isEmpty();
    }

    @Test
    void plainHttpToAnotherMachineMustBeAllowed() {
        assertThatThrownBy(() -> OpenAiCompatible.builder("vllm", "http://10.0.0.9:8000/v1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("in the clear");
        Provider provider = OpenAiCompatible.builder("vllm", "https://10.0.0.9")
                .plainHttpBaseUrl("http://10.0.0.9:8000/v1")
                .build();
        assertThat(provider.account().baseUrl()).isEqualTo("http://10.0.0.9:8000/v1");
    }

    @Test
    void theKeyIsLookedForWhereTheVendorsToolsDo() {
        assertThat(OpenAi.create().account().keySource().describe()).contains("OPENAI_API_KEY");
        assertThat(OpenAiCompatible.deepSeek().account().keySource().describe()).contains("DEEPSEEK_API_KEY");
    }
}
