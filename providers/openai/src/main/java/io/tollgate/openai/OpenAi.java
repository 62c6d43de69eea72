package io.tollgate.openai;

import io.tollgate.spi.Provider;
import io.tollgate.spi.ProviderBuilder;

/**
 * OpenAI: chat by Chat Completions, and embeddings.
 *
 * <p>Organization and project are headers: {@code .header("OpenAI-Organization", …)} and
 * {@code .header("OpenAI-Project", …)}.
 */
public final class OpenAi {
    private OpenAi() {}

    /** The provider {@code openai}, with its key from the environment variable {@code OPENAI_API_KEY}. */
    public static Provider create() {
        return builder().build();
    }

    /** A builder of {@link #create()} with something changed. */
    public static ProviderBuilder<Provider> builder() {
        return OpenAiCompatible.builder(Vendor.OPENAI.account(), Vendor.OPENAI.dialect());
    }
}
