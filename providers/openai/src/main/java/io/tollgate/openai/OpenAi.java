package io.tollgate.openai;

import io.tollgate.key.KeySource;
import io.tollgate.spi.Account;
import io.tollgate.spi.ProviderBuilder;
import java.util.List;

/**
 * OpenAI: chat by Chat Completions or the Responses API, and embeddings.
 *
 * <p>Organization and project are headers: {@code .header("OpenAI-Organization", …)} and
 * {@code .header("OpenAI-Project", …)}.
 */
public final class OpenAi {
    static final Account ACCOUNT =
            Account.of("openai", "openai", "https://api.openai.com/v1", KeySource.env("OPENAI_API_KEY"));
    static final Dialect DIALECT = Dialect.PLAIN
            .with(Trait.MAX_COMPLETION_TOKENS, Trait.SAFETY_IDENTIFIER, Trait.BASE64_VECTORS)
            .withEfforts(List.of("none", "minimal", "low", "medium", "high", "max"))
            .withMaxTexts(2048)
            // 300,000 tokens of two bytes: https://platform.openai.com/docs/api-reference/embeddings/create
            .withMaxBytes(600_000)
            .withMaxDocuments(0)
            .withErrors(VendorErrors.OPENAI);

    private OpenAi() {}

    /** The provider {@code openai}, with its key from the environment variable {@code OPENAI_API_KEY}. */
    public static CompatibleProvider create() {
        return builder().build();
    }

    /** A builder of {@link #create()} with something changed. */
    public static ProviderBuilder<CompatibleProvider> builder() {
        return OpenAiCompatible.builder(ACCOUNT, DIALECT);
    }
}
