/** The provider for Anthropic Messages. */
module io.tollgate.anthropic {
    requires transitive io.tollgate.core;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires static transitive org.jspecify;

    exports io.tollgate.anthropic;

    provides io.tollgate.spi.Provider with
            io.tollgate.anthropic.Anthropic;
}
