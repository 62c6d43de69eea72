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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceCatalogTest {
    private static final Instant SUNDAY = Instant.parse("2026-11-22T02:00:00Z");
    private static final Instant MONDAY_PEAK = Instant.parse("2026-11-23T02:00:00Z");
    private static final long MILLION = 1_000_000;
    private static final PriceCatalog BUNDLED = PriceCatalog.bundled();

    private static ModelCard card(String vendor, String model) {
        return BUNDLED.find(vendor, model).orElseThrow(() -> new AssertionError("no " + vendor + "/" + model));
    }

    private static String cost(ModelCard card, Usage usage, Instant at) {
        return card.price(at).orElseThrow().cost(usage, at).toUsd().toPlainString();
    }

    /** What a million tokens of each kind cost, told without the bands above. */
    private static List<String> rates(ModelCard card, Instant at) {
        Rates rates = card.price(at).orElseThrow().rates();
        return texts(rates.input(), rates.cachedInput(), rates.cacheWrite(), rates.cacheWriteHour(), rates.output());
    }

    private static List<String> texts(long... nanos) {
        List<String> texts = new ArrayList<>();
        for (long rate : nanos) {
            texts.add(rate < 0 ? "-" : Money.ofNanos(rate).toUsd().toPlainString());
        }
        return texts;
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "openai, gpt-6.2-astra, 8, 0.4, 10, -, 40, 1050000, 128000",
        "openai, gpt-6.2-sol, 2, 0.1, 2.5, -, 10, 1050000, 128000",
        "openai, gpt-6.1-sol, 2, 0.1, 2.5, -, 10, 1050000, 128000",
        "openai, gpt-6-luna, 0.1, 0.01, 0.125, -, 0.5, 1050000, 128000",
        "openai, gpt-5.6-sol, 4, 0.5, 5, -, 20, 1050000, 128000",
        "openai, gpt-5.6-terra, 2, 0.2, 2.5, -, 12, 1050000, 128000",
        "openai, gpt-5.6-luna, 0.2, 0.02, 0.25, -, 1.2, 1050000, 128000",
        "openai, gpt-5.4-mini, 0.75, 0.075, -, -, 4.5, 400000, 128000",
        "openai, gpt-5.4-nano, 0.2, 0.02, -, -, 1.25, 400000, 128000",
        "openai, gpt-4.1, 2, 0.5, -, -, 8, 1047576, 32768",
        "openai, gpt-4.1-mini, 0.4, 0.1, -, -, 1.6, 1047576, 32768",
        "openai, gpt-4o, 2.5, 1.25, -, -, 10, 128000, 16384",
        "openai, gpt-4o-mini, 0.15, 0.075, -, -, 0.6, 128000, 16384",
        "openai, o3, 2, 0.5, -, -, 8, 200000, 100000",
        "openai, text-embedding-3-small, 0.02, -, -, -, 0, 8191, 0",
        "openai, text-embedding-3-large, 0.13, -, -, -, 0, 8191, 0",
        "openai, text-embedding-ada-002, 0.1, -, -, -, 0, 8191, 0",
        "anthropic, claude-fable-5-1, 10, 0.25, 12.5, 20, 50, 1000000, 128000",
        "anthropic, claude-opus-5-5, 4, 0.2, 5, 8, 20, 1000000, 128000",
        "anthropic, claude-sonnet-5-5, 2, 0.1, 2.5, 4, 10, 1000000, 128000",
        "anthropic, claude-haiku-5-5, 0.1, 0.01, 0.125, 0.2, 0.5, 1000000, 128000",
        "anthropic, claude-opus-5, 5, 0.5, 6.25, 10, 25, 1000000, 128000",
        "anthropic, claude-sonnet-5, 2, 0.2, 2.5, 4, 10, 1000000, 128000",
        "anthropic, claude-haiku-4-5, 1, 0.1, 1.25, 2, 5, 200000, 64000",
        "gemini, gemini-4-argon, 2, 0.1, -, -, 10, 1048576, 65536",
        "gemini, gemini-3.1-pro-preview, 2, 0.2, -, -, 12, 1048576, 65536",
        "gemini, gemini-3.6-flash, 1.5, 0.15, -, -, 7.5, 1048576, 65536",
        "gemini, gemini-3.7-flash, 1.5, 0.15, -, -, 7.5, 1048576, 65536",
        "gemini, gemini-3.5-flash-lite, 0.3, 0.03, -, -, 2.5, 1048576, 65536",
        "gemini, gemini-2.5-flash, 0.3, 0.03, -, -, 2.5, 1048576, 65535",
        "gemini, gemini-2.5-flash-lite, 0.1, 0.01, -, -, 0.4, 1048576, 65535",
        "gemini, gemini-embedding-001, 0.15, -, -, -, 0, 2048, 0",
        "deepseek, deepseek-flash, 0.15, 0.003, -, -, 0.6, 1000000, 384000",
        "deepseek, deepseek-v4-pro, 0.66, 0.022, -, -, 1.98, 1000000, 384000"
    })
    @SuppressWarnings("TooManyParameters") // a row of a price list
    void theNewestModelsCostWhatTheirVendorsSay(
            String vendor,
            String model,
            String input,
            String cached,
            String write,
            String hour,
            String output,
            long window,
            long maxOutput) {
        ModelCard card = card(vendor, model);
        assertThat(rates(card, SUNDAY)).containsExactly(input, cached, write, hour, output);
        assertThat(card.contextWindow()).isEqualTo(window);
        assertThat(card.maxOutputTokens()).isEqualTo(maxOutput);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "openai, gpt-6.2-sol, 272000, 4, 15",
        "openai, gpt-5.5, 272000, 10, 45",
        "openai, gpt-5.4, 272000, 5, 22.5",
        "anthropic, claude-haiku-5-5, 100000, 0.5, 2.5",
        "anthropic, claude-sonnet-4-5, 200000, 6, 22.5",
        "gemini, gemini-3.1-pro-preview, 200000, 4, 18",
        "gemini, gemini-2.5-pro, 200000, 2.5, 15",
        "xai, grok-4.7, 199999, 4, 12"
    })
    void aLongPromptIsRepricedWhole(String vendor, String model, long band, String input, String output) {
        ModelCard card = card(vendor, model);
        Rates flat = card.price(SUNDAY).orElseThrow().rates();
        Rates banded = Rates.of(Money.usd(input).nanos(), Money.usd(output).nanos());
        assertThat(cost(card, Usage.of(band, MILLION), SUNDAY))
                .isEqualTo(flat.cost(Usage.of(band, MILLION)).toUsd().toPlainString());
        assertThat(cost(card, Usage.of(band + 1, MILLION), SUNDAY))
                .isEqualTo(banded.cost(Usage.of(band + 1, MILLION)).toUsd().toPlainString());
    }

    @Test
    void pricesChangeOnTheirDayAndAtPeakHours() {
        ModelCard argon = card("gemini", "gemini-4-argon");
        assertThat(rates(argon, Instant.parse("2026-11-30T23:59:59Z"))).containsExactly("2", "0.1", "-", "-", "10");
        assertThat(rates(argon, Instant.parse("2026-12-01T00:00:00Z"))).containsExactly("4", "0.2", "-", "-", "20");
        ModelCard sonnet = card("anthropic", "claude-sonnet-5-5");
        assertThat(rates(sonnet, Instant.parse("2026-10-06T23:59:59Z"))).contains("0.2");
        ModelCard flash = card("deepseek", "deepseek-flash");
        Usage usage = Usage.of(2 * MILLION, MILLION).withCachedInputTokens(MILLION);
        assertThat(cost(flash, usage, SUNDAY)).isEqualTo("0.753");
        assertThat(cost(flash, usage, MONDAY_PEAK)).isEqualTo("1.506");
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
        "deepseek, DeepSeek-Chat, deepseek-chat"
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
            assertThat(price.isFree()).isFalse();
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

    @Test
    void overridesReplaceAndAddWithoutTouchingTheOriginal() {
        Price price = Price.perMillion("1", "2");
        PriceCatalog mine = BUNDLED.with("openai", "gpt-4o", price).with("vllm", "my-model", Price.free());
        ModelCard changed = mine.find("openai", "gpt-4o").orElseThrow();
        assertThat(changed.price(SUNDAY)).contains(price);
        assertThat(changed.can(Capability.VISION)).isTrue();
        assertThat(mine.find("vllm", "my-model").orElseThrow().price(SUNDAY)).contains(Price.free());
        assertThat(rates(card("openai", "gpt-4o"), SUNDAY)).contains("2.5");
        assertThat(BUNDLED.find("vllm", "my-model")).isEmpty();
        ModelCard card =
                ModelCard.of("acme", "embed-1", ModelCard.Kind.EMBEDDING).withDimensions(8);
        assertThat(BUNDLED.with(card).find("acme", "EMBED-1")).contains(card);
        assertThat(mine.date()).isEqualTo(BUNDLED.date());
    }

    @Test
    void theResourceIsWhatTheWriterMakesOfItsOwnRows() throws IOException {
        List<String> overrides = resource("overrides.tsv").lines().toList();
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
        Set<String> vendors = Set.of("openai", "anthropic", "gemini", "deepseek");
        Set<String> served = Set.of("chat", "messages", "gemini", "embeddings");
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
