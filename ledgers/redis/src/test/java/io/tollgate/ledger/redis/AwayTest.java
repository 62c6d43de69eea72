package io.tollgate.ledger.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.budget.Budget;
import io.tollgate.budget.HoldResult;
import io.tollgate.budget.LedgerException;
import io.tollgate.price.Money;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** A server that is away is told in time, and is used again once it is back. */
class AwayTest {
    private static final Budget BUDGET = Budget.usd("100");
    private static final Duration SHORT = Duration.ofMillis(300);

    private static void isToldInTime(Caller caller) {
        long start = System.nanoTime();
        assertThatThrownBy(() -> caller.ledger().hold(caller.request("away", "1"), SHORT))
                .isInstanceOf(LedgerException.class)
                .hasMessageContaining("Redis is away");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
    }

    @Test
    void aServerThatDiedIsToldAndUsedAgainOnceItIsBack() throws Exception {
        try (RedisServer server = RedisServer.start("--appendonly", "yes", "--save", "");
                RedisLedger ledger = RedisLedger.at(server.uri())) {
            Caller caller = new Caller(ledger, BUDGET);
            caller.granted("a", "10");
            server.kill();
            isToldInTime(caller);
            assertThatThrownBy(caller::standing).isInstanceOf(LedgerException.class);
            assertThatThrownBy(() -> caller.settle("a", "9")).isInstanceOf(LedgerException.class);
            server.startAgain();
            caller.settle("a", "9");
            caller.stands("9", "0", "0");
        }
    }

    @Test
    void oneThatIsAwayAtTheStartIsAskedLater() throws Exception {
        try (RedisServer server = RedisServer.start("--save", "")) {
            server.kill();
            try (RedisLedger ledger =
                    RedisLedger.builder(server.uri()).answerWithin(SHORT).build()) {
                Caller caller = new Caller(ledger, BUDGET);
                isToldInTime(caller);
                server.startAgain();
                caller.granted("a", "1");
            }
        }
    }

    @Test
    void oneThatHangsIsToldAndItsUnansweredHoldIsSettledByItsId() throws Exception {
        try (RedisServer server = RedisServer.start("--save", "");
                RedisLedger ledger = RedisLedger.at(server.uri())) {
            Caller caller = new Caller(ledger, BUDGET);
            caller.granted("a", "10");
            server.freeze();
            isToldInTime(caller);
            server.thaw();
            caller.settle("away", "0");
            caller.stands("0", "10", "0");
            assertThat(caller.hold("away", "1")).isEqualTo(new HoldResult.Finished("away"));
            caller.settle("a", "10");
            caller.stands("10", "0", "0");
        }
    }

    @Test
    void anInterruptEndsTheWait() throws Exception {
        try (RedisServer server = RedisServer.start("--save", "");
                RedisLedger ledger = RedisLedger.at(server.uri())) {
            Caller caller = new Caller(ledger, BUDGET);
            caller.granted("a", "10");
            server.freeze();
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> caller.hold("b", "1")).isInstanceOf(InterruptedException.class);
            server.thaw();
            caller.settle("b", "0");
            caller.stands("0", "10", "0");
        }
    }

    @Test
    void oneThatIsReadOnlyIsAway() throws Exception {
        try (RedisServer server = RedisServer.start("--save", "");
                RedisLedger ledger = RedisLedger.at(server.uri())) {
            Caller caller = new Caller(ledger, BUDGET);
            caller.granted("a", "10");
            server.tell("REPLICAOF", "127.0.0.1", "1");
            isToldInTime(caller);
            assertThatThrownBy(() -> caller.settle("a", "9")).isInstanceOf(LedgerException.class);
            server.tell("REPLICAOF", "NO", "ONE");
            caller.settle("a", "9");
            caller.stands("9", "0", "0");
        }
    }

    @Test
    void connectionsThatAreCutInTheMiddleLoseAndDoubleNothing() throws Exception {
        try (RedisServer server = RedisServer.start("--save", "");
                RedisLedger ledger = RedisLedger.at(server.uri())) {
            Caller caller = new Caller(ledger, BUDGET);
            AtomicBoolean over = new AtomicBoolean();
            ExecutorService threads = Executors.newFixedThreadPool(5);
            try {
                Future<Integer> cuts = threads.submit(() -> {
                    int made = 0;
                    while (!over.get()) {
                        made += server.tell("CLIENT", "KILL", "TYPE", "normal").equals(":0") ? 0 : 1;
                        // Faster than a connection is made, none would ever live to do anything.
                        LockSupport.parkNanos(20_000_000);
                    }
                    return made;
                });
                List<Callable<Integer>> tasks = new ArrayList<>();
                for (int t = 0; t < 4; t++) {
                    String name = "t" + t + "-";
                    tasks.add(() -> spend(caller, name));
                }
                int failed = 0;
                for (Future<Integer> each : threads.invokeAll(tasks)) {
                    failed += each.get();
                }
                over.set(true);
                assertThat(cuts.get()).as("cuts, of which %s were told", failed).isPositive();
            } finally {
                over.set(true);
                threads.shutdownNow();
            }
            assertThat(caller.standing().held()).isEqualTo(Money.ZERO);
            assertThat(caller.standing().committed()).isEqualTo(Money.usd("0.4"));
            assertThat(ledger.lostWrites()).isZero();
        }
    }

    /** A hundred attempts at a tenth of a cent each; how often the ledger could not answer. */
    private static int spend(Caller caller, String name) throws InterruptedException {
        int failed = 0;
        for (int i = 0; i < 100; i++) {
            String attempt = name + i;
            failed += untilAnswered(() -> caller.hold(attempt, "0.001"));
            failed += untilAnswered(() -> {
                caller.settle(attempt, "0.001");
                return true;
            });
        }
        return failed;
    }

    private interface Question {
        Object ask() throws LedgerException, InterruptedException;
    }

    private static int untilAnswered(Question question) throws InterruptedException {
        int failed = 0;
        while (failed < 10_000) {
            try {
                question.ask();
                return failed;
            } catch (LedgerException e) {
                failed++;
            }
        }
        throw new AssertionError("Redis was away 10,000 times");
    }
}
