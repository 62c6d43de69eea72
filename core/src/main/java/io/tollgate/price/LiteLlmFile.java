package io.tollgate.price;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** LiteLLM's public list of models; its own documentation of the fields is scattered over its cost code. */
final class LiteLlmFile {
    private static final int MAX_SCALE = 100;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /** Where this project has another name for a vendor; all others keep theirs, with dashes. */
    private static final Map<String, String> VENDORS = Map.ofEntries(
            Map.entry("azure", "azure-openai"),
            Map.entry("bedrock_converse", "bedrock"),
            Map.entry("bedrock_mantle", "bedrock"),
            Map.entry("cohere_chat", "cohere"),
            Map.entry("dashscope", "alibaba"),
            Map.entry("fireworks_ai", "fireworks"),
            Map.entry("jina_ai", "jina"),
            Map.entry("lambda_ai", "lambda"),
            Map.entry("nvidia_nim", "nvidia"),
            Map.entry("together_ai", "together"),
            Map.entry("vercel_ai_gateway", "vercel-gateway"),
            Map.entry("vertex_ai", "vertex"));

    private static final String NATIVE_SCHEMA = "supports_native_structured_output";

    private static final Map<String, Capability> FLAGS = Map.of(
            "supports_function_calling",
            Capability.TOOLS,
            "supports_vision",
            Capability.VISION,
            "supports_pdf_input",
            Capability.DOCUMENTS,
            "supports_response_schema",
            Capability.JSON_SCHEMA,
            NATIVE_SCHEMA,
            Capability.JSON_SCHEMA);

    private final Map<String, ModelCard> cards = new HashMap<>();
    private final List<PriceCatalog.Rejected> rejected = new ArrayList<>();

    private LiteLlmFile() {}

    static PriceCatalog read(Path file) throws IOException {
        JsonNode models = JSON.readTree(file.toFile());
        if (!models.isObject()) {
            throw new IOException("expected a JSON object of models in " + file + ", but it has none");
        }
        LiteLlmFile list = new LiteLlmFile();
        for (Map.Entry<String, JsonNode> model : models.properties()) {
            list.add(model.getKey(), model.getValue());
        }
        LocalDate date = Files.getLastModifiedTime(file)
                .toInstant()
                .atZone(ZoneOffset.UTC)
                .toLocalDate();
        return PriceCatalog.of(date, list.cards.values(), list.rejected);
    }

    private void add(String key, JsonNode row) {
        Optional<ModelCard.Kind> kind = kind(row);
        // "vertex_ai-anthropic_models" and its like are one vendor.
        String provider = row.path("litellm_provider").asText().replaceFirst("-.*", "");
        if (kind.isEmpty() || provider.isEmpty() || key.equals("sample_spec")) {
            return;
        }
        String vendor =
                VENDORS.getOrDefault(provider, provider.replace('_', '-').toLowerCase(Locale.ROOT));
        boolean prefixed = key.startsWith(provider + "/");
        String name = prefixed ? key.substring(provider.length() + 1) : key;
        boolean anyRegion = name.startsWith("*");
        if (anyRegion || (!prefixed && cards.containsKey(vendor + "/" + name))) {
            return;
        }
        ModelCard card = card(vendor, name, kind.get(), row);
        try {
            card = card.withPrice(LiteLlmPrices.read(row, kind.get()));
        } catch (IllegalArgumentException e) {
            rejected.add(new PriceCatalog.Rejected(vendor, name, String.valueOf(e.getMessage())));
        }
        cards.put(vendor + "/" + name, card);
    }

    private static Optional<ModelCard.Kind> kind(JsonNode row) {
        return switch (row.path("mode").asText()) {
            // Spoken dialogues have an endpoint of their own.
            case "chat" ->
                row.path("supported_endpoints").toString().equals("[\"/v1/realtime\"]")
                        ? Optional.empty()
                        : Optional.of(ModelCard.Kind.CHAT);
            case "responses" -> Optional.of(ModelCard.Kind.CHAT);
            case "embedding" -> Optional.of(ModelCard.Kind.EMBEDDING);
            case "rerank" -> Optional.of(ModelCard.Kind.RERANK);
            default -> Optional.empty();
        };
    }

    private static ModelCard card(String vendor, String name, ModelCard.Kind kind, JsonNode row) {
        long input = count(row, "max_input_tokens");
        long output = count(row, "max_output_tokens");
        // OpenAI's window is told as the most input; what it shares with the output is larger.
        boolean apart = input == 272_000 && output == 128_000;
        ModelCard card = ModelCard.of(vendor, name, kind)
                .withLimits(apart ? input + output : input, kind == ModelCard.Kind.CHAT ? output : 0)
                .withDimensions((int) count(row, "output_vector_size"));
        if (kind != ModelCard.Kind.CHAT) {
            return card;
        }
        if (isResponsesOnly(row)) {
            card = card.withResponsesOnly();
        }
        boolean reasons = row.path("supports_reasoning").asBoolean();
        Set<Capability> listed = listed(row);
        if (vendor.equals("bedrock") && !row.path(NATIVE_SCHEMA).asBoolean()) {
            // What is listed for Converse is an emulation by tools.
            listed.remove(Capability.JSON_SCHEMA);
        }
        return card.withCapabilities(ModelTraits.complete(vendor, name, listed, reasons))
                .withTokenBounds(ModelTraits.imageTokens(name), card.pageTokens(), card.toolTokens());
    }

    private static boolean isResponsesOnly(JsonNode row) {
        String endpoints = row.path("supported_endpoints").toString();
        return row.path("mode").asText().equals("responses")
                || (endpoints.contains("/v1/responses") && !endpoints.contains("/v1/chat/completions"));
    }

    private static Set<Capability> listed(JsonNode row) {
        Set<Capability> listed = EnumSet.noneOf(Capability.class);
        FLAGS.forEach((flag, capability) -> {
            if (row.path(flag).asBoolean()) {
                listed.add(capability);
            }
        });
        return listed;
    }

    private static long count(JsonNode row, String field) {
        return decimal(row.path(field))
                .map(number -> number.setScale(0, RoundingMode.DOWN))
                .filter(number -> number.signum() > 0 && number.precision() < 10)
                .map(BigDecimal::longValueExact)
                .orElse(0L);
    }

    /**
     * A number, or a text that is one; exact, since it never passes through a binary fraction.
     *
     * @throws IllegalArgumentException if it has an exponent that would take all memory to write out
     */
    static Optional<BigDecimal> decimal(JsonNode node) {
        return number(node).map(number -> {
            if (Math.abs((long) number.scale()) > MAX_SCALE) {
                throw new IllegalArgumentException("expected numbers of at most " + MAX_SCALE + " digits");
            }
            return number;
        });
    }

    private static Optional<BigDecimal> number(JsonNode node) {
        if (node.isNumber()) {
            return Optional.of(node.decimalValue());
        }
        if (!node.isTextual() || node.asText().isBlank()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new BigDecimal(node.asText().strip()));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
