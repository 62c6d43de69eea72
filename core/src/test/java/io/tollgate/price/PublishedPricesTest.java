package io.tollgate.price;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The bundled catalogue against what vendors publish. */
class PublishedPricesTest {
    private static final Instant SUNDAY = Instant.parse("2026-11-22T02:00:00Z");
    private static final Instant MONDAY_PEAK = Instant.parse("2026-11-23T02:00:00Z");
    private static final Instant NEW_YEAR = Instant.parse("2027-01-01T00:00:00Z");
    private static final long MILLION = 1_000_000;

    private static ModelCard card(String vendor, String model) {
        return PriceCatalog.bundled()
                .find(vendor, model)
                .orElseThrow(() -> new AssertionError("no " + vendor + "/" + model));
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

    static Stream<List<String>> rows() throws IOException {
        try (var in = PublishedPricesTest.class.getResourceAsStream("published.tsv")) {
            if (in == null) {
                throw new IOException("no published.tsv");
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().filter(line -> !line.startsWith("#")).map(line -> List.of(line.split("\t", -1)));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void aModelCostsAndTakesWhatItsVendorSays(List<String> row) {
        ModelCard card = card(row.get(0), row.get(1));
        assertThat(card.name()).as("found under its own name").isEqualTo(row.get(1));
        assertThat(rates(card, SUNDAY)).isEqualTo(row.subList(2, 7));
        if (!row.get(7).equals("-")) {
            assertThat(card.contextWindow()).isEqualTo(Long.parseLong(row.get(7)));
        }
        if (!row.get(8).equals("-")) {
            assertThat(card.maxOutputTokens()).isEqualTo(Long.parseLong(row.get(8)));
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "openai, gpt-6.2-sol, 272000, 4, 15",
        "openai, gpt-5.5, 272000, 10, 45",
        "openai, gpt-5.4, 272000, 5, 22.5",
        "azure-openai, gpt-6-luna, 272000, 0.2, 0.75",
        "anthropic, claude-haiku-5-5, 100000, 0.5, 2.5",
        "anthropic, claude-sonnet-4-5, 200000, 6, 22.5",
        "bedrock, eu.anthropic.claude-haiku-5-5, 100000, 0.55, 2.75",
        "gemini, gemini-3.1-pro-preview, 200000, 4, 18",
        "gemini, gemini-2.5-pro, 200000, 2.5, 15",
        "vertex, gemini-3.1-pro-preview, 200000, 4, 18",
        "xai, grok-4.7, 199999, 4, 12",
        "xai, grok-4.3, 200000, 2.5, 5",
        "minimax, MiniMax-M3, 512000, 0.6, 2.4",
        "alibaba, qwen3-max, 32000, 2.4, 12",
        "alibaba, qwen3.5-plus, 256000, 0.5, 3",
        "alibaba, qwen-flash, 256000, 0.25, 2"
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
    void pricesChangeOnTheirDay() {
        ModelCard argon = card("gemini", "gemini-4-argon");
        assertThat(rates(argon, Instant.parse("2026-11-30T23:59:59Z"))).containsExactly("2", "0.1", "-", "-", "10");
        assertThat(rates(argon, Instant.parse("2026-12-01T00:00:00Z"))).containsExactly("4", "0.2", "-", "-", "20");
        for (String flash : List.of("gemini-3.6-flash", "gemini-3.7-flash")) {
            assertThat(rates(card("vertex", flash), NEW_YEAR.minusNanos(1))).contains("0.75", "3.75");
            assertThat(rates(card("vertex", flash), NEW_YEAR)).containsExactly("1.5", "0.15", "-", "-", "7.5");
        }
        ModelCard sonnet = card("anthropic", "claude-sonnet-5-5");
        assertThat(rates(sonnet, Instant.parse("2026-10-06T23:59:59Z"))).contains("0.2");
    }

    @Test
    void deepSeekCostsTwiceAtItsPeak() {
        Usage usage = Usage.of(2 * MILLION, MILLION).withCachedInputTokens(MILLION);
        assertThat(cost(card("deepseek", "deepseek-flash"), usage, SUNDAY)).isEqualTo("0.753");
        assertThat(cost(card("deepseek", "deepseek-flash"), usage, MONDAY_PEAK)).isEqualTo("1.506");
        assertThat(cost(card("deepseek", "deepseek-v4-pro"), usage, MONDAY_PEAK))
                .isEqualTo("5.324");
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "cohere, rerank-v3.5, 0.002",
        "cohere, rerank-v4.0-pro, 0.0025",
        "azure-ai, cohere-rerank-v4.0-fast, 0.002",
        "bedrock, amazon.rerank-v1:0, 0.001",
        "bedrock, cohere.rerank-v3-5:0, 0.002"
    })
    void rerankersAreChargedBySearchUnits(String vendor, String model, String usd) {
        ModelCard card = card(vendor, model);
        assertThat(card.kind()).isEqualTo(ModelCard.Kind.RERANK);
        Price price = card.price(SUNDAY).orElseThrow();
        assertThat(price.cost(Usage.NONE.withSearchUnits(3), SUNDAY))
                .isEqualTo(Money.usd(usd).times(3));
        assertThat(price.cost(Usage.NONE, SUNDAY)).isEqualTo(Money.ZERO);
    }

    /** For the smallest search context, which a request gets that names none. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({"sonar, 0.005", "sonar-pro, 0.006", "sonar-reasoning-pro, 0.006", "sonar-deep-research, 0.005"})
    void perplexityAsksAFeeForEachRequest(String model, String usd) {
        assertThat(card("perplexity", model).price(SUNDAY).orElseThrow().cost(Usage.NONE, SUNDAY))
                .isEqualTo(Money.usd(usd));
    }
}
