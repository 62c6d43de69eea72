package io.tollgate.ledger.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.budget.Budget;
import io.tollgate.budget.BudgetLedger;
import io.tollgate.budget.HoldRequest;
import io.tollgate.budget.HoldResult;
import io.tollgate.budget.LedgerException;
import io.tollgate.budget.Spender;
import io.tollgate.price.Money;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A pool that gives no connection, though its own time-out allows it to, holds no caller beyond the caller's time. */
@Timeout(60)
class HangingPoolTest {
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration SLACK = Duration.ofSeconds(2);
    private static final Budget BUDGET = Budget.usd("100").named("one");

    private final Pool pool = new Pool();
    private final BudgetLedger ledger = JdbcLedger.of(pool.source());

    /** H2 in memory, behind a gate that a test closes. */
    private static final class Pool {
        final AtomicInteger waiting = new AtomicInteger();
        private final String url =
                "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE";
        private final Phaser gate = new Phaser(1);
        private volatile boolean open = true;

        DataSource source() {
            return (DataSource) Proxy.newProxyInstance(
                    DataSource.class.getClassLoader(),
                    new Class<?>[] {DataSource.class},
                    (proxy, method, arguments) -> {
                        assertThat(method.getName()).isEqualTo("getConnection");
                        return connection();
                    });
        }

        Connection connection() throws SQLException {
            int phase = gate.getPhase();
            if (!open) {
                waiting.incrementAndGet();
                gate.awaitAdvance(phase);
            }
            return DriverManager.getConnection(url);
        }

        void close() {
            open = false;
        }

        void open() {
            open = true;
            gate.arrive();
        }
    }

    @AfterEach
    void end() {
        pool.open();
        ledger.close();
    }

    @Test
    void callersAreToldInTimeHoweverManyAsk() throws Exception {
        hold("warm");
        pool.close();
        for (int i = 0; i < 10; i++) {
            String id = "a" + i;
            long start = System.nanoTime();
            assertThatThrownBy(() -> ask(id, SHORT)).isInstanceOf(LedgerException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SHORT.plus(SLACK));
        }
        assertThat(pool.waiting).as("threads in the pool").hasValueLessThanOrEqualTo(4);
    }

    @Test
    void connectionsThatComeTooLateAreGivenBackAndTheNextIsUsed() throws Exception {
        hold("warm");
        pool.close();
        assertThatThrownBy(() -> ask("late", SHORT)).isInstanceOf(LedgerException.class);
        pool.open();
        hold("next");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (sessions() > 1 && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(sessions()).as("only the one that asks").isEqualTo(1);
    }

    @Test
    void anInterruptWhileThePoolIsAskedFailsNobodyElsesHold() throws Exception {
        hold("warm");
        pool.close();
        FutureTask<HoldResult> asking = new FutureTask<>(() -> {
            HoldResult result = ask("leader", LONG);
            assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
            return result;
        });
        Thread leader = new Thread(asking);
        leader.start();
        while (pool.waiting.get() == 0) {
            Thread.onSpinWait();
        }
        leader.interrupt();
        pool.open();
        assertThat(asking.get()).isInstanceOf(HoldResult.Granted.class);
    }

    private int sessions() throws SQLException {
        try (Connection connection = pool.connection();
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT count(*) FROM information_schema.sessions")) {
            row.next();
            return row.getInt(1);
        }
    }

    private void hold(String attempt) throws Exception {
        assertThat(ask(attempt, LONG)).isInstanceOf(HoldResult.Granted.class);
    }

    private HoldResult ask(String attempt, Duration timeout) throws Exception {
        Spender spender = new Spender("search", "openai", "openai/gpt-x", Map.of());
        HoldRequest request = new HoldRequest(
                attempt,
                spender,
                Money.usd("0.01"),
                List.of(BUDGET.claim(spender, Instant.now()).orElseThrow()),
                Duration.ofMinutes(5));
        return ledger.hold(request, timeout);
    }
}
