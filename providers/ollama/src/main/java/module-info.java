/** A provider: Ollama. */
module io.tollgate.ollama {
    requires transitive io.tollgate.core;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires static transitive org.jspecify;

    exports io.tollgate.ollama;
}
