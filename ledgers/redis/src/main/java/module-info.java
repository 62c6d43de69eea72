/** The ledger in Redis. */
module io.tollgate.ledger.redis {
    requires transitive io.tollgate.core;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires io.netty.common;
    requires lettuce.core;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports io.tollgate.ledger.redis;
}
