package io.tollgate.openai;

import io.tollgate.key.KeySource;
import io.tollgate.spi.Account;

/**
 * A vendor whose differences are known: a row here, one in {@code Found}, and a factory.
 *
 * @param id its name in the catalogue and in meters, and the provider's id unless the app gives another
 * @param baseUrl up to what stands before {@code /chat/completions}
 * @param keyVariable the environment variable with its key
 * @param dialect what differs
 */
record Vendor(String id, String baseUrl, String keyVariable, Dialect dialect) {
    static final Vendor OPENAI = new Vendor(
            "openai",
            "https://api.openai.com/v1",
            "OPENAI_API_KEY",
            Dialect.PLAIN
                    .with(Trait.MAX_COMPLETION_TOKENS, Trait.SAFETY_IDENTIFIER, Trait.BASE64_VECTORS)
                    .withEfforts("none", "minimal", "low", "medium", "high", "max")
                    .withMaxTexts(2048)
                    .withErrors(ErrorRule.OPENAI));

    // Efforts: https://api-docs.deepseek.com/guides/thinking_mode
    static final Vendor DEEPSEEK = new Vendor(
            "deepseek",
            "https://api.deepseek.com",
            "DEEPSEEK_API_KEY",
            Dialect.PLAIN
                    .with(Trait.THINKING_SWITCH, Trait.REPLAYS_REASONING, Trait.NO_USER)
                    .withEfforts("none", "low", "low", "high", "high", "max")
                    .withMaxTexts(0)
                    .withErrors(ErrorRule.DEEPSEEK));

    Account account() {
        return Account.of(id, id, baseUrl, KeySource.env(keyVariable));
    }
}
