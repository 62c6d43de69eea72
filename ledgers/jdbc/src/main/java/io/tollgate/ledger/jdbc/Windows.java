package io.tollgate.ledger.jdbc;

import io.tollgate.budget.Claim;
import io.tollgate.budget.Standing;
import io.tollgate.budget.WindowKey;
import io.tollgate.budget.WindowSums;
import io.tollgate.price.Money;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The table of windows. Rows are locked in the order of their keys by everybody, so that nobody waits in a circle. */
final class Windows {
    /** How everybody creates them. */
    static final Comparator<WindowKey> ORDER = Comparator.comparing(WindowKey::budget)
            .thenComparing(WindowKey::team)
            .thenComparing(WindowKey::label);

    private static final String SELECT = "SELECT budget, team, label, starts_at, ends_at, spend_limit, committed, held,"
            + " overrun, opened_at FROM tollgate_window WHERE (budget, team, label) IN (";

    private Windows() {}

    static Map<WindowKey, Standing> standing(Connection connection, Collection<WindowKey> keys) throws SQLException {
        Map<WindowKey, Standing> found = new LinkedHashMap<>();
        select(connection, keys, "", (standing, claimed, opened) -> {
            if (claimed) {
                found.put(standing.key(), standing);
            }
        });
        return found;
    }

    static Map<WindowKey, WindowRow> lock(Connection connection, Collection<WindowKey> keys) throws SQLException {
        Map<WindowKey, WindowRow> found = new LinkedHashMap<>();
        select(
                connection,
                keys,
                " ORDER BY budget, team, label FOR UPDATE",
                (standing, claimed, opened) ->
                        found.put(standing.key(), new WindowRow(WindowSums.of(standing), claimed, opened)));
        return found;
    }

    @FunctionalInterface
    private interface Found {
        void take(Standing standing, boolean claimed, boolean opened);
    }

    private static void select(Connection connection, Collection<WindowKey> keys, String suffix, Found found)
            throws SQLException {
        if (keys.isEmpty()) {
            return;
        }
        String places = String.join(", ", Collections.nCopies(keys.size(), "(?, ?, ?)"));
        try (PreparedStatement select = connection.prepareStatement(SELECT + places + ")" + suffix)) {
            int parameter = 1;
            for (WindowKey key : keys) {
                parameter = bind(select, parameter, key);
            }
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    boolean claimed = row.getObject(6) != null;
                    boolean opened = row.getObject(10) != null;
                    found.take(standing(row), claimed, opened);
                }
            }
        }
    }

    private static Standing standing(ResultSet row) throws SQLException {
        return new Standing(
                new WindowKey(row.getString(1), row.getString(2), row.getString(3)),
                Rows.instant(row, 4),
                Rows.instant(row, 5),
                Money.ofNanos(row.getLong(6)),
                Money.ofNanos(row.getLong(7)),
                Money.ofNanos(row.getLong(8)),
                Money.ofNanos(row.getLong(9)));
    }

    private static int bind(PreparedStatement statement, int parameter, WindowKey key) throws SQLException {
        statement.setString(parameter, key.budget());
        statement.setString(parameter + 1, key.team());
        statement.setString(parameter + 2, key.label());
        return parameter + 3;
    }

    /** Makes places for those of the windows that have no row; they are nothing to anybody until they are claimed. */
    static void create(Connection connection, Collection<Claim> claims) throws SQLException {
        List<Claim> sorted =
                claims.stream().sorted(Comparator.comparing(Claim::key, ORDER)).toList();
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO tollgate_window (budget, team, label, starts_at, ends_at, committed, held, overrun)"
                        + " VALUES (?, ?, ?, ?, ?, 0, 0, 0) ON CONFLICT DO NOTHING")) {
            for (Claim claim : sorted) {
                int parameter = bind(insert, 1, claim.key());
                Rows.setInstant(insert, parameter, claim.start());
                Rows.setInstant(insert, parameter + 1, claim.end());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    static void write(Connection connection, Collection<WindowRow> windows, Instant now) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE tollgate_window SET spend_limit = ?, committed = ?, held = ?,"
                        + " overrun = ?, opened_at = COALESCE(opened_at, ?)"
                        + " WHERE budget = ? AND team = ? AND label = ?")) {
            boolean any = false;
            for (WindowRow window : windows) {
                if (window.isChanged()) {
                    any = true;
                    Standing standing = window.sums.standing();
                    update.setLong(1, standing.limit().nanos());
                    update.setLong(2, standing.committed().nanos());
                    update.setLong(3, standing.held().nanos());
                    update.setLong(4, standing.overrun().nanos());
                    update.setObject(
                            5, window.isOpened() ? now.atOffset(ZoneOffset.UTC) : null, Types.TIMESTAMP_WITH_TIMEZONE);
                    bind(update, 6, standing.key());
                    update.addBatch();
                }
            }
            if (any) {
                update.executeBatch();
            }
        }
    }

    /** How many can still be spent from. */
    static long live(Connection connection, Instant now) throws SQLException {
        try (PreparedStatement count =
                connection.prepareStatement("SELECT count(*) FROM tollgate_window WHERE ends_at > ?")) {
            Rows.setInstant(count, 1, now);
            try (ResultSet row = count.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** Drops windows that ended before this time, at most so many. */
    static int drop(Connection connection, Instant endedBefore, int most) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(
                "DELETE FROM tollgate_window WHERE held = 0 AND (budget, team, label) IN (SELECT budget, team, label"
                        + " FROM tollgate_window WHERE ends_at < ? AND held = 0 LIMIT " + most + ")")) {
            Rows.setInstant(delete, 1, endedBefore);
            return delete.executeUpdate();
        }
    }
}
