package io.tollgate.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceCatalogTest {
    private static final Instant SUNDAY = Instant.parse("2026-11-22T02:00:00Z");
    private static final long MILLION = 1_000_000;
    private static final PriceCatalog BUNDLED = PriceCatalog.bundled();

    private static ModelCard card(String vendor, String model) {
        return BUNDLED.find(vendor, model).orElseThrow(() -> new AssertionError("no " + vendor + "/" + model));
    }

    @ParameterizedTest(name = "{1} as {2}")
    @CsvSource({
        "openai, gpt-4o-2024-08-06, gpt-4o-2024-08-06",
        "openai, gpt-4o-2027-01-01, gpt-4o-2027-01-01",
        "openai, GPT-4o, gpt-4o",
        "openai, gpt-4o-latest, gpt-4o-latest",
        "anthropic, claude-haiku-5.5, claude-haiku-5-5",
        "anthropic, claude-haiku-5-5-20261024, claude-haiku-5-5-20261024",
        "anthropic, claude-haiku-4-5@20251001, claude-haiku-4-5-20251001",
        "anthropic, claude-3-opus, claude-3-opus",
        "anthropic, claude-3-5-haiku-latest, claude-3-5-haiku-latest",
        "anthropic, claude-sonnet-4, claude-sonnet-4",
        "gemini, models/gemini-2.5-flash, gemini-2.5-flash",
        "gemini, gemini-2.5-pro-preview-05-06, gemini-2.5-pro-preview-05-06",
        "deepseek, DeepSeek-Chat, deepseek-chat",
        "cohere, command-a, command-a",
        "cohere, command-r7b, command-r7b",
        "vertex, claude-haiku-4-5@20251001, claude-haiku-4-5@20251001",
        "vertex, claude-opus-5@default, claude-opus-5@default",
        "bedrock, us.anthropic.claude-haiku-4-5-20251001-v1:0, us.anthropic.claude-haiku-4-5-20251001-v1:0",
        "bedrock, arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.claude-opus-5, "
                + "arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.claude-opus-5"
    })
    void aModelIsFoundUnderTheNamesThatPeopleWrite(String vendor, String asked, String sent) {
        assertThat(card(vendor, asked).name()).isEqualTo(sent);
        assertThat(card(vendor, asked).price(SUNDAY)).isPresent();
    }

    @ParameterizedTest
    @CsvSource({"openai, gpt-7", "openai, gpt-4oo", "openai, claude-haiku-4-5", "nobody, gpt-4o", "openai, ''"})
    void whatIsNotListedIsNotFound(String vendor, String model) {
        assertThat(BUNDLED.find(vendor, model)).isEmpty();
    }

    @Test
    void capabilitiesAreThoseThatTheVendorsAccept() {
        for (String refusing : List.of("o3", "o4-mini", "gpt-5", "gpt-5-nano", "gpt-5.6-sol", "gpt-6-luna")) {
            assertThat(card("openai", refusing).capabilities())
                    .as(refusing)
                    .doesNotContain(Capability.SAMPLING, Capability.STOP, Capability.THINKING_BUDGET)
                    .contains(Capability.REASONING_EFFORT, Capability.JSON_SCHEMA, Capability.TOOLS);
        }
        assertThat(card("openai", "gpt-4o").capabilities())
                .contains(Capability.SAMPLING, Capability.STOP, Capability.VISION, Capability.JSON_OBJECT)
                .doesNotContain(Capability.REASONING_EFFORT);
        for (String refusing : List.of("opus-4-7", "opus-4-8", "opus-5", "opus-5-5", "sonnet-5", "fable-5-1")) {
            assertThat(card("anthropic", "claude-" + refusing).capabilities())
                    .as(refusing)
                    .doesNotContain(Capability.SAMPLING, Capability.THINKING_BUDGET, Capability.JSON_OBJECT)
                    .contains(Capability.REASONING_EFFORT, Capability.JSON_SCHEMA, Capability.STOP);
        }
        assertThat(card("anthropic", "claude-haiku-4-5").capabilities())
                .contains(Capability.SAMPLING, Capability.THINKING_BUDGET, Capability.JSON_SCHEMA)
                .doesNotContain(Capability.REASONING_EFFORT);
        assertThat(card("gemini", "gemini-2.5-flash").capabilities())
                .contains(Capability.THINKING_BUDGET, Capability.DOCUMENTS)
                .doesNotContain(Capability.REASONING_EFFORT);
        assertThat(card("gemini", "gemini-4-argon").capabilities()).contains(Capability.REASONING_EFFORT);
        assertThat(card("deepseek", "deepseek-flash").capabilities())
                .contains(Capability.JSON_OBJECT)
                .doesNotContain(Capability.JSON_SCHEMA, Capability.VISION);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "bedrock, amazon.nova-pro-v1:0, TOOLS, JSON_OBJECT",
        "bedrock, us.anthropic.claude-opus-5, JSON_SCHEMA, SAMPLING",
        "bedrock, openai.gpt-5.6-luna, REASONING_EFFORT, SAMPLING",
        "cohere, command-a-03-2025, JSON_SCHEMA, VISION",
        "mistral, mistral-small-latest, DOCUMENTS, THINKING_BUDGET",
        "openrouter, google/gemini-2.5-flash-lite, REASONING_EFFORT, ",
        "perplexity, sonar-pro, VISION, TOOLS",
        "vertex, claude-opus-4-1@20250805, THINKING_BUDGET, JSON_OBJECT",
        "xai, grok-4.3, JSON_SCHEMA, STOP"
    })
    void theServerBeforeAModelAddsAndRefuses(String vendor, String model, Capability has, @Nullable Capability lacks) {
        assertThat(card(vendor, model).capabilities()).contains(has);
        if (lacks != null) {
            assertThat(card(vendor, model).capabilities()).doesNotContain(lacks);
        }
    }

    @Test
    void embeddingModelsHaveDimensionsAndASpaceOfTheirOwn() {
        assertThat(card("openai", "text-embedding-3-large").dimensions()).isEqualTo(3072);
        assertThat(card("openai", "text-embedding-3-small").dimensions()).isEqualTo(1536);
        assertThat(card("gemini", "gemini-embedding-001").dimensions()).isEqualTo(3072);
        assertThat(card("azure-openai", "text-embedding-3-small").embeddingSpace())
                .isEqualTo(card("openai", "text-embedding-3-small").embeddingSpace());
        assertThat(card("openai", "text-embedding-ada-002-v2").embeddingSpace())
                .isEqualTo(card("openai", "text-embedding-ada-002").embeddingSpace());
        assertThat(card("openai", "gpt-4o").embeddingSpace()).isEmpty();
    }

    @Test
    void theBundledCatalogueIsDatedWideAndPricedThroughout() {
        assertThat(BUNDLED.date()).isEqualTo(LocalDate.of(2026, 11, 15));
        assertThat(BUNDLED.cards()).hasSizeGreaterThan(1_000).allSatisfy(card -> {
            assertThat(card.isKnown()).isTrue();
            Price price = card.price(SUNDAY).orElseThrow();
            assertThat(price.isFree())
                    .isEqualTo(
                            card.name().equals("glm-4.7-flash") && card.vendor().equals("zai"));
            assertThat(price.rates().cachedInput())
                    .isLessThanOrEqualTo(price.rates().input());
            assertThat(price.worstCase(MILLION, 0)).isLessThan(Money.usd("1000"));
        });
        assertThat(BUNDLED.cards().stream().map(ModelCard::vendor).distinct()).hasSizeGreaterThan(30);
        assertThat(BUNDLED.rejected()).isEmpty();
        assertThat(PriceCatalog.bundled()).isSameAs(BUNDLED);
    }

    @Test
    void everyRowSurvivesARoundTrip() {
        assertThat(BUNDLED.cards()).allSatisfy(card -> {
            String line = CatalogLine.write(card);
            ModelCard again = CatalogLine.read(line);
            assertThat(CatalogLine.write(again)).isEqualTo(line);
            assertThat(again.prices()).isEqualTo(card.prices());
            assertThat(again.capabilities()).isEqualTo(card.capabilities());
        });
    }

    @Test
    void namesThatCompareEqualMeanOneModel() {
        Map<String, ModelCard> seen = new HashMap<>();
        Set<String> ambiguous = new TreeSet<>();
        for (ModelCard card : BUNDLED.cards()) {
            ModelCard other = seen.put(card.vendor() + "/" + ModelNames.plain(card.name()), card);
            if (other != null && !other.price(SUNDAY).equals(card.price(SUNDAY))) {
                ambiguous.add(card.vendor() + "/" + card.name());
            }
        }
        assertThat(ambiguous).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "a\tb\tchat # 10 columns",
                "a\tb\tchit\t-\t-\t-\t-\t-\t-\t- # chit",
                "a\tb\tchat\t-\t-\t-\tTQ\t-\t-\t- # unknown capabilities \"Q\"",
                "a\tb\tchat\t-\t-\t-\t-\t-\t-\tin=1 cost=2 # cost=2",
                "a\tb\tchat\t-\t-\t-\t-\t-\t-\tin=1.0000000001 # at most 9 decimals",
                "a\tb\tchat\tx\t-\t-\t-\t-\t-\tin=1 # \"x\""
            })
    void aBrokenLineIsToldWithTheLine(String line, String expected) {
        assertThatThrownBy(() -> PriceCatalog.read(new ByteArrayInputStream(line.getBytes(StandardCharsets.UTF_8)))
                        .cards())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(expected)
                .hasMessageContaining("a\tb\t");
    }

    @ParameterizedTest
    @CsvSource({
        "ollama, llama3.2:3b, true",
        "ollama, gpt-oss:120b, true",
        "ollama, gpt-oss:120b-cloud, false",
        "vllm, meta-llama/Llama-3.2-1B-Instruct, true",
        "llamacpp, any, true",
        "lmstudio, any, true",
        "litellm, any, false",
        "nvidia, any, false"
    })
    void modelsOnOwnHardwareAreFreeWhateverTheirName(String vendor, String model, boolean free) {
        for (ModelCard.Kind kind : ModelCard.Kind.values()) {
            ModelCard card = BUNDLED.card(vendor, model, kind);
            assertThat(card.isKnown()).isFalse();
            assertThat(card.kind()).isEqualTo(kind);
            assertThat(card.price(SUNDAY).filter(Price::isFree).isPresent()).isEqualTo(free);
            assertThat(card.price(SUNDAY).isPresent()).isEqualTo(free);
        }
        assertThat(BUNDLED.find(vendor, model)).isEmpty();
    }

    @Test
    void linesOfVendorsThatNobodyAsksForAreNotParsed() throws IOException {
        String lines = "a\tb\tchat\t-\t-\t-\t-\t-\t-\tin=1 out=1\nbroken\tline\n";
        PriceCatalog catalog = PriceCatalog.read(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)));
        assertThat(catalog.find("a", "b")).isPresent();
        assertThatThrownBy(() -> catalog.find("broken", "line")).hasMessageContaining("10 columns");
    }

    @Test
    void overridesReplaceAndAddWithoutTouchingTheOriginal() {
        Price price = Price.perMillion("1", "2");
        PriceCatalog mine = BUNDLED.with("openai", "gpt-4o", price).with("vllm", "my-model", Price.free());
        ModelCard changed = mine.find("openai", "gpt-4o").orElseThrow();
        assertThat(changed.price(SUNDAY)).contains(price);
        assertThat(changed.can(Capability.VISION)).isTrue();
        assertThat(mine.find("vllm", "my-model").orElseThrow().price(SUNDAY)).contains(Price.free());
        assertThat(card("openai", "gpt-4o").price(SUNDAY)).isNotEqualTo(changed.price(SUNDAY));
        assertThat(BUNDLED.find("vllm", "my-model")).isEmpty();
        ModelCard card =
                ModelCard.of("acme", "embed-1", ModelCard.Kind.EMBEDDING).withDimensions(8);
        assertThat(BUNDLED.with(card).find("acme", "EMBED-1")).contains(card);
        assertThat(mine.card("vllm", "other", ModelCard.Kind.CHAT).price(SUNDAY))
                .contains(Price.free());
        assertThat(mine.date()).isEqualTo(BUNDLED.date());
    }

    @Test
    void theResourceIsWhatTheWriterMakesOfItsOwnRows() throws IOException {
        List<String> overrides = new ArrayList<>();
        for (String file : CatalogWriter.OVERRIDES) {
            overrides.addAll(resource(file).lines().toList());
        }
        List<String> bundled = resource("catalog.tsv").lines().toList();
        String again = CatalogWriter.write(
                BUNDLED,
                overrides.stream().filter(line -> !line.endsWith("\tdrop")).toList());
        assertThat(again.lines().toList())
                .as("run CatalogWriter after changing its overrides")
                .isEqualTo(bundled);
    }

    private static String resource(String name) throws IOException {
        try (var in = PriceCatalog.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("no resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Models that answered in the recordings, where those are at hand. */
    @Test
    void modelsOfTheRecordingsAreFound() throws IOException {
        Path index = Path.of(System.getProperty("tollgate.wire", "none"), "INDEX.tsv");
        assumeThat(index).exists();
        Set<String> vendors = Set.of(
                "openai",
                "anthropic",
                "gemini",
                "deepseek",
                "bedrock",
                "mistral",
                "cohere",
                "voyage",
                "cloudflare",
                "minimax",
                "moonshot",
                "databricks",
                "ai21",
                "sambanova",
                "xai",
                "azure-ai");
        Set<String> served =
                Set.of("chat", "messages", "gemini", "embeddings", "responses", "converse", "cohere_v2_chat", "rerank");
        Set<String> missing = Files.readAllLines(index).stream()
                .map(line -> line.split("\t", -1))
                .filter(row -> vendors.contains(row[1]) && served.contains(row[2]) && row[4].equals("200"))
                .filter(row -> !row[5].isEmpty()
                        && BUNDLED.find(row[1], row[5])
                                .flatMap(card -> card.price(SUNDAY))
                                .isEmpty())
                .map(row -> row[1] + "/" + row[5])
                .sorted(Comparator.naturalOrder())
                .collect(Collectors.toCollection(TreeSet::new));
        missing.remove("gemini/gemini"); // the name of a stand-in that a recording's author ran
        assertThat(missing).isEmpty();
    }
}
