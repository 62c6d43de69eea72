package io.tollgate.tests.ledger;

import io.tollgate.budget.BudgetLedger;
import io.tollgate.ledger.jdbc.JdbcAt;
import io.tollgate.ledger.jdbc.JdbcLedger;
import io.tollgate.ledger.redis.RedisAt;
import io.tollgate.ledger.redis.RedisLedger;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.Closeable;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.UUID;
import org.h2.jdbcx.JdbcConnectionPool;
import org.postgresql.ds.PGConnectionPoolDataSource;
import redis.embedded.core.ExecutableProvider;

/** A real server that several processes share, by the address that each of them opens its ledger with. */
enum Store {
    POSTGRESQL {
        @Override
        Server start() throws IOException {
            EmbeddedPostgres server = EmbeddedPostgres.start();
            return new Server(server.getJdbcUrl("postgres", "postgres"), server.getPort(), server);
        }

        @Override
        BudgetLedger open(String address) {
            return JdbcLedger.of(pool(address));
        }

        @Override
        BudgetLedger open(String address, Clock clock) {
            return JdbcAt.clock(pool(address), clock);
        }
    },
    REDIS {
        @Override
        Server start() throws IOException {
            Path folder = Files.createDirectories(
                    Path.of("target", "redis", UUID.randomUUID().toString()));
            int port = freePort();
            Process server = new ProcessBuilder(
                            ExecutableProvider.newJarResourceProvider().get().getPath(),
                            "--port",
                            Integer.toString(port),
                            "--bind",
                            "127.0.0.1",
                            "--appendonly",
                            "yes",
                            "--appendfsync",
                            "everysec",
                            "--save",
                            "",
                            "--dir",
                            folder.toAbsolutePath().toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
            return new Server("redis://127.0.0.1:" + port, port, server::destroyForcibly);
        }

        @Override
        BudgetLedger open(String address) {
            return RedisLedger.at(address);
        }

        @Override
        BudgetLedger open(String address, Clock clock) {
            return RedisAt.clock(address, clock);
        }
    };

    /** A server that runs until it is closed. */
    record Server(String address, int port, Closeable process) implements AutoCloseable {
        /** The address by which it is asked through another port. */
        String at(int otherPort) {
            return address.replace(":" + port, ":" + otherPort);
        }

        @Override
        public void close() throws IOException {
            process.close();
        }
    }

    abstract Server start() throws IOException;

    abstract BudgetLedger open(String address);

    abstract BudgetLedger open(String address, Clock clock);

    private static JdbcConnectionPool pool(String address) {
        PGConnectionPoolDataSource source = new PGConnectionPoolDataSource();
        source.setUrl(address);
        source.setUser("postgres");
        JdbcConnectionPool pool = JdbcConnectionPool.create(source);
        pool.setLoginTimeout(5);
        return pool;
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }
}
