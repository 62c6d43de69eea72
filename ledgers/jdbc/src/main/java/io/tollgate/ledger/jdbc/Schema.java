package io.tollgate.ledger.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * The tables, in versions: each step is made once, by whichever instance comes first. Amounts are in nano-dollars.
 *
 * <p>{@code tollgate_window} has a row for each window of a budget; {@code tollgate_attempt} one for each attempt and
 * correction, which is the entry once it is booked; {@code tollgate_spend} the sums of entries that are no longer kept.
 */
final class Schema {
    private static final List<List<String>> STEPS = List.of(List.of(
            "CREATE SEQUENCE IF NOT EXISTS tollgate_booking",
            """
            CREATE TABLE IF NOT EXISTS tollgate_window (
              budget varchar(700) NOT NULL,
              team varchar(200) NOT NULL,
              label varchar(100) NOT NULL,
              starts_at timestamp(6) with time zone NOT NULL,
              ends_at timestamp(6) with time zone NOT NULL,
              opened_at timestamp(6) with time zone,
              spend_limit bigint,
              committed bigint NOT NULL,
              held bigint NOT NULL,
              overrun bigint NOT NULL,
              PRIMARY KEY (budget, team, label))
            """,
            "CREATE INDEX IF NOT EXISTS tollgate_window_end ON tollgate_window (ends_at)",
            "CREATE INDEX IF NOT EXISTS tollgate_window_opened ON tollgate_window (opened_at)",
            """
            CREATE TABLE IF NOT EXISTS tollgate_attempt (
              id varchar(200) PRIMARY KEY,
              state char(1) NOT NULL,
              corrects varchar(200) NOT NULL,
              amount bigint NOT NULL,
              remaining bigint NOT NULL,
              lapses_at timestamp(6) with time zone,
              booking bigint,
              time timestamp(6) with time zone NOT NULL,
              spend_day date NOT NULL,
              cost bigint NOT NULL,
              basis varchar(20) NOT NULL,
              team varchar(200) NOT NULL,
              provider varchar NOT NULL,
              model varchar NOT NULL,
              tags varchar NOT NULL,
              route varchar NOT NULL,
              input_tokens bigint NOT NULL,
              cached_input_tokens bigint NOT NULL,
              cache_write_tokens bigint NOT NULL,
              cache_write_hour_tokens bigint NOT NULL,
              output_tokens bigint NOT NULL,
              reasoning_tokens bigint NOT NULL,
              search_units bigint NOT NULL,
              reported_cost bigint,
              outcome varchar NOT NULL,
              request_id varchar NOT NULL,
              claims varchar NOT NULL)
            """,
            "CREATE INDEX IF NOT EXISTS tollgate_attempt_lapse ON tollgate_attempt (state, lapses_at)",
            "CREATE INDEX IF NOT EXISTS tollgate_attempt_booking ON tollgate_attempt (booking)",
            """
            CREATE TABLE IF NOT EXISTS tollgate_spend (
              spend_day date NOT NULL,
              team varchar(200) NOT NULL,
              provider varchar(700) NOT NULL,
              model varchar(700) NOT NULL,
              attempts bigint NOT NULL,
              cost bigint NOT NULL,
              entries bigint NOT NULL,
              PRIMARY KEY (spend_day, team, provider, model))
            """));

    private Schema() {}

    /** Brings the tables to this version's form, in the transaction that is open. */
    static void update(Connection connection, Engine engine) throws SQLException {
        engine.lockSchema(connection);
        Engine.run(connection, "CREATE TABLE IF NOT EXISTS tollgate_schema (version integer NOT NULL)");
        int version = version(connection);
        if (version > STEPS.size()) {
            throw new SQLException("expected tables of version " + STEPS.size() + " or older, but a newer Tollgate made"
                    + " them version " + version + ": use that one here too");
        }
        for (int step = version; step < STEPS.size(); step++) {
            for (String sql : STEPS.get(step)) {
                Engine.run(connection, sql);
            }
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO tollgate_schema (version) VALUES (?)")) {
                insert.setInt(1, step + 1);
                insert.executeUpdate();
            }
        }
    }

    private static int version(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT max(version) FROM tollgate_schema");
                ResultSet rows = select.executeQuery()) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
