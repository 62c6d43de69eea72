package io.tollgate.ledger.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** The databases that are known, and what is said to each in words of its own. */
enum Engine {
    /** Shared by many processes; its own clock is the ledger's. */
    POSTGRESQL {
        @Override
        void begin(Connection connection, Duration timeout) throws SQLException {
            // A lock is given up before the caller does, and the answer means that it is on the server's disk.
            long millis = Math.max(1, timeout.toMillis());
            run(
                    connection,
                    "SET LOCAL lock_timeout = " + Math.max(1, millis * 3 / 4) + "; SET LOCAL statement_timeout = "
                            + millis + "; SET LOCAL synchronous_commit = on");
        }

        @Override
        boolean hasClock() {
            return true;
        }

        @Override
        void lockSchema(Connection connection) throws SQLException {
            run(connection, "SELECT pg_advisory_xact_lock(7410358421903)");
        }
    },

    /** In a file of one process, whose clock is the ledger's. */
    H2 {
        @Override
        void begin(Connection connection, Duration timeout) throws SQLException {
            long millis = Math.max(1, Math.min(Integer.MAX_VALUE, timeout.toMillis() * 3 / 4));
            run(connection, "SET LOCK_TIMEOUT " + millis);
        }

        @Override
        boolean hasClock() {
            return false;
        }

        @Override
        void lockSchema(Connection connection) {
            // The file belongs to one process, in which making a table twice is no error.
        }
    };

    static Engine of(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName();
        for (Engine engine : values()) {
            if (engine.name().equalsIgnoreCase(product)) {
                return engine;
            }
        }
        throw new SQLException("expected a PostgreSQL or H2 database, but got " + product);
    }

    /** Begins a transaction's work: no wait is longer than the caller's. */
    abstract void begin(Connection connection, Duration timeout) throws SQLException;

    /** Whether its {@code clock_timestamp()} is the ledger's time, on whichever machine the callers are. */
    abstract boolean hasClock();

    /** Lets one instance at a time look after the schema. */
    abstract void lockSchema(Connection connection) throws SQLException;

    static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
