/** A provider: Cohere. */
module io.tollgate.cohere {
    requires transitive io.tollgate.core;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires static transitive org.jspecify;

    exports io.tollgate.cohere;

    provides io.tollgate.spi.Provider with
            io.tollgate.cohere.Cohere;
}
