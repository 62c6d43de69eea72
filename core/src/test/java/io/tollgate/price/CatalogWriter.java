package io.tollgate.price;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Writes the bundled catalogue anew, from a newer file of LiteLLM's and the overrides beside this class's resources.
 * Run by hand; the same input gives the same bytes:
 *
 * <pre>
 * mvn -pl core test-compile exec:java -Dexec.skip=false -Dexec.classpathScope=test \
 *     -Dexec.mainClass=io.tollgate.price.CatalogWriter \
 *     -Dexec.args="model_prices_and_context_window.json core"
 * </pre>
 *
 * <p>An override is a whole line of the catalogue, or one of these, divided by tabs. Lines that begin with {@code #} are
 * the head of the catalogue, those with {@code ##} notes of the overrides.
 *
 * <pre>
 * vendor  model  drop
 * vendor  model  price  PRICES
 * vendor  model  like  OTHER-MODEL  PRICES
 * vendor  model  as  OTHER-VENDOR  OTHER-MODEL  PRICES
 * </pre>
 */
final class CatalogWriter {
    static final Set<String> VENDORS = Set.of(
            "ai21",
            "alibaba",
            "anthropic",
            "azure-ai",
            "azure-openai",
            "baseten",
            "bedrock",
            "cerebras",
            "cloudflare",
            "cohere",
            "databricks",
            "deepinfra",
            "deepseek",
            "fireworks",
            "gemini",
            "groq",
            "hyperbolic",
            "inception",
            "jina",
            "lambda",
            "minimax",
            "mistral",
            "moonshot",
            "nebius",
            "novita",
            "nscale",
            "nvidia",
            "openai",
            "openrouter",
            "ovhcloud",
            "perplexity",
            "sambanova",
            "scaleway",
            "together",
            "vercel-gateway",
            "vertex",
            "voyage",
            "xai",
            "zai");

    /** The later wins. */
    static final List<String> OVERRIDES = List.of("overrides.tsv", "resold.tsv");

    private CatalogWriter() {}

    public static void main(String[] arguments) throws IOException {
        Path module = Path.of(arguments[1]);
        Path folder = Path.of("io", "tollgate", "price");
        List<String> overrides = new ArrayList<>();
        for (String file : OVERRIDES) {
            overrides.addAll(Files.readAllLines(
                    module.resolve("src/test/resources").resolve(folder).resolve(file)));
        }
        Files.writeString(
                module.resolve("src/main/resources").resolve(folder).resolve("catalog.tsv"),
                write(PriceCatalog.fromLiteLlm(Path.of(arguments[0])), overrides));
    }

    static String write(PriceCatalog list, List<String> overrides) {
        Map<String, ModelCard> cards = new TreeMap<>();
        for (ModelCard card : list.cards()) {
            if (VENDORS.contains(card.vendor()) && !card.prices().isEmpty() && !isVariant(card)) {
                cards.put(card.vendor() + "/" + card.name(), card);
            }
        }
        StringBuilder text = new StringBuilder();
        for (String line : overrides) {
            if (line.startsWith("#") && !line.startsWith("##")) {
                text.append(line).append('\n');
            } else if (!line.isBlank() && !line.startsWith("#")) {
                override(cards, line.split("\t", -1), line);
            }
        }
        cards.values().forEach(card -> text.append(CatalogLine.write(card)).append('\n'));
        return text.toString();
    }

    /** Rows of regions, commitments and fine-tunings: their names aren't those that a request has. */
    private static boolean isVariant(ModelCard card) {
        boolean path = card.name().contains("/");
        return card.name().startsWith("ft:")
                || (path && Set.of("bedrock", "azure-openai").contains(card.vendor()))
                || (!path && card.vendor().equals("openrouter"));
    }

    private static void override(Map<String, ModelCard> cards, String[] words, String line) {
        String key = words[0] + "/" + words[1];
        List<ModelCard> card = new ArrayList<>();
        switch (words[2]) {
            case "drop" -> {
                if (cards.remove(key) == null) {
                    throw new IllegalArgumentException("expected a model to drop, but there is none: " + line);
                }
            }
            case "price" -> card.add(like(cards, key, words, words[3]));
            case "like" -> card.add(like(cards, words[0] + "/" + words[3], words, words[4]));
            case "as" -> card.add(like(cards, words[3] + "/" + words[4], words, words[5]));
            default -> card.add(CatalogLine.read(line));
        }
        card.forEach(each -> cards.put(key, each));
    }

    private static ModelCard like(Map<String, ModelCard> cards, String other, String[] words, String prices) {
        ModelCard model = Optional.ofNullable(cards.get(other))
                .orElseThrow(() -> new IllegalArgumentException("expected a model " + other + ", but there is none"));
        ModelCard card = ModelCard.of(words[0], words[1], model.kind())
                .withLimits(model.contextWindow(), model.maxOutputTokens())
                .withCapabilities(model.capabilities())
                .withDimensions(model.dimensions())
                .withTokenBounds(model.imageTokens(), model.pageTokens(), model.toolTokens())
                .withPrices(CatalogLine.prices(prices));
        return model.isResponsesOnly() ? card.withResponsesOnly() : card;
    }
}
