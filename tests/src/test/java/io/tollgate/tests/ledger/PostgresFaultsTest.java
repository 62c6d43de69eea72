package io.tollgate.tests.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.budget.Basis;
import io.tollgate.budget.Budget;
import io.tollgate.budget.BudgetLedger;
import io.tollgate.budget.Claim;
import io.tollgate.budget.EntryQuery;
import io.tollgate.budget.HoldRequest;
import io.tollgate.budget.HoldResult;
import io.tollgate.budget.LedgerEntry;
import io.tollgate.budget.LedgerException;
import io.tollgate.budget.Spender;
import io.tollgate.budget.Standing;
import io.tollgate.ledger.jdbc.JdbcLedger;
import io.tollgate.price.Money;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGConnectionPoolDataSource;

/** What happens to budgets when the database, the network, or the caller's own transaction fails. */
class PostgresFaultsTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration SLACK = Duration.ofSeconds(3);
    private static final Budget ONE = Budget.usd("100").named("one");
    private static final Budget OTHER = Budget.usd("100").named("other");
    private static final Money CENT = Money.usd("0.01");
    private static final Money HALF = Money.usd("0.005");

    private static EmbeddedPostgres shared;

    @BeforeAll
    static void start() throws Exception {
        shared = EmbeddedPostgres.start();
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
    void everyAnswerThatIsLostLeavesOneHoldAndOneCost() throws Exception {
        try (FaultyProxy proxy = new FaultyProxy(shared.getPort());
                BudgetLedger ledger = JdbcLedger.of(pool(proxy.port()))) {
            hold(ledger, "warm", ONE);
            settle(ledger, "warm", ONE);
            int lost = 0;
            for (int packets = 0; packets < 24; packets++) {
                String id = "a" + packets;
                proxy.cutAfter(packets);
                lost += insist(proxy, () -> hold(ledger, id, ONE));
                proxy.cutAfter(packets);
                lost += insist(proxy, () -> settle(ledger, id, ONE));
                Standing standing = standing(ledger, ONE);
                assertThat(standing.held()).as("after %s packets", packets).isEqualTo(Money.ZERO);
                assertThat(standing.committed()).isEqualTo(HALF.times(packets + 2L));
            }
            assertThat(lost).as("cuts that were felt").isGreaterThan(20);
            assertThat(sumOfEntries(ledger)).isEqualTo(HALF.times(25));
        }
    }

    @Test
    void aServerThatIsSilentIsToldInTimeAndTheHoldIsSettledOnceItSpeaks() throws Exception {
        try (FaultyProxy proxy = new FaultyProxy(shared.getPort());
                BudgetLedger ledger = JdbcLedger.builder(pool(proxy.port()))
                        .answerWithin(Duration.ofSeconds(1))
                        .build()) {
            hold(ledger, "warm", ONE);
            proxy.silence(true);
            long start = System.nanoTime();
            assertThatThrownBy(() -> hold(ledger, "a", ONE)).isInstanceOf(LedgerException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(1).plus(SLACK));
            proxy.heal();
            insist(proxy, () -> settle(ledger, "a", ONE));
            insist(proxy, () -> settle(ledger, "warm", ONE));
            assertThat(standing(ledger, ONE).held()).isEqualTo(Money.ZERO);
            assertThat(standing(ledger, ONE).committed()).isEqualTo(CENT);
        }
    }

    @Test
    void aRestartOfTheServerLosesNothingThatWasGranted() throws Exception {
        Path folder = Path.of("target", "postgres", UUID.randomUUID().toString());
        Files.createDirectories(folder);
        EmbeddedPostgres server = start(folder, 0);
        int port = server.getPort();
        try (BudgetLedger ledger = JdbcLedger.of(pool(port))) {
            hold(ledger, "a", ONE);
            hold(ledger, "b", ONE);
            settle(ledger, "b", ONE);
            server.close();
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
        try (BudgetLedger first = JdbcLedger.of(pool(shared.getPort()));
                BudgetLedger second = JdbcLedger.of(pool(shared.getPort()))) {
            allAtOnce(32, thread -> {
                BudgetLedger ledger = thread % 4 < 2 ? first : second;
                Budget[] order = thread % 2 == 0 ? new Budget[] {ONE, OTHER} : new Budget[] {OTHER, ONE};
                for (int i = 0; i < 20; i++) {
                    hold(ledger, thread + "-" + i, order);
                    settle(ledger, thread + "-" + i, order);
                }
            });
            assertThat(standing(first, ONE).committed()).isEqualTo(HALF.times(32 * 20));
            assertThat(standing(second, OTHER).committed()).isEqualTo(HALF.times(32 * 20));
            assertThat(standing(first, ONE).held()).isEqualTo(Money.ZERO);
        }
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
    private interface Step {
        void run() throws Exception;
    }

    @FunctionalInterface
    private interface Work {
        void run(int thread) throws Exception;
    }

    private static int insist(FaultyProxy proxy, Step step) throws Exception {
        return insist(() -> {
            try {
                step.run();
            } finally {
                proxy.heal();
            }
        });
    }

    /** Asks again until there is an answer; gives how often there was none. */
    private static int insist(Step step) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        int failures = 0;
        while (true) {
            try {
                step.run();
                return failures;
            } catch (LedgerException e) {
                failures++;
                if (System.nanoTime() > end) {
                    throw e;
                }
                LockSupport.parkNanos(5_000_000);
            }
        }
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

    private static HoldRequest request(String id, Budget... budgets) {
        Spender spender = new Spender("search", "openai", "openai/gpt-x", Map.of());
        List<Claim> claims = new ArrayList<>();
        for (Budget budget : budgets) {
            claims.add(budget.claim(spender, Instant.now()).orElseThrow());
        }
        return new HoldRequest(id, spender, CENT, claims, Duration.ofMinutes(5));
    }

    private static void hold(BudgetLedger ledger, String id, Budget... budgets)
            throws LedgerException, InterruptedException {
        assertThat(ledger.hold(request(id, budgets), TIMEOUT)).isInstanceOf(HoldResult.Granted.class);
    }

    private static void settle(BudgetLedger ledger, String id, Budget... budgets)
            throws LedgerException, InterruptedException {
        ledger.settle(List.of(LedgerEntry.of(request(id, budgets), Instant.now(), HALF, Basis.REPORTED)), TIMEOUT);
    }

    private static Standing standing(BudgetLedger ledger, Budget budget) throws Exception {
        List<Claim> claims = request("any", budget).claims();
        return ledger.standing(List.of(claims.get(0).key())).values().iterator().next();
    }

    private static Money sumOfEntries(BudgetLedger ledger) throws Exception {
        return ledger.entries(EntryQuery.newest(10_000)).newest().stream()
                .map(LedgerEntry::cost)
                .reduce(Money.ZERO, Money::plus);
    }

    private static EmbeddedPostgres start(Path folder, int port) throws Exception {
        return EmbeddedPostgres.builder()
                .setDataDirectory(folder)
                .setCleanDataDirectory(false)
                .setPort(port)
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
