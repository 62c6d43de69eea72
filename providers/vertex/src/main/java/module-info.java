/** A provider: Vertex AI, which hosts models of Google and of Anthropic. */
module io.tollgate.vertex {
    requires transitive io.tollgate.core;
    requires transitive com.google.auth;
    requires transitive com.google.auth.oauth2;
    requires io.tollgate.anthropic;
    requires io.tollgate.gemini;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires static transitive org.jspecify;

    exports io.tollgate.vertex;
}
