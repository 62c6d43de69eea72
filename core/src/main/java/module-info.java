/** The router, and everything that is true of all vendors. */
@SuppressWarnings("module") // the project's own modules aren't there when core is compiled
module io.tollgate.core {
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires com.github.benmanes.caffeine;
    requires dev.failsafe.core;
    requires transitive micrometer.core;
    requires transitive okhttp3;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports io.tollgate;
    exports io.tollgate.budget;
    exports io.tollgate.chat;
    exports io.tollgate.embedding;
    exports io.tollgate.failure;
    exports io.tollgate.key;
    exports io.tollgate.price;
    exports io.tollgate.rerank;
    exports io.tollgate.spi;
    exports io.tollgate.json to
            io.tollgate.anthropic,
            io.tollgate.bedrock,
            io.tollgate.cohere,
            io.tollgate.gemini,
            io.tollgate.ollama,
            io.tollgate.openai,
            io.tollgate.vertex;

    uses io.tollgate.spi.Provider;
    uses io.tollgate.spi.ProviderFamily;
}
