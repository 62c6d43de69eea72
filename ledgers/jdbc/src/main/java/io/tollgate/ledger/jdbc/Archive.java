package io.tollgate.ledger.jdbc;

import io.tollgate.budget.Basis;
import io.tollgate.budget.Entries;
import io.tollgate.budget.EntryQuery;
import io.tollgate.budget.LedgerEntry;
import io.tollgate.budget.Spend;
import io.tollgate.budget.WindowKey;
import io.tollgate.price.Money;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What is read of the entries, and what becomes of old ones: holds lapse, sums stay when their entries go. */
final class Archive {
    private static final String BOOKED = " FROM tollgate_attempt WHERE booking IS NOT NULL";

    private Archive() {}

    static Entries read(Connection connection, EntryQuery query) throws SQLException {
        return new Entries(newest(connection, query), spend(connection, query), forgotten(connection));
    }

    private static List<LedgerEntry> newest(Connection connection, EntryQuery query) throws SQLException {
        List<LedgerEntry> newest = new ArrayList<>();
        String sql = "SELECT " + Rows.COLUMNS + BOOKED + " AND time >= ? AND time < ?" + whose(query)
                + " ORDER BY booking DESC LIMIT " + query.limit();
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            Rows.setInstant(select, 1, query.from());
            Rows.setInstant(select, 2, query.before());
            bindWhose(select, 3, query);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    newest.add(Rows.entry(row));
                }
            }
        }
        return newest;
    }

    /** Days that the query touches, as a whole: of those that are kept, and of those that aren't. */
    private static List<Spend> spend(Connection connection, EntryQuery query) throws SQLException {
        String days = " AND spend_day >= ? AND spend_day <= ?" + whose(query);
        String sql = "SELECT spend_day, team, provider, model, sum(attempts), sum(cost) FROM ("
                + "SELECT spend_day, team, provider, model, CASE WHEN corrects = '' THEN 1 ELSE 0 END AS attempts, cost"
                + BOOKED + days
                + " UNION ALL SELECT spend_day, team, provider, model, attempts, cost FROM tollgate_spend WHERE 1 = 1"
                + days + ") AS parts GROUP BY spend_day, team, provider, model"
                + " ORDER BY spend_day, team, provider, model";
        List<Spend> sums = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            bindDays(select, bindDays(select, 1, query), query);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    sums.add(new Spend(
                            row.getObject(1, LocalDate.class),
                            row.getString(2),
                            row.getString(3),
                            row.getString(4),
                            row.getLong(5),
                            Money.ofNanos(row.getBigDecimal(6).longValueExact())));
                }
            }
        }
        return sums;
    }

    private static int bindDays(PreparedStatement select, int first, EntryQuery query) throws SQLException {
        select.setObject(first, LocalDate.ofInstant(query.from(), ZoneOffset.UTC));
        select.setObject(first + 1, LocalDate.ofInstant(query.before().minusNanos(1), ZoneOffset.UTC));
        return bindWhose(select, first + 2, query);
    }

    private static String whose(EntryQuery query) {
        return (query.team().isEmpty() ? "" : " AND team = ?")
                + (query.provider().isEmpty() ? "" : " AND provider = ?")
                + (query.model().isEmpty() ? "" : " AND model = ?");
    }

    private static int bindWhose(PreparedStatement select, int first, EntryQuery query) throws SQLException {
        int parameter = first;
        for (String value : List.of(query.team(), query.provider(), query.model())) {
            if (!value.isEmpty()) {
                select.setString(parameter++, value);
            }
        }
        return parameter;
    }

    private static long forgotten(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT sum(entries) FROM tollgate_spend");
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Lets holds lapse that are due, at most so many. */
    static int lapse(Connection connection, Instant now, int most) throws SQLException {
        List<AttemptRow> due = Attempts.due(connection, now, most);
        Set<WindowKey> keys = new TreeSet<>(Windows.ORDER);
        due.forEach(attempt -> attempt.claims.forEach(claim -> keys.add(claim.key())));
        Map<WindowKey, WindowRow> windows = Windows.lock(connection, keys);
        for (AttemptRow attempt : due) {
            attempt.claims.forEach(claim -> lapse(windows.get(claim.key()), attempt));
            attempt.lapse(LedgerEntry.of(attempt.id, now, Money.ofNanos(attempt.left), Basis.LAPSED)
                    .withSpender(attempt.spender)
                    .withClaims(attempt.claims)
                    .withOutcome("lapsed"));
        }
        Windows.write(connection, windows.values(), now);
        Attempts.book(connection, due);
        return due.size();
    }

    private static void lapse(@Nullable WindowRow window, AttemptRow attempt) {
        if (window != null) {
            window.sums.lapse(attempt.left);
            window.change();
        }
    }

    /** Adds entries that are older than this to their day's sum and drops them, at most so many. */
    static int prune(Connection connection, Instant bookedBefore, int most) throws SQLException {
        List<LedgerEntry> old = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("SELECT " + Rows.COLUMNS + BOOKED
                + " AND time < ? ORDER BY id LIMIT " + most + " FOR UPDATE SKIP LOCKED")) {
            Rows.setInstant(select, 1, bookedBefore);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    old.add(Rows.entry(row));
                }
            }
        }
        sum(connection, old);
        Attempts.delete(connection, old.stream().map(LedgerEntry::id).toList());
        return old.size();
    }

    private static void sum(Connection connection, Collection<LedgerEntry> entries) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO tollgate_spend"
                        + " (spend_day, team, provider, model, attempts, cost, entries) VALUES (?, ?, ?, ?, 0, 0, 0)"
                        + " ON CONFLICT DO NOTHING");
                PreparedStatement update = connection.prepareStatement("UPDATE tollgate_spend SET"
                        + " attempts = attempts + ?, cost = cost + ?, entries = entries + 1"
                        + " WHERE spend_day = ? AND team = ? AND provider = ? AND model = ?")) {
            for (LedgerEntry entry : entries) {
                bindRow(insert, 1, entry);
                insert.executeUpdate();
                update.setInt(1, entry.corrects().isEmpty() ? 1 : 0);
                update.setLong(2, entry.cost().nanos());
                bindRow(update, 3, entry);
                update.executeUpdate();
            }
        }
    }

    private static void bindRow(PreparedStatement statement, int first, LedgerEntry entry) throws SQLException {
        statement.setObject(first, LocalDate.ofInstant(entry.time(), ZoneOffset.UTC));
        statement.setString(first + 1, entry.spender().team());
        statement.setString(first + 2, entry.spender().provider());
        statement.setString(first + 3, entry.spender().model());
    }
}
