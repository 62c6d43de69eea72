/** The ledger in a relational database. */
module io.tollgate.ledger.jdbc {
    requires transitive io.tollgate.core;
    requires transitive java.sql;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports io.tollgate.ledger.jdbc;
}
