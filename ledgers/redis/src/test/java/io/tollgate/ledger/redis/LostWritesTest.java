package io.tollgate.ledger.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.budget.Budget;
import io.tollgate.budget.EntryQuery;
import io.tollgate.budget.HoldResult;
import io.tollgate.budget.LedgerEntry;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;

/** Redis forgets, as its persistence and its replication allow; the ledger notices and tells it again. */
class LostWritesTest {
    private static final String[] EVERY_SECOND = {"--appendonly", "yes", "--appendfsync", "everysec", "--save", ""};

    private static void awaitWritten(RedisServer server, String attempt) throws Exception {
        Caller.await(() -> Files.readString(server.appendOnlyFile(), StandardCharsets.ISO_8859_1)
                .contains(attempt));
    }

    @Test
    void whatRedisWroteIsThereAfterAKill() throws Exception {
        try (RedisServer server = RedisServer.start(EVERY_SECOND);
                RedisLedger ledger = RedisLedger.at(server.uri())) {
            Caller caller = new Caller(ledger, Budget.usd("100"));
            caller.granted("a", "30");
            caller.granted("b", "20");
            caller.settle("b", "15");
            awaitWritten(server, "b");
            server.kill();
            server.startAgain();
            assertThat(caller.hold("c", "60")).isInstanceOf(HoldResult.Refused.class);
            caller.stands("15", "30", "0");
            caller.settle("a", "25");
            caller.stands("40", "0", "0");
            assertThat(ledger.lostWrites()).isZero();
        }
    }

    @Test
    void whatARestartLostIsToldAgain() throws Exception {
        try (RedisServer server = RedisServer.start(EVERY_SECOND);
                RedisLedger ledger = RedisLedger.at(server.uri())) {
            Caller caller = new Caller(ledger, Budget.usd("100"));
            caller.granted("a", "30");
            caller.granted("b", "20");
            awaitWritten(server, "b");
            long length = Files.size(server.appendOnlyFile());
            caller.settle("b", "15");
            caller.granted("c", "10");
            caller.granted("d", "5");
            caller.settle("d", "4");
            server.kill();
            try (FileChannel file = FileChannel.open(server.appendOnlyFile(), StandardOpenOption.WRITE)) {
                file.truncate(length);
            }
            server.startAgain();
            assertThat(caller.hold("e", "50")).isInstanceOf(HoldResult.Refused.class);
            // Of d neither the hold nor the entry was left, so its cost is one that no hold covered.
            caller.stands("19", "40", "4");
            assertThat(ledger.lostWrites()).isEqualTo(1);
            caller.settle("a", "30");
            caller.settle("c", "10");
            caller.stands("59", "0", "4");
            assertThat(ledger.lostWrites()).isEqualTo(1);
        }
    }

    @Test
    void anEmptiedLedgerIsToldAllThatThisProcessKnows() throws Exception {
        RedisServer server = RedisServer.empty();
        try (RedisLedger ledger = RedisLedger.at(server.uri())) {
            Caller caller = new Caller(ledger, Budget.usd("100"));
            caller.granted("a", "60");
            caller.granted("b", "20");
            caller.settle("b", "20");
            server.tell("FLUSHALL");
            caller.granted("c", "10");
            caller.stands("20", "70", "20");
            assertThat(ledger.lostWrites()).isEqualTo(1);
            assertThat(caller.hold("d", "11")).isInstanceOf(HoldResult.Refused.class);
            caller.settle("a", "60");
            caller.settle("c", "10");
            caller.stands("90", "0", "20");
            assertThat(ledger.lostWrites()).isEqualTo(1);
            assertThat(ledger.entries(EntryQuery.newest(10)).newest())
                    .extracting(LedgerEntry::id)
                    .containsExactly("c", "a", "b");
        }
    }

    @Test
    void aSettleAloneNoticesThatItsHoldIsGone() throws Exception {
        RedisServer server = RedisServer.empty();
        try (RedisLedger ledger = RedisLedger.at(server.uri())) {
            Caller caller = new Caller(ledger, Budget.usd("100"));
            caller.granted("a", "60");
            caller.granted("b", "20");
            server.tell("FLUSHALL");
            caller.settle("b", "20");
            caller.stands("20", "60", "20");
            assertThat(ledger.lostWrites()).isEqualTo(1);
        }
    }

    @Test
    void aWindowThatVanishedIsNoticedByItsVersion() throws Exception {
        RedisServer server = RedisServer.empty();
        try (RedisLedger ledger = RedisLedger.at(server.uri())) {
            Caller caller = new Caller(ledger, Budget.usd("100"));
            caller.granted("a", "60");
            caller.granted("b", "20");
            server.tell("DEL", "{tollgate}:w:14:0:total|lifetimelifetime", "{tollgate}:a:a", "{tollgate}:a:b");
            caller.granted("c", "10");
            caller.stands("0", "90", "0");
            assertThat(ledger.lostWrites()).isEqualTo(1);
        }
    }

    @Test
    void housekeepingNoticesIt() throws Exception {
        RedisServer server = RedisServer.empty();
        try (RedisLedger ledger = RedisLedger.at(server.uri())) {
            Caller caller = new Caller(ledger, Budget.usd("100"));
            caller.granted("a", "60");
            server.tell("FLUSHALL");
            ledger.housekeep(10);
            caller.stands("0", "60", "0");
        }
    }

    @Test
    void everyProcessTellsAPromotedReplicaWhatItLacks() throws Exception {
        try (RedisServer primary = RedisServer.start(EVERY_SECOND);
                RedisServer replica = RedisServer.start("--save", "");
                RedisLedger one = RedisLedger.at(primary.uri());
                RedisLedger other = RedisLedger.at(primary.uri())) {
            Caller first = new Caller(one, Budget.usd("100"));
            Caller second = new Caller(other, Budget.usd("100"));
            first.granted("a", "10");
            second.granted("b", "10");
            replica.tell("REPLICAOF", "127.0.0.1", Integer.toString(primary.port()));
            Caller.await(() -> replica.tell("EXISTS", "{tollgate}:a:b").equals(":1"));
            replica.tell("REPLICAOF", "NO", "ONE");
            first.settle("a", "9");
            first.granted("c", "20");
            second.granted("d", "30");
            second.granted("e", "5");
            second.settle("e", "5");
            primary.kill();
            replica.tell("SAVE");
            replica.kill();
            try (RedisServer promoted = primary.withFilesOf(replica)) {
                first.granted("f", "1");
                first.stands("9", "31", "0");
                // By now the versions are as high as before: the second knows by its new connection alone.
                for (int i = 0; i < 20; i++) {
                    first.granted("g" + i, "0.01");
                    first.settle("g" + i, "0");
                }
                assertThat(second.hold("h", "30")).isInstanceOf(HoldResult.Refused.class);
                second.stands("14", "61", "5");
                assertThat(one.lostWrites()).isEqualTo(1);
                assertThat(other.lostWrites()).isEqualTo(1);
                assertThat(promoted.tell("EXISTS", "{tollgate}:a:d")).isEqualTo(":1");
            }
        }
    }

    @Test
    void holdsThatNoLongerFitAreHeldAllTheSameAsOverrun() throws Exception {
        RedisServer server = RedisServer.empty();
        try (RedisLedger one = RedisLedger.at(server.uri());
                RedisLedger other = RedisLedger.at(server.uri())) {
            Caller first = new Caller(one, Budget.usd("100"));
            Caller second = new Caller(other, Budget.usd("100"));
            first.granted("a", "80");
            server.tell("FLUSHALL");
            second.granted("b", "90");
            first.ledger().housekeep(1);
            first.stands("0", "170", "70");
            assertThat(first.hold("c", "0.01")).isInstanceOf(HoldResult.Refused.class);
            first.settle("a", "80");
            second.settle("b", "90");
            first.stands("170", "0", "70");
        }
    }
}
