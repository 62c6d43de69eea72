package io.tollgate.openai;

import io.tollgate.spi.ProviderBuilder;

/**
 * OpenAI: chat by Chat Completions or the Responses API, and embeddings.
 *
 * <p>Organization and project are headers: {@code .header("OpenAI-Organization", …)} and
 * {@code .header("OpenAI-Project", …)}.
 */
public final class OpenAi {
    static final Vendor VENDOR = Vendor.of("openai");

    private OpenAi() {}

    /** The provider {@code openai}, with its key from the environment variable {@code OPENAI_API_KEY}. */
    public static CompatibleProvider create() {
        return builder().build();
    }

    /** A builder of {@link #create()} with something changed. */
    public static ProviderBuilder<CompatibleProvider> builder() {
        return VENDOR.builder();
    }
}
