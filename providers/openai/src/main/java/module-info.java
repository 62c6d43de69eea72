/** OpenAI and the vendors that speak its dialect. */
module io.tollgate.openai {
    requires transitive io.tollgate.core;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires static transitive org.jspecify;

    exports io.tollgate.openai;

    provides io.tollgate.spi.Provider with
            io.tollgate.openai.Found.OpenAiAccount;
    provides io.tollgate.spi.ProviderFamily with
            io.tollgate.openai.Found.Compatible;
}
