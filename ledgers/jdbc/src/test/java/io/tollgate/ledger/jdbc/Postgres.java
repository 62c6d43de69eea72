package io.tollgate.ledger.jdbc;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** A real server for all tests of a JVM, which stops with that. */
final class Postgres {
    private static final class Server {
        static final EmbeddedPostgres ONLY = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private Postgres() {}

    /** Its database, with nothing in it. */
    static DataSource empty() {
        DataSource database = Server.ONLY.getPostgresDatabase();
        run(database, "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
        return database;
    }

    static void run(DataSource database, String sql) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
