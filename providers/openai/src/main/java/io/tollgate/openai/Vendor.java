package io.tollgate.openai;

import io.tollgate.spi.Account;

/** The vendors whose differences are known; a new one is a row here, one in {@link Found}, and a factory. */
enum Vendor {
    OPENAI(
            "openai",
            "https://api.openai.com/v1",
            "OPENAI_API_KEY",
            Dialect.PLAIN
                    .with(Trait.MAX_COMPLETION_TOKENS, Trait.SAFETY_IDENTIFIER, Trait.BASE64_VECTORS)
                    .withEfforts("none", "minimal", "low", "medium", "high", "max")
                    .withMaxTexts(2048)
                    .withErrors(ErrorRule.OPENAI)),
    // Efforts: https://api-docs.deepseek.com/guides/thinking_mode
    DEEPSEEK(
            "deepseek",
            "https://api.deepseek.com",
            "DEEPSEEK_API_KEY",
            Dialect.PLAIN
                    .with(Trait.THINKING_SWITCH, Trait.REPLAYS_REASONING, Trait.NO_USER)
                    .withEfforts("none", "low", "low", "high", "high", "max")
                    .withMaxTexts(0)
                    .withErrors(ErrorRule.DEEPSEEK));

    private final String id;
    private final String baseUrl;
    private final String keyVariable;
    private final Dialect dialect;

    Vendor(String id, String baseUrl, String keyVariable, Dialect dialect) {
        this.id = id;
        this.baseUrl = baseUrl;
        this.keyVariable = keyVariable;
        this.dialect = dialect;
    }

    Account account() {
        return Account.of(id, id, baseUrl, EnvironmentKey.of(keyVariable));
    }

    Dialect dialect() {
        return dialect;
    }
}
