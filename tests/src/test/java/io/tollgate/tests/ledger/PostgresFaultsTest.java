package io.tollgate.tests.ledger;

import static io.tollgate.tests.ledger.Cents.CENT;
import static io.tollgate.tests.ledger.Cents.HALF;
import static io.tollgate.tests.ledger.Cents.ONE;
import static io.tollgate.tests.ledger.Cents.OTHER;
import static io.tollgate.tests.ledger.Cents.SLACK;
import static io.tollgate.tests.ledger.Cents.TIMEOUT;
import static io.tollgate.tests.ledger.Cents.hold;
import static io.tollgate.tests.ledger.Cents.insist;
import static io.tollgate.tests.ledger.Cents.settle;
import static io.tollgate.tests.ledger.Cents.standing;
import static io.tollgate.tests.ledger.Cents.sumOfEntries;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.budget.Budget;
import io.tollgate.budget.BudgetLedger;
import io.tollgate.budget.LedgerException;
import io.tollgate.budget.Standing;
import io.tollgate.ledger.jdbc.JdbcLedger;
import io.tollgate.price.Money;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGConnectionPoolDataSource;

/** What happens to budgets when the database, the network, or the caller's own transaction fails. */
class PostgresFaultsTest {
    private static EmbeddedPostgres shared;

    @BeforeAll
    static void start() throws Exception {
        // Transactions in each other's way are not told apart by the server: who waits in a circle waits in vain.
        shared = EmbeddedPostgres.builder()
                .setServerConfig("deadlock_timeout", "60s")
                .start();
    }

    @AfterAll
    static void stop() throws Exception {
        shared.close();
    }

    @BeforeEach
    void empty() throws Exception {
        run("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    }

    private static void run(String sql) throws Exception {
        try (Connection connection = shared.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void aRestartOfTheServerLosesNothingThatWasGranted() throws Exception {
        survives(EmbeddedPostgres::close);
    }

    /** Of a server that by default acknowledges commits before they are on the disk. */
    @Test
    void aCrashOfTheServerLosesNothingThatWasGranted() throws Exception {
        survives(server -> {
            ProcessHandle process = process(server);
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            process.onExit().get();
            server.close(); // there is nothing to stop, but its folder is free for the next
        });
    }

    private static ProcessHandle process(EmbeddedPostgres server) throws Exception {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
            row.next();
            return ProcessHandle.of(row.getLong(1)).orElseThrow().parent().orElseThrow();
        }
    }

    @FunctionalInterface
    private interface End {
        void of(EmbeddedPostgres server) throws Exception;
    }

    private static void survives(End end) throws Exception {
        Path folder = Path.of("target", "postgres", UUID.randomUUID().toString());
        Files.createDirectories(folder);
        EmbeddedPostgres server = start(folder, 0);
        int port = server.getPort();
        try (BudgetLedger ledger = JdbcLedger.of(pool(port))) {
            hold(ledger, "a", ONE);
            hold(ledger, "b", ONE);
            settle(ledger, "b", ONE);
            end.of(server);
            long start = System.nanoTime();
            assertThatThrownBy(() -> hold(ledger, "c", ONE)).isInstanceOf(LedgerException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TIMEOUT.plus(SLACK));
            server = start(folder, port);
            insist(() -> hold(ledger, "a", ONE));
            assertThat(standing(ledger, ONE).held()).as("the same hold again").isEqualTo(CENT);
            assertThat(standing(ledger, ONE).committed()).isEqualTo(HALF);
            settle(ledger, "a", ONE);
            settle(ledger, "c", ONE);
            assertThat(standing(ledger, ONE).held()).isEqualTo(Money.ZERO);
            assertThat(sumOfEntries(ledger)).isEqualTo(standing(ledger, ONE).committed());
        } finally {
            server.close();
        }
    }

    @Test
    void connectionsThatAreCutInTheMiddleOfTransactionsLoseNothing() throws Exception {
        try (BudgetLedger ledger = JdbcLedger.of(pool(shared.getPort()))) {
            hold(ledger, "warm", ONE);
            settle(ledger, "warm", ONE);
            AtomicLong settled = new AtomicLong(1);
            AtomicLong failures = new AtomicLong();
            long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
            allAtOnce(8, thread -> {
                for (int i = 0; System.nanoTime() < end; i++) {
                    String id = thread + "-" + i;
                    failures.addAndGet(insist(() -> hold(ledger, id, ONE)));
                    failures.addAndGet(insist(() -> settle(ledger, id, ONE)));
                    settled.incrementAndGet();
                    if (thread == 0) {
                        run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                                + " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'");
                    }
                }
            });
            // Connections that were cut while they were idle are felt now.
            List<Standing> last = new ArrayList<>();
            insist(() -> last.add(standing(ledger, ONE)));
            Standing standing = last.get(0);
            assertThat(failures).as("cuts that were felt").hasPositiveValue();
            assertThat(standing.held()).isEqualTo(Money.ZERO);
            assertThat(standing.committed()).isEqualTo(HALF.times(settled.get()));
            assertThat(standing.overrun()).isEqualTo(Money.ZERO);
        }
    }

    @Test
    void aTransactionOfTheCallerThatRollsBackTakesNoHoldWithIt() throws Exception {
        DataSource pool = pool(shared.getPort());
        try (BudgetLedger ledger = JdbcLedger.of(pool);
                Connection own = pool.getConnection()) {
            own.setAutoCommit(false);
            try (Statement statement = own.createStatement()) {
                statement.execute("CREATE TABLE of_the_app (id int)");
                hold(ledger, "a", ONE);
                own.rollback();
            }
            assertThat(standing(ledger, ONE).held()).isEqualTo(CENT);
        }
    }

    @Test
    void budgetsThatAreClaimedInOppositeOrdersDoNotDeadlock() throws Exception {
        // So many that two of them are let go by a third at once: two alone seldom meet in the middle.
        List<BudgetLedger> ledgers = Stream.generate(() -> (BudgetLedger) JdbcLedger.of(pool(shared.getPort())))
                .limit(8)
                .toList();
        allAtOnce(32, thread -> {
            BudgetLedger ledger = ledgers.get(thread / 4);
            Budget[] order = thread % 2 == 0 ? new Budget[] {ONE, OTHER} : new Budget[] {OTHER, ONE};
            for (int i = 0; i < 20; i++) {
                hold(ledger, thread + "-" + i, order);
                settle(ledger, thread + "-" + i, order);
            }
        });
        assertThat(standing(ledgers.get(0), ONE).committed()).isEqualTo(HALF.times(32 * 20));
        assertThat(standing(ledgers.get(1), OTHER).committed()).isEqualTo(HALF.times(32 * 20));
        assertThat(standing(ledgers.get(2), ONE).held()).isEqualTo(Money.ZERO);
        ledgers.forEach(BudgetLedger::close);
    }

    @Test
    void aServerThatOnlyReadsCountsAsAway() throws Exception {
        PGConnectionPoolDataSource source = source(shared.getPort());
        source.setOptions("-c default_transaction_read_only=on");
        try (BudgetLedger writing = JdbcLedger.of(pool(shared.getPort()))) {
            hold(writing, "a", ONE);
            try (BudgetLedger reading = JdbcLedger.of(JdbcConnectionPool.create(source))) {
                assertThatThrownBy(() -> hold(reading, "b", ONE)).isInstanceOf(LedgerException.class);
            }
            assertThat(standing(writing, ONE).held()).isEqualTo(CENT);
        }
    }

    @FunctionalInterface
    private interface Work {
        void run(int thread) throws Exception;
    }

    private static void allAtOnce(int threads, Work work) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int thread = i;
                running.add(pool.submit(() -> {
                    work.run(thread);
                    return null;
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private static EmbeddedPostgres start(Path folder, int port) throws Exception {
        return EmbeddedPostgres.builder()
                .setDataDirectory(folder)
                .setCleanDataDirectory(false)
                .setPort(port)
                .setServerConfig("synchronous_commit", "off")
                .setServerConfig("wal_writer_delay", "10s")
                .start();
    }

    private static DataSource pool(int port) {
        return JdbcConnectionPool.create(source(port));
    }

    private static PGConnectionPoolDataSource source(int port) {
        PGConnectionPoolDataSource source = new PGConnectionPoolDataSource();
        source.setUrl("jdbc:postgresql://localhost:" + port + "/postgres");
        source.setUser("postgres");
        return source;
    }
}
