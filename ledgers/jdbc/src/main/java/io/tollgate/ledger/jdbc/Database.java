package io.tollgate.ledger.jdbc;

import io.tollgate.budget.LedgerException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Runs work in transactions of its own, never in one of the caller's. Thread-safe if its connections come so. */
final class Database {
    /** The SQL state of a transaction that stood in another's way. */
    static final String CONFLICT = "40001";

    /** Two transactions stood in each other's way; one was rolled back and can be made anew. */
    private static final int ROUNDS = 3;

    /** For the server to say by itself that time is up, in milliseconds. */
    private static final long GRACE = 1_000;

    private final Workers workers = new Workers();
    private final Connections connections;
    private volatile @Nullable Engine engine;

    /** Gives a connection that nobody else uses until it is closed. */
    @FunctionalInterface
    interface Connections {
        Connection open() throws SQLException;
    }

    /** What is done in one transaction. */
    @FunctionalInterface
    interface Work<T> {
        T run(Connection connection, Engine engine) throws SQLException;
    }

    Database(Connections connections) {
        this.connections = connections;
    }

    /**
     * What the work gives, once it is committed.
     *
     * @throws LedgerException if the database can't do it in time; whether it did is then not known
     */
    <T> T run(String what, Duration timeout, Work<T> work) throws LedgerException {
        long deadline = System.nanoTime() + timeout.toNanos();
        for (int round = 1; ; round++) {
            Duration left = Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
            try {
                return workers.within(left, () -> once(left, Connection.TRANSACTION_READ_COMMITTED, work));
            } catch (SQLException e) {
                if (round == ROUNDS || !isConflict(e) || System.nanoTime() >= deadline) {
                    throw away(what, e);
                }
            }
        }
    }

    /** What the work reads of one moment. */
    <T> T read(String what, Duration timeout, Work<T> work) throws LedgerException {
        try {
            return workers.within(timeout, () -> once(timeout, Connection.TRANSACTION_REPEATABLE_READ, work));
        } catch (SQLException e) {
            throw away(what, e);
        }
    }

    private <T> T once(Duration timeout, int isolation, Work<T> work) throws SQLException {
        try (Connection connection = connections.open()) {
            // First of all: what follows talks to the server, and a thread must not wait for one that is silent for
            // good.
            connection.setNetworkTimeout(Runnable::run, (int) Math.min(Integer.MAX_VALUE, timeout.toMillis() + GRACE));
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(isolation);
            try {
                Engine found = ready(connection);
                found.begin(connection, timeout);
                T result = work.run(connection, found);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                rollBack(connection, e);
                throw e;
            }
        }
    }

    /** Looks after the schema the first time. */
    private Engine ready(Connection connection) throws SQLException {
        Engine known = engine;
        if (known == null) {
            known = Engine.of(connection);
            Schema.update(connection, known);
            engine = known;
        }
        return known;
    }

    /** On a broken connection it fails too: the server then does it by itself. */
    private static void rollBack(Connection connection, Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    private static boolean isConflict(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return state.equals(CONFLICT) || state.equals("40P01");
    }

    /** Whether the server itself is at fault, or the time is up, and not what was asked of it. */
    static boolean isAway(Exception e) {
        String state = e.getCause() instanceof SQLException cause ? String.valueOf(cause.getSQLState()) : "";
        return !state.startsWith("22") && !state.startsWith("23") && e instanceof LedgerException;
    }

    private static LedgerException away(String what, SQLException e) {
        return new LedgerException(
                "the database could not " + what + " (SQL state " + e.getSQLState() + "): " + e.getMessage(), e);
    }
}
