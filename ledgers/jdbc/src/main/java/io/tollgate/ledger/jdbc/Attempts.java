package io.tollgate.ledger.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;

/** The table of attempts. Rows are made before any is locked, and both in the order of their ids. */
final class Attempts {
    private static final String SELECT = "SELECT " + Rows.COLUMNS + " FROM tollgate_attempt";

    private Attempts() {}

    /** Makes a row for each attempt that has none, and gives the ids of those. */
    static Set<String> create(
            Connection connection, Engine engine, LedgerTime time, SortedMap<String, AttemptRow> attempts)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(Rows.insert(time.later(engine)))) {
            for (AttemptRow attempt : attempts.values()) {
                int last = Rows.bindAttempt(insert, attempt);
                time.bindLater(insert, last, engine, Rows.untilLapse(attempt));
                insert.addBatch();
            }
            int[] counts = insert.executeBatch();
            Set<String> created = new HashSet<>();
            int place = 0;
            for (String id : attempts.keySet()) {
                if (counts[place++] > 0) {
                    created.add(id);
                }
            }
            return created;
        }
    }

    static Map<String, AttemptRow> lock(Connection connection, Collection<String> ids) throws SQLException {
        Map<String, AttemptRow> found = new HashMap<>();
        if (ids.isEmpty()) {
            return found;
        }
        String places = String.join(", ", Collections.nCopies(ids.size(), "?"));
        try (PreparedStatement select =
                connection.prepareStatement(SELECT + " WHERE id IN (" + places + ") ORDER BY id FOR UPDATE")) {
            int parameter = 1;
            for (String id : ids) {
                select.setString(parameter++, id);
            }
            read(select, found);
        }
        return found;
    }

    private static void read(PreparedStatement select, Map<String, AttemptRow> found) throws SQLException {
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                AttemptRow attempt = Rows.attempt(row);
                found.put(attempt.id, attempt);
            }
        }
    }

    /** Writes the entries in the order in which they were booked. */
    static void book(Connection connection, Collection<AttemptRow> booked) throws SQLException {
        if (booked.isEmpty()) {
            return;
        }
        try (PreparedStatement update = connection.prepareStatement(Rows.BOOK)) {
            for (AttemptRow attempt : booked) {
                Rows.bindEntry(update, attempt.state, Objects.requireNonNull(attempt.entry));
                update.addBatch();
            }
            update.executeBatch();
        }
    }

    /** Writes what is left of holds that others were paid from; of a lapsed one, that is what it costs. */
    static void writeLeft(Connection connection, Collection<AttemptRow> payers) throws SQLException {
        if (payers.isEmpty()) {
            return;
        }
        try (PreparedStatement update = connection.prepareStatement("UPDATE tollgate_attempt SET remaining = ?,"
                + " cost = CASE WHEN state = 'L' THEN ? ELSE cost END WHERE id = ?")) {
            for (AttemptRow attempt : payers) {
                update.setLong(1, attempt.left);
                update.setLong(2, attempt.left);
                update.setString(3, attempt.id);
                update.addBatch();
            }
            update.executeBatch();
        }
    }

    static void delete(Connection connection, Collection<String> ids) throws SQLException {
        if (ids.isEmpty()) {
            return;
        }
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM tollgate_attempt WHERE id = ?")) {
            for (String id : ids) {
                delete.setString(1, id);
                delete.addBatch();
            }
            delete.executeBatch();
        }
    }

    /** Holds that are due to lapse, locked; those that somebody else has at hand are left to him. */
    static List<AttemptRow> due(Connection connection, Instant now, int most) throws SQLException {
        Map<String, AttemptRow> found = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(SELECT
                + " WHERE state = 'H' AND lapses_at <= ? ORDER BY id LIMIT " + most + " FOR UPDATE SKIP LOCKED")) {
            Rows.setInstant(select, 1, now);
            read(select, found);
        }
        return new ArrayList<>(found.values());
    }
}
