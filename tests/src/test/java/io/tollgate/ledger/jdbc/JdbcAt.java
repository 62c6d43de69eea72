package io.tollgate.ledger.jdbc;

import java.time.Clock;
import javax.sql.DataSource;

/** The ledger by a clock of the test's own, in place of the server's: to see what lapses without waiting for it. */
public final class JdbcAt {
    private JdbcAt() {}

    public static JdbcLedger clock(DataSource pool, Clock clock) {
        return JdbcLedger.builder(pool).clock(clock).build();
    }
}
