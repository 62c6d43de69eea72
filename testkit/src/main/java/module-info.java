/** Fake vendors, a clock that tests move, and contract tests for authors of providers and ledgers. */
module io.tollgate.testkit {
    requires transitive io.tollgate.core;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires static transitive org.jspecify;
    requires static transitive org.junit.jupiter.api;
    requires static org.opentest4j;
    requires static org.assertj.core;
    requires static net.jqwik.api;

    exports io.tollgate.testkit;
}
