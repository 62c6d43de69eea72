package io.tollgate.tests.wire;

import io.tollgate.anthropic.Anthropic;
import io.tollgate.gemini.Gemini;
import io.tollgate.openai.KnownVendor;
import io.tollgate.openai.OpenAi;
import io.tollgate.openai.OpenAiCompatible;
import io.tollgate.price.ModelCard;
import io.tollgate.price.PriceCatalog;
import io.tollgate.spi.ChatCodec;
import io.tollgate.spi.EmbeddingCodec;
import io.tollgate.spi.Provider;
import io.tollgate.spi.RerankCodec;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The vendors that the recordings are held against. */
final class Vendors {
    /** In the words of the recordings and of the catalogue. */
    static final List<String> NAMES = List.of("openai", "anthropic", "gemini", "deepseek", "mistral");

    /** The others of OpenAI's dialect, of which answers and errors are read, and requests not written. */
    static final List<String> COMPATIBLE = Arrays.stream(KnownVendor.values())
            .map(KnownVendor::id)
            .filter(id -> !NAMES.contains(id))
            .toList();

    /** Of whom there are no recordings. */
    static final List<String> UNRECORDED = List.of("nvidia", "nebius", "lmstudio", "tgi");

    /** OpenAI's second dialect, as if it were another vendor. */
    static final String RESPONSES_API = "openai responses";

    /** Those of whom there are recordings of the Responses API, also such as have no row of their own. */
    static final List<String> RESPONSES = List.of(
            "openai", "azure-openai", "bedrock", "chatgpt", "copilot", "deepseek", "mistralrs", "openrouter", "xai");

    private Vendors() {}

    static Provider provider(String vendor) {
        return switch (vendor) {
            case "openai" -> OpenAi.create();
            case RESPONSES_API -> OpenAi.create().withResponses();
            case "anthropic" -> Anthropic.create();
            case "gemini" -> Gemini.create();
            case "deepseek" -> OpenAiCompatible.deepSeek();
            case "databricks" ->
                OpenAiCompatible.builder(KnownVendor.DATABRICKS, "https://w.example.com/serving-endpoints")
                        .build();
            case "cloudflare" ->
                OpenAiCompatible.builder(
                                KnownVendor.CLOUDFLARE, "https://api.cloudflare.com/client/v4/accounts/1/ai/v1")
                        .build();
            default -> OpenAiCompatible.of(known(vendor));
        };
    }

    /** The vendor as asked by the Responses API. */
    static Provider responses(String vendor) {
        if (vendor.equals("openai")) {
            return OpenAi.create().withResponses();
        }
        return Arrays.stream(KnownVendor.values())
                .filter(known -> known.id().equals(vendor))
                .findFirst()
                .map(OpenAiCompatible::of)
                .orElseGet(() -> OpenAiCompatible.builder(vendor, "https://llm.example.com/v1")
                        .build())
                .withResponses();
    }

    private static KnownVendor known(String id) {
        return Arrays.stream(KnownVendor.values())
                .filter(known -> known.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("expected a vendor, but got " + id));
    }

    /** All of them. */
    static List<String> all() {
        return Stream.concat(NAMES.stream(), COMPATIBLE.stream()).toList();
    }

    /** Those of OpenAI's dialect that chat. */
    static List<String> dialect() {
        return all().stream()
                .filter(vendor -> !vendor.equals("anthropic") && !vendor.equals("gemini"))
                .filter(Vendors::chats)
                .toList();
    }

    /** Those with recordings. */
    static List<String> recorded() {
        return all().stream().filter(vendor -> !UNRECORDED.contains(vendor)).toList();
    }

    /** The vendor as a recording asked it. */
    static Provider provider(Recording recording) {
        return recording.api().equals("responses") ? responses(recording.vendor()) : provider(recording.vendor());
    }

    /** The codec of a recording's format. */
    static ChatCodec chat(Recording recording) {
        return chat(provider(recording), recording.model());
    }

    static ChatCodec chat(String vendor, String model) {
        return chat(provider(vendor), model);
    }

    private static ChatCodec chat(Provider provider, String model) {
        return provider.chat(model)
                .orElseThrow(() -> new AssertionError("expected that " + provider + " chats with \"" + model + '"'));
    }

    static EmbeddingCodec embedding(String vendor, String model) {
        return provider(vendor)
                .embedding(model)
                .orElseThrow(() -> new AssertionError("expected that " + vendor + " embeds with \"" + model + '"'));
    }

    static RerankCodec rerank(String vendor, String model) {
        return provider(vendor)
                .rerank(model)
                .orElseThrow(() -> new AssertionError("expected that " + vendor + " ranks with \"" + model + '"'));
    }

    /** Whether it has chat models. */
    static boolean chats(String vendor) {
        return provider(vendor).chat("some-model").isPresent();
    }

    /** The catalogue's card, or one of an unknown model under this name. */
    static ModelCard card(String vendor, String model) {
        return PriceCatalog.bundled()
                .find(vendor, model)
                .map(card -> card.withName(model))
                .orElseGet(() -> ModelCard.unknown(vendor, model, ModelCard.Kind.CHAT));
    }
}
