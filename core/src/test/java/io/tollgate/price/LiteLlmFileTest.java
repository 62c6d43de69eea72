package io.tollgate.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiteLlmFileTest {
    private static final Instant NOW = Instant.parse("2026-11-22T02:00:00Z");

    @TempDir
    Path folder;

    private PriceCatalog read(String json) throws IOException {
        return PriceCatalog.fromLiteLlm(Files.writeString(folder.resolve("prices.json"), json));
    }

    private Price price(String fields) throws IOException {
        PriceCatalog catalog = read("{\"m\": {\"litellm_provider\": \"acme\", \"mode\": \"chat\", " + fields + "}}");
        assertThat(catalog.rejected()).isEmpty();
        return catalog.find("acme", "m").orElseThrow().price(NOW).orElseThrow();
    }

    private String refusal(String fields) throws IOException {
        PriceCatalog catalog = read("{\"m\": {\"litellm_provider\": \"acme\", \"mode\": \"chat\", " + fields + "}}");
        assertThat(catalog.find("acme", "m").orElseThrow().price(NOW)).isEmpty();
        PriceCatalog.Rejected rejected = catalog.rejected().get(0);
        assertThat(rejected.vendor() + "/" + rejected.model()).isEqualTo("acme/m");
        return rejected.reason();
    }

    @ParameterizedTest
    @CsvSource({
        "2.5e-07, 0.25",
        "0.00000025, 0.25",
        "'\"2.5e-7\"', 0.25",
        "3.625e-09, 0.003625",
        "7e-08, 0.07",
        "3.0001999999999996E-7, 0.30002"
    })
    void aNumberConvertsExactly(String number, String usdPerMillion) throws IOException {
        assertThat(price("\"input_cost_per_token\": " + number + ", \"output_cost_per_token\": 1e-05"))
                .isEqualTo(Price.perMillion(usdPerMillion, "10"));
    }

    @Property(tries = 50)
    void noPriceOfWholeNanoDollarsIsBent(@ForAll @LongRange(min = 1, max = 999_000_000_000L) long nanos)
            throws IOException {
        String scientific = String.format(Locale.ROOT, "%de-15", nanos);
        Path file = Files.createTempFile("prices", ".json");
        try {
            Files.writeString(
                    file,
                    "{\"m\": {\"litellm_provider\": \"a\", \"mode\": \"chat\", \"output_cost_per_token\": 1e-05,"
                            + " \"input_cost_per_token\": " + scientific + "}}");
            Price price = PriceCatalog.fromLiteLlm(file)
                    .find("a", "m")
                    .orElseThrow()
                    .price(NOW)
                    .orElseThrow();
            assertThat(price.rates().input()).isEqualTo(nanos);
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void cacheReasoningAndBandsAreRead() throws IOException {
        assertThat(price("""
                        "input_cost_per_token": 3e-06, "output_cost_per_token": 1.5e-05,
                        "cache_read_input_token_cost": 3e-07, "cache_creation_input_token_cost": 3.75e-06,
                        "cache_creation_input_token_cost_above_1hr": 6e-06, "output_cost_per_reasoning_token": 2e-05,
                        "input_cost_per_token_above_200k_tokens": 6e-06,
                        "output_cost_per_token_above_200k_tokens": 2.25e-05,
                        "cache_read_input_token_cost_above_200k_tokens": 6e-07,
                        "cache_creation_input_token_cost_above_200k_tokens": 7.5e-06,
                        "cache_creation_input_token_cost_above_1hr_above_200k_tokens": 1.2e-05,
                        "input_cost_per_token_priority": 1, "input_cost_per_token_batches": 1e-07
                        """))
                .isEqualTo(Price.perMillion("3", "15")
                        .withCachedInput("0.3")
                        .withCacheWrite("3.75")
                        .withCacheWriteHour("6")
                        .withReasoning("20")
                        .withBand(
                                200_000,
                                Price.perMillion("6", "22.5")
                                        .withCachedInput("0.6")
                                        .withCacheWrite("7.5")
                                        .withCacheWriteHour("12")
                                        .withReasoning("20")));
    }

    @ParameterizedTest
    @CsvSource({"128", "200", "256", "272", "512"})
    void everyBandIsRead(int band) throws IOException {
        assertThat(price("\"input_cost_per_token\": 1e-06, \"output_cost_per_token\": 2e-06, "
                        + "\"input_cost_per_token_above_" + band + "k_tokens\": 2e-06"))
                .isEqualTo(Price.perMillion("1", "2").withBand(band * 1000L, Price.perMillion("2", "2")));
    }

    @Test
    void tieredPricingIsRead() throws IOException {
        assertThat(price("""
                        "tiered_pricing": [
                          {"input_cost_per_token": 1.2e-06, "output_cost_per_token": 6e-06, "range": [0, 32000.0]},
                          {"input_cost_per_token": "2.4e-06", "output_cost_per_token": 1.2e-05,
                           "cache_read_input_token_cost": 4.8e-07, "range": [32000.0, 128000.0]}]
                        """))
                .isEqualTo(Price.perMillion("1.2", "6")
                        .withBand(32_000, Price.perMillion("2.4", "12").withCachedInput("0.48")));
    }

    @Test
    void aCachedPriceThatIsMissingOrZeroIsTheInputPrice() throws IOException {
        Price price = price("\"input_cost_per_token\": 1e-06, \"output_cost_per_token\": 2e-06, "
                + "\"cache_read_input_token_cost\": 0, \"cache_creation_input_token_cost\": 0.0");
        assertThat(price).isEqualTo(Price.perMillion("1", "2"));
        assertThat(price.cost(Usage.of(1_000_000, 0).withCachedInputTokens(1_000_000), NOW))
                .isEqualTo(Money.usd("1"));
    }

    @Test
    void implausiblePricesAreLeftOutWithTheReason() throws IOException {
        assertThat(refusal("\"input_cost_per_token\": 0.0032, \"output_cost_per_token\": 0.00971"))
                .isEqualTo("expected a price of $0 to $1000 per million tokens, but got $3200");
        assertThat(refusal("\"input_cost_per_token\": -1e-06, \"output_cost_per_token\": 1e-06"))
                .contains("$0 to $1000");
        assertThat(refusal("\"input_cost_per_token\": 0, \"output_cost_per_token\": 0.0"))
                .isEqualTo("expected a price, but all are 0, which may mean free or unknown");
        assertThat(refusal("\"input_cost_per_token\": 1, \"output_cost_per_token\": 1e-06"))
                .contains("but got $1000000");
        assertThat(refusal("\"max_tokens\": 5"))
                .isEqualTo("expected a price per token of input and output, but there is none");
        assertThat(refusal("\"input_cost_per_token\": 1e-06")).contains("there is none");
        assertThat(refusal("\"input_cost_per_token\": 1e-06, \"output_cost_per_token\": 2e-06, "
                        + "\"cache_read_input_token_cost\": 4.5e-06"))
                .startsWith("expected cached input to cost no more than input");
        assertThat(refusal("\"input_cost_per_token\": \"a lot\", \"output_cost_per_token\": 2e-06"))
                .contains("there is none");
    }

    @Test
    void vectorsAbove10DollarsAMillionAreLeftOut() throws IOException {
        PriceCatalog catalog = read("""
                {"light": {"litellm_provider": "cohere", "mode": "embedding", "input_cost_per_token": 1e-04}}
                """);
        assertThat(catalog.find("cohere", "light").orElseThrow().price(NOW)).isEmpty();
        assertThat(catalog.rejected().get(0).reason()).startsWith("expected vectors to cost at most $10");
    }

    @Test
    void spokenDialoguesAreNoChat() throws IOException {
        PriceCatalog catalog = read("""
                {"live": {"litellm_provider": "gemini", "mode": "chat", "input_cost_per_token": 1e-06,
                  "output_cost_per_token": 1e-06, "supported_endpoints": ["/v1/realtime"]}}
                """);
        assertThat(catalog.cards()).isEmpty();
    }

    @Test
    void aSchemaOfBedrocksIsOneThatTheModelItselfFollows() throws IOException {
        PriceCatalog catalog = read("""
                {"emulated": {"litellm_provider": "bedrock_converse", "mode": "chat", "input_cost_per_token": 1e-06,
                  "output_cost_per_token": 1e-06, "supports_response_schema": true},
                 "native": {"litellm_provider": "bedrock_converse", "mode": "chat", "input_cost_per_token": 1e-06,
                  "output_cost_per_token": 1e-06, "supports_native_structured_output": true}}
                """);
        assertThat(catalog.find("bedrock", "emulated").orElseThrow().capabilities())
                .doesNotContain(Capability.JSON_SCHEMA, Capability.JSON_OBJECT);
        assertThat(catalog.find("bedrock", "native").orElseThrow().capabilities())
                .contains(Capability.JSON_SCHEMA);
    }

    @Test
    void limitsAndCapabilitiesAreRead() throws IOException {
        PriceCatalog catalog = read("""
                {"sample_spec": {"litellm_provider": "one of", "mode": "chat"},
                 "gpt-5": {"litellm_provider": "openai", "mode": "chat", "input_cost_per_token": 1.25e-06,
                   "output_cost_per_token": 1e-05, "max_input_tokens": 272000, "max_output_tokens": 128000.0,
                   "supports_function_calling": true, "supports_vision": true, "supports_reasoning": true,
                   "supports_response_schema": true},
                 "gemini/gemini-embedding-001": {"litellm_provider": "gemini", "mode": "embedding",
                   "input_cost_per_token": 1.5e-07, "output_cost_per_token": 0, "output_vector_size": 3072,
                   "max_input_tokens": "2048"},
                 "rerank-v3.5": {"litellm_provider": "cohere", "mode": "rerank", "input_cost_per_query": 0.002,
                   "input_cost_per_token": 0.0, "output_cost_per_token": 0.0},
                 "vertex_ai/claude-x": {"litellm_provider": "vertex_ai-anthropic_models", "mode": "chat",
                   "input_cost_per_token": 1e-06, "output_cost_per_token": 1e-06},
                 "dall-e-3": {"litellm_provider": "openai", "mode": "image_generation"}}
                """);
        ModelCard gpt = catalog.find("openai", "gpt-5").orElseThrow();
        assertThat(gpt.contextWindow()).isEqualTo(400_000);
        assertThat(gpt.maxOutputTokens()).isEqualTo(128_000);
        assertThat(gpt.capabilities())
                .contains(Capability.TOOLS, Capability.VISION, Capability.REASONING_EFFORT, Capability.JSON_SCHEMA)
                .doesNotContain(Capability.SAMPLING, Capability.DOCUMENTS);
        ModelCard embedding = catalog.find("gemini", "gemini-embedding-001").orElseThrow();
        assertThat(embedding.kind()).isEqualTo(ModelCard.Kind.EMBEDDING);
        assertThat(embedding.dimensions()).isEqualTo(3072);
        assertThat(embedding.contextWindow()).isEqualTo(2048);
        assertThat(catalog.find("cohere", "rerank-v3.5").orElseThrow().price(NOW))
                .contains(Price.perMillion("0", "0").withSearchUnit(Money.usd("0.002")));
        assertThat(catalog.find("vertex", "claude-x")).isPresent();
        assertThat(catalog.cards().stream().map(ModelCard::name))
                .isEqualTo(List.of("rerank-v3.5", "gemini-embedding-001", "gpt-5", "claude-x"));
    }

    @Test
    void whatOnlyTheResponsesApiServesIsMarked() throws IOException {
        PriceCatalog catalog = read("""
                {"gpt-5-pro": {"litellm_provider": "openai", "mode": "responses", "input_cost_per_token": 1.5e-05,
                   "output_cost_per_token": 1.2e-04, "supported_endpoints": ["/v1/batch", "/v1/responses"]},
                 "computer-use-preview": {"litellm_provider": "azure", "mode": "chat", "input_cost_per_token": 3e-06,
                   "output_cost_per_token": 1.2e-05, "supported_endpoints": ["/v1/responses"]},
                 "gpt-5": {"litellm_provider": "openai", "mode": "chat", "input_cost_per_token": 1.25e-06,
                   "output_cost_per_token": 1e-05, "supported_endpoints": ["/v1/chat/completions", "/v1/responses"]}}
                """);
        assertThat(catalog.find("openai", "gpt-5-pro").orElseThrow().isResponsesOnly())
                .isTrue();
        assertThat(catalog.find("azure-openai", "computer-use-preview")
                        .orElseThrow()
                        .isResponsesOnly())
                .isTrue();
        assertThat(catalog.find("openai", "gpt-5").orElseThrow().isResponsesOnly())
                .isFalse();
    }

    @Test
    void theFilesOwnNameOfAModelWinsOverTheBareOne() throws IOException {
        String rows = """
                {"%s": {"litellm_provider": "deepseek", "mode": "chat", "input_cost_per_token": 1e-06,
                  "output_cost_per_token": 1e-06},
                 "%s": {"litellm_provider": "deepseek", "mode": "chat", "input_cost_per_token": 2e-06,
                  "output_cost_per_token": 2e-06}}
                """;
        assertThat(read(String.format(Locale.ROOT, rows, "deepseek/x", "x"))
                        .find("deepseek", "x")
                        .orElseThrow()
                        .price(NOW))
                .contains(Price.perMillion("1", "1"));
        assertThat(read(String.format(Locale.ROOT, rows, "x", "deepseek/x"))
                        .find("deepseek", "x")
                        .orElseThrow()
                        .price(NOW))
                .contains(Price.perMillion("2", "2"));
    }

    @Test
    void theCatalogueIsDatedByTheFile() throws IOException {
        Path file = Files.writeString(folder.resolve("dated.json"), "{}");
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-08-01T12:00:00Z")));
        assertThat(PriceCatalog.fromLiteLlm(file).date()).isEqualTo(LocalDate.of(2026, 8, 1));
    }

    @Test
    void whatIsNoSuchFileIsRefused() {
        assertThatThrownBy(() -> read("[1]")).isInstanceOf(IOException.class).hasMessageContaining("JSON object");
        assertThatThrownBy(() -> read("{")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> PriceCatalog.fromLiteLlm(folder.resolve("none")))
                .isInstanceOf(IOException.class);
    }
}
