package io.tollgate.ledger.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.budget.Budget;
import io.tollgate.budget.EntryQuery;
import io.tollgate.budget.HoldResult;
import io.tollgate.budget.LedgerException;
import io.tollgate.price.Money;
import io.tollgate.testkit.TestClock;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which servers are refused, what is asked of one, and how much it can count. */
class SetupTest {
    private static final Budget BUDGET = Budget.usd("100");

    @Test
    void aServerThatEvictsKeysIsRefused() {
        try (RedisServer server = RedisServer.start("--save", "", "--maxmemory-policy", "allkeys-lru")) {
            assertThatThrownBy(() -> RedisLedger.at(server.uri()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("maxmemory-policy is allkeys-lru");
        }
    }

    @Test
    void aServerThatEvictsKeysLaterIsAwayFromTheNextConnectionOn() throws Exception {
        try (RedisServer server = RedisServer.start("--save", "");
                RedisLedger ledger = RedisLedger.at(server.uri())) {
            Caller caller = new Caller(ledger, BUDGET);
            server.tell("CONFIG", "SET", "maxmemory-policy", "allkeys-random");
            Caller.await(() -> {
                server.tell("CLIENT", "KILL", "TYPE", "normal");
                return refusal(caller).contains("allkeys-random");
            });
        }
    }

    private static String refusal(Caller caller) throws InterruptedException {
        try {
            caller.hold("a", "1");
            return "";
        } catch (LedgerException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    void anAddressThatCanNotBeReadIsNotRepeated() {
        for (String uri : List.of("http://user:s3cret@host", "redis://user:s3cret@ho st", "s3cret")) {
            assertThatThrownBy(() -> RedisLedger.builder(uri))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasNoCause()
                    .hasMessageContaining("redis://host:6379")
                    .hasMessageNotContaining("s3cret");
        }
    }

    @Test
    void anOldServerIsRefused() {
        String info = "# Server\r\nredis_version:6.0.16\r\n";
        assertThat(Setup.of(List.of(info)).problem()).contains("6.2 or newer", "6.0.16");
        assertThat(Setup.of(List.of(info.replace("6.0.16", "5.9"))).problem()).isNotEmpty();
        for (String fit : List.of("6.2.0", "6.10", "7.0.1", "10.1", "valkey-8")) {
            assertThat(Setup.of(List.of(info.replace("6.0.16", fit))).problem()).isEmpty();
        }
    }

    @Test
    void aServerWithoutAnAppendOnlyFileIsWarnedOfOnce() throws Exception {
        assertThat(logOf("no")).containsOnlyOnce("Redis keeps no append-only file");
        assertThat(logOf("yes")).doesNotContain("append-only");
    }

    private static String logOf(String appendOnly) throws Exception {
        PrintStream before = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try (RedisServer server = RedisServer.start("--save", "", "--appendonly", appendOnly);
                RedisLedger ledger = RedisLedger.at(server.uri())) {
            Caller caller = new Caller(ledger, BUDGET);
            caller.granted("a", "1");
            server.kill();
            server.startAgain();
            caller.hold("b", "1");
        } finally {
            System.setErr(before);
        }
        return log.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aHoldIsOneCommand() throws Exception {
        try (RedisServer server = RedisServer.start("--save", "");
                RedisLedger ledger = RedisLedger.at(server.uri())) {
            Caller caller = new Caller(ledger, BUDGET);
            caller.granted("first", "1");
            server.tell("CONFIG", "RESETSTAT");
            for (int i = 0; i < 50; i++) {
                caller.granted("a" + i, "1");
            }
            String asked = server.tell("INFO", "commandstats");
            assertThat(asked).contains("cmdstat_evalsha:calls=50,");
            // What the script itself runs is counted, too.
            assertThat(asked.lines().map(line -> line.replaceAll("[:].*", "")))
                    .filteredOn(line -> line.startsWith("cmdstat_"))
                    .containsExactlyInAnyOrder(
                            "cmdstat_evalsha",
                            "cmdstat_time",
                            "cmdstat_hmget",
                            "cmdstat_hset",
                            "cmdstat_zadd",
                            "cmdstat_config");
        }
    }

    @Test
    void aServerThatForgotTheScriptsIsGivenThemAgain() throws Exception {
        RedisServer server = RedisServer.empty();
        try (RedisLedger ledger = RedisLedger.at(server.uri())) {
            Caller caller = new Caller(ledger, BUDGET);
            caller.granted("a", "1");
            server.tell("SCRIPT", "FLUSH");
            caller.granted("b", "1");
            server.tell("SCRIPT", "FLUSH");
            caller.settle("a", "1");
            server.tell("SCRIPT", "FLUSH");
            ledger.housekeep(1);
            caller.stands("1", "1", "0");
        }
    }

    @Test
    void nineMillionDollarsAreCountedToTheNanoAndNoMore() throws Exception {
        try (RedisLedger ledger = RedisLedger.at(RedisServer.empty().uri())) {
            Caller most = new Caller(ledger, Budget.usd("9000000"));
            most.granted("a", "8999999.999999998");
            most.settle("a", "8999999.999999997");
            most.granted("b", "0.000000003");
            most.stands("8999999.999999997", "0.000000003", "0");
            assertThat(most.hold("c", "0.000000001")).isInstanceOf(HoldResult.Refused.class);
            assertThatThrownBy(() -> most.settle("b", "0.000000004")).hasMessageContaining("9,000,000 USD");
            most.settle("b", "0.000000003");
            most.stands("9000000", "0", "0");

            Caller more = new Caller(ledger, Budget.usd("9000000.000000001"));
            assertThatThrownBy(() -> more.hold("d", "1"))
                    .isInstanceOf(LedgerException.class)
                    .hasMessageContaining("a limit of at most 9,000,000 USD");
            assertThatThrownBy(() -> most.hold("e", "9000000.000000001"))
                    .hasMessageContaining("an amount of at most 9,000,000 USD");
        }
    }

    @Test
    void ledgersOfTwoNamesAreTwo() throws Exception {
        RedisServer server = RedisServer.empty();
        try (RedisLedger one = RedisLedger.builder(server.uri()).name("one").build();
                RedisLedger two = RedisLedger.builder(server.uri()).name("two").build()) {
            new Caller(one, BUDGET).granted("a", "100");
            new Caller(two, BUDGET).granted("a", "70");
            new Caller(two, BUDGET).stands("0", "70", "0");
        }
        assertThatThrownBy(() -> RedisLedger.builder(server.uri()).name("a{b}")).hasMessageContaining("without braces");
    }

    @Test
    void aClusterKeepsALedgerInOneSlot() throws Exception {
        try (RedisServer node = RedisServer.start("--save", "", "--cluster-enabled", "yes")) {
            List<String> slots = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
            for (int slot = 0; slot < 16_384; slot++) {
                slots.add(Integer.toString(slot));
            }
            node.tell(slots.toArray(String[]::new));
            Caller.await(() -> node.tell("CLUSTER", "INFO").contains("cluster_state:ok"));
            try (RedisLedger ledger = RedisLedger.clusterBuilder(node.uri()).build()) {
                Caller caller = new Caller(ledger, BUDGET);
                caller.granted("a", "60");
                assertThat(caller.hold("b", "60")).isInstanceOf(HoldResult.Refused.class);
                caller.settle("a", "50");
                ledger.housekeep(10);
                caller.stands("50", "0", "0");
                assertThat(ledger.entries(EntryQuery.newest(5)).newest()).hasSize(1);
            }
        }
    }

    @Test
    void oldEntriesAndWindowsGoAndTheirSumsStay() throws Exception {
        RedisServer server = RedisServer.empty();
        TestClock clock = TestClock.at(Instant.now());
        try (RedisLedger ledger = RedisLedger.builder(server.uri())
                .retention(Duration.ofHours(25))
                .clock(clock)
                .build()) {
            Caller caller = new Caller(ledger, Budget.usd("100").every("1d"));
            for (int i = 0; i < 250; i++) {
                caller.granted("a" + i, "0.01");
                caller.settle("a" + i, "0.01");
            }
            clock.advance(Duration.ofDays(3));
            assertThat(ledger.housekeep(1_000)).isEqualTo(251);
            var entries = ledger.entries(EntryQuery.newest(10));
            assertThat(entries.newest()).isEmpty();
            assertThat(entries.forgotten()).isEqualTo(250);
            assertThat(entries.spend()).singleElement().satisfies(spend -> {
                assertThat(spend.cost()).isEqualTo(Money.usd("2.5"));
                assertThat(spend.attempts()).isEqualTo(250);
            });
            // The ledger's own, the days, and the sums of one.
            assertThat(server.tell("DBSIZE")).isEqualTo(":3");
        }
    }

    @Test
    void noThreadKeepsTheJvmFromEnding() throws Exception {
        List<Thread> before = List.copyOf(Thread.getAllStackTraces().keySet());
        try (RedisLedger ledger = RedisLedger.at(RedisServer.empty().uri())) {
            new Caller(ledger, BUDGET).granted("a", "1");
            List<Thread> started = new ArrayList<>(Thread.getAllStackTraces().keySet());
            started.removeAll(before);
            assertThat(started).isNotEmpty().allMatch(Thread::isDaemon);
            assertThat(Collections.unmodifiableList(started)).hasSizeLessThan(8);
        }
    }
}
