/** A provider: the Gemini API. */
module io.tollgate.gemini {
    requires transitive io.tollgate.core;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires static transitive org.jspecify;

    exports io.tollgate.gemini;

    provides io.tollgate.spi.Provider with
            io.tollgate.gemini.Gemini;
}
