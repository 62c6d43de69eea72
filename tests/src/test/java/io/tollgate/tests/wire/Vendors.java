package io.tollgate.tests.wire;

import io.tollgate.anthropic.Anthropic;
import io.tollgate.gemini.Gemini;
import io.tollgate.openai.OpenAi;
import io.tollgate.openai.OpenAiCompatible;
import io.tollgate.price.ModelCard;
import io.tollgate.price.PriceCatalog;
import io.tollgate.spi.ChatCodec;
import io.tollgate.spi.EmbeddingCodec;
import io.tollgate.spi.Provider;
import java.util.List;

/** The vendors that the recordings are held against. */
final class Vendors {
    /** In the words of the recordings and of the catalogue. */
    static final List<String> NAMES = List.of("openai", "anthropic", "gemini", "deepseek");

    private Vendors() {}

    static Provider provider(String vendor) {
        return switch (vendor) {
            case "openai" -> OpenAi.create();
            case "anthropic" -> Anthropic.create();
            case "gemini" -> Gemini.create();
            case "deepseek" -> OpenAiCompatible.deepSeek();
            default -> throw new IllegalArgumentException("expected one of " + NAMES + ", but got " + vendor);
        };
    }

    static ChatCodec chat(String vendor, String model) {
        return provider(vendor)
                .chat(model)
                .orElseThrow(() -> new AssertionError("expected that " + vendor + " chats with \"" + model + '"'));
    }

    static EmbeddingCodec embedding(String vendor, String model) {
        return provider(vendor)
                .embedding(model)
                .orElseThrow(() -> new AssertionError("expected that " + vendor + " embeds with \"" + model + '"'));
    }

    /** The catalogue's card, or one of an unknown model under this name. */
    static ModelCard card(String vendor, String model) {
        return PriceCatalog.bundled()
                .find(vendor, model)
                .map(card -> card.withName(model))
                .orElseGet(() -> ModelCard.unknown(vendor, model, ModelCard.Kind.CHAT));
    }
}
