package io.tollgate.ledger.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The ledger's time: the database server's where it has a clock, this machine's else. It never goes back, neither here
 * nor, where a window was opened by a later time, for anybody. Thread-safe.
 */
final class LedgerTime {
    private final @Nullable Clock clock;
    private final AtomicReference<Instant> latest = new AtomicReference<>(Instant.EPOCH);

    /** @param clock in place of the server's; null for that */
    LedgerTime(@Nullable Clock clock) {
        this.clock = clock;
    }

    /** The time now; after locks are taken, it is later than what anybody before them saw. */
    Instant read(Connection connection, Engine engine) throws SQLException {
        String now = isServers(engine) ? "clock_timestamp()" : "CAST(NULL AS timestamp with time zone)";
        Instant read;
        try (PreparedStatement select = connection.prepareStatement(
                        "SELECT " + now + ", (SELECT max(opened_at) FROM tollgate_window)");
                ResultSet row = select.executeQuery()) {
            row.next();
            OffsetDateTime server = row.getObject(1, OffsetDateTime.class);
            OffsetDateTime opened = row.getObject(2, OffsetDateTime.class);
            read = server == null ? here() : server.toInstant();
            read = opened != null && opened.toInstant().isAfter(read) ? opened.toInstant() : read;
        }
        Instant told = read;
        return latest.accumulateAndGet(told, (one, other) -> one.isAfter(other) ? one : other);
    }

    /** SQL of a time that is so much later than now, with one parameter. */
    String later(Engine engine) {
        return isServers(engine) ? "clock_timestamp() + ? * interval '1 millisecond'" : "?";
    }

    void bindLater(PreparedStatement statement, int parameter, Engine engine, Duration wait) throws SQLException {
        if (isServers(engine)) {
            statement.setLong(parameter, wait.toMillis());
        } else {
            statement.setObject(parameter, here().plus(wait).atOffset(ZoneOffset.UTC));
        }
    }

    private boolean isServers(Engine engine) {
        return clock == null && engine.hasClock();
    }

    private Instant here() {
        return clock == null ? Instant.now() : clock.instant();
    }
}
