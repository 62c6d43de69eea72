/** The router, and everything that is true of all vendors. */
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
    exports io.tollgate.spi;

    uses io.tollgate.spi.Provider;
    uses io.tollgate.spi.ProviderFamily;
}
