package io.tollgate.bedrock;

import java.util.Locale;

/** Whose model it is, as far as Converse lets their differences through. */
enum Family {
    /** Signs its thoughts as it does elsewhere, so that one platform takes what another gave. */
    CLAUDE("anthropic"),
    /** Amazon's first generation, which doesn't think. */
    NOVA,
    /** Amazon's second generation. */
    NOVA_2,
    /** OpenAI's open models. */
    GPT_OSS,
    /** Every other, and what an ARN hides. */
    OTHER;

    /** Who made parts that only Bedrock understands. */
    static final String VENDOR = "bedrock";

    private final String signer;

    Family() {
        this(VENDOR);
    }

    Family(String signer) {
        this.signer = signer;
    }

    /** The family of a model of this name. */
    static Family of(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.contains("claude")) {
            return CLAUDE;
        }
        if (lower.contains("nova-2")) {
            return NOVA_2;
        }
        if (lower.contains("amazon.nova")) {
            return NOVA;
        }
        return lower.contains("gpt-oss") ? GPT_OSS : OTHER;
    }

    /** Whose signatures it makes and understands. */
    String signer() {
        return signer;
    }

    /** Whether prompts are cached where the request says so. */
    boolean takesCachePoints() {
        return this == CLAUDE || this == NOVA || this == NOVA_2;
    }

    /** Whether a part of this name that a model on Bedrock gave may be sent back to this one. */
    boolean understands(String part) {
        return switch (this) {
            case CLAUDE -> part.equals("reasoningContent");
            case NOVA, NOVA_2 -> !part.equals("reasoningContent");
            case GPT_OSS -> false;
            // Of what hides behind an ARN, all is taken for its own.
            case OTHER -> true;
        };
    }
}
