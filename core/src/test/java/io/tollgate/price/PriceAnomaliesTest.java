package io.tollgate.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every oddity that is known of LiteLLM's list of a day, where that list and its oddities are at hand. */
class PriceAnomaliesTest {
    private static final Instant NOW = Instant.parse("2026-11-22T02:00:00Z");
    private static final Path FACTS =
            Path.of(System.getProperty("tollgate.wire", "none")).resolveSibling("facts");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    @Test
    void everyOddPriceIsLeftOutOrMendedByRule() throws IOException {
        Path anomalies = FACTS.resolve("price-anomalies.tsv");
        assumeThat(anomalies).as("facts beside the recordings").exists();
        JsonNode list =
                JSON.readTree(FACTS.resolve("prices-litellm-2026-08-01.json").toFile());
        List<String> rows = Files.readAllLines(anomalies);
        for (String row : rows.subList(1, rows.size())) {
            String[] columns = row.split("\t", -1);
            PriceCatalog alone = alone(columns[0], list.path(columns[0]));
            if (columns[3].contains("no cache-read price")) {
                assertThat(alone.cards()).as(row).allSatisfy(card -> aCachedTokenCostsAsMuchAsAnyOther(card, row));
            } else {
                assertThat(alone.cards())
                        .as(row)
                        .allSatisfy(card -> assertThat(card.price(NOW)).as(row).isEmpty());
                assertThat(alone.rejected()).as(row).hasSameSizeAs(alone.cards());
            }
        }
        assertThat(rows).hasSizeGreaterThan(300);
    }

    private PriceCatalog alone(String key, JsonNode row) throws IOException {
        assertThat(row.isObject()).as("listed: " + key).isTrue();
        Path file = folder.resolve("one.json");
        JSON.writeValue(file.toFile(), JSON.createObjectNode().set(key, row));
        return PriceCatalog.fromLiteLlm(file);
    }

    private static void aCachedTokenCostsAsMuchAsAnyOther(ModelCard card, String row) {
        if (card.price(NOW).isPresent()) {
            Price price = card.price(NOW).get();
            Usage plain = Usage.of(1_000, 10);
            assertThat(price.cost(plain.withCachedInputTokens(1_000), NOW))
                    .as(row)
                    .isEqualTo(price.cost(plain, NOW));
        }
    }
}
