package io.tollgate.ledger.jdbc;

import io.tollgate.budget.Basis;
import io.tollgate.budget.HoldRequest;
import io.tollgate.budget.LedgerEntry;
import io.tollgate.budget.Spender;
import io.tollgate.price.Money;
import io.tollgate.price.Usage;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Attempts and entries as columns, there and back. */
final class Rows {
    /** Of an attempt or a correction, in the order of {@link #attempt}. */
    static final String COLUMNS = "id, state, corrects, amount, time, cost, basis, team, provider, model, tags, route,"
            + " input_tokens, cached_input_tokens, cache_write_tokens, cache_write_hour_tokens, output_tokens,"
            + " reasoning_tokens, search_units, reported_cost, outcome, request_id, claims, remaining";

    /** What an entry sets, with the parameters of {@link #bindEntry} and then the id. */
    static final String BOOK = "UPDATE tollgate_attempt SET state = ?, corrects = ?, time = ?, spend_day = ?, cost = ?,"
            + " basis = ?, team = ?, provider = ?, model = ?, tags = ?, route = ?, input_tokens = ?,"
            + " cached_input_tokens = ?, cache_write_tokens = ?, cache_write_hour_tokens = ?, output_tokens = ?,"
            + " reasoning_tokens = ?, search_units = ?, reported_cost = ?, outcome = ?, request_id = ?, claims = ?,"
            + " lapses_at = NULL, booking = nextval('tollgate_booking') WHERE id = ?";

    private Rows() {}

    static AttemptRow attempt(ResultSet row) throws SQLException {
        AttemptRow.State state = AttemptRow.State.of(row.getString(2));
        Spender spender =
                new Spender(row.getString(8), row.getString(9), row.getString(10), Texts.tags(row.getString(11)));
        return new AttemptRow(
                row.getString(1),
                state,
                spender,
                Money.ofNanos(row.getLong(4)),
                row.getLong(24),
                Duration.ZERO,
                Texts.claims(row.getString(23)),
                state == AttemptRow.State.HELD ? null : entry(row));
    }

    static LedgerEntry entry(ResultSet row) throws SQLException {
        String id = row.getString(1);
        String corrects = row.getString(3);
        Instant time = instant(row, 5);
        Money cost = Money.ofNanos(row.getLong(6));
        LedgerEntry entry = corrects.isEmpty()
                ? LedgerEntry.of(id, time, cost, Basis.valueOf(row.getString(7)))
                : LedgerEntry.correction(id, corrects, time, cost);
        return entry.withSpender(new Spender(
                        row.getString(8), row.getString(9), row.getString(10), Texts.tags(row.getString(11))))
                .withRoute(row.getString(12))
                .withUsage(usage(row))
                .withOutcome(row.getString(21))
                .withRequestId(row.getString(22))
                .withClaims(Texts.claims(row.getString(23)));
    }

    private static Usage usage(ResultSet row) throws SQLException {
        Usage usage = Usage.of(row.getLong(13), row.getLong(17))
                .withCachedInputTokens(row.getLong(14))
                .withCacheWriteTokens(row.getLong(15))
                .withCacheWriteHourTokens(row.getLong(16))
                .withReasoningTokens(row.getLong(18))
                .withSearchUnits(row.getLong(19));
        long reported = row.getLong(20);
        return row.wasNull() ? usage : usage.withReportedCost(Money.ofNanos(reported));
    }

    static void bindEntry(PreparedStatement statement, AttemptRow.State state, LedgerEntry entry) throws SQLException {
        Usage usage = entry.usage();
        statement.setString(1, state.letter());
        statement.setString(2, entry.corrects().orElse(""));
        setInstant(statement, 3, entry.time());
        statement.setObject(4, LocalDate.ofInstant(entry.time(), ZoneOffset.UTC));
        statement.setLong(5, entry.cost().nanos());
        statement.setString(6, entry.basis().name());
        bindSpender(statement, 7, entry.spender());
        statement.setString(11, entry.route());
        statement.setLong(12, usage.inputTokens());
        statement.setLong(13, usage.cachedInputTokens());
        statement.setLong(14, usage.cacheWriteTokens());
        statement.setLong(15, usage.cacheWriteHourTokens());
        statement.setLong(16, usage.outputTokens());
        statement.setLong(17, usage.reasoningTokens());
        statement.setLong(18, usage.searchUnits());
        if (usage.reportedCost().isPresent()) {
            statement.setLong(19, usage.reportedCost().get().nanos());
        } else {
            statement.setNull(19, Types.BIGINT);
        }
        statement.setString(20, entry.outcome());
        statement.setString(21, entry.requestId());
        statement.setString(22, Texts.ofClaims(entry.claims()));
        statement.setString(23, entry.id());
    }

    /** A row of an attempt without an entry; the parameter of the lapse is last. */
    static String insert(String later) {
        return "INSERT INTO tollgate_attempt (" + COLUMNS
                + ", spend_day, lapses_at) VALUES (?, ?, '', ?, ?, 0, 'LAPSED',"
                + " ?, ?, ?, ?, '', 0, 0, 0, 0, 0, 0, 0, NULL, '', '', ?, ?, ?, " + later + ") ON CONFLICT DO NOTHING";
    }

    /** All parameters but the last, whose number is returned. */
    static int bindAttempt(PreparedStatement statement, AttemptRow attempt) throws SQLException {
        statement.setString(1, attempt.id);
        statement.setString(2, (attempt.entry == null ? AttemptRow.State.HELD : AttemptRow.State.NEW).letter());
        statement.setLong(3, attempt.amount.nanos());
        setInstant(statement, 4, Instant.EPOCH);
        bindSpender(statement, 5, attempt.spender);
        statement.setString(9, Texts.ofClaims(attempt.claims));
        statement.setLong(10, attempt.left);
        statement.setObject(11, LocalDate.EPOCH);
        return 12;
    }

    private static void bindSpender(PreparedStatement statement, int first, Spender spender) throws SQLException {
        statement.setString(first, spender.team());
        statement.setString(first + 1, spender.provider());
        statement.setString(first + 2, spender.model());
        statement.setString(first + 3, Texts.ofTags(spender.tags()));
    }

    /** The time from now to the lapse of this hold. */
    static Duration untilLapse(AttemptRow attempt) {
        return attempt.deadline.plus(HoldRequest.GRACE);
    }

    static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    static void setInstant(PreparedStatement statement, int parameter, Instant time) throws SQLException {
        statement.setObject(parameter, time.atOffset(ZoneOffset.UTC));
    }
}
