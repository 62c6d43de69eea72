package io.tollgate.ledger.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.budget.Budget;
import io.tollgate.budget.HoldResult;
import io.tollgate.budget.LedgerException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A replica takes the place of its master: the ledger finds it by itself, and budgets go on where they were. */
@Timeout(120)
class FailoverTest {
    private static final Budget BUDGET = Budget.usd("100");
    private static final String LOOPBACK = "127.0.0.1";

    @Test
    void sentinelPromotesAReplica() throws Exception {
        try (RedisServer master = RedisServer.start("--save", "");
                RedisServer replica =
                        RedisServer.start("--save", "", "--replicaof", LOOPBACK, Integer.toString(master.port()))) {
            Caller.await(() -> replica.tell("INFO", "replication").contains("master_link_status:up"));
            try (RedisServer sentinel = RedisServer.sentinelOf(master);
                    RedisLedger ledger = RedisLedger.at(
                            "redis-sentinel://" + LOOPBACK + ":" + sentinel.port() + "?sentinelMasterId=budgets")) {
                Caller.await(() -> sentinel.tell("INFO", "sentinel").contains("slaves=1"));
                goesOn(new Caller(ledger, BUDGET), master, replica, () -> {});
            }
        }
    }

    @Test
    void aClustersReplicaTakesOver() throws Exception {
        try (RedisServer master = RedisServer.start("--save", "", "--cluster-enabled", "yes");
                RedisServer replica = RedisServer.start("--save", "", "--cluster-enabled", "yes")) {
            List<String> slots = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
            for (int slot = 0; slot < 16_384; slot++) {
                slots.add(Integer.toString(slot));
            }
            master.tell(slots.toArray(String[]::new));
            replica.tell("CLUSTER", "MEET", LOOPBACK, Integer.toString(master.port()));
            String id = master.tell("CLUSTER", "MYID");
            Caller.await(() -> replica.tell("CLUSTER", "REPLICATE", id).equals("+OK"));
            Caller.await(() -> replica.tell("INFO", "replication").contains("master_link_status:up"));
            Caller.await(() -> master.tell("CLUSTER", "INFO").contains("cluster_state:ok"));
            try (RedisLedger ledger = RedisLedger.clusterBuilder(master.uri()).build()) {
                goesOn(
                        new Caller(ledger, BUDGET),
                        master,
                        replica,
                        () -> replica.tell("CLUSTER", "FAILOVER", "TAKEOVER"));
            }
        }
    }

    private static void goesOn(Caller caller, RedisServer master, RedisServer replica, Runnable takeOver)
            throws Exception {
        caller.granted("a", "10");
        caller.granted("b", "20");
        caller.settle("b", "20");
        String offset = offset(master);
        Caller.await(() -> offset(replica).equals(offset));
        master.kill();
        takeOver.run();
        Caller.await(() -> isSettled(caller));
        caller.stands("29", "0", "0");
        assertThat(caller.hold("c", "72")).isInstanceOf(HoldResult.Refused.class);
        caller.granted("c", "71");
        assertThat(caller.ledger().lostWrites()).isZero();
    }

    private static String offset(RedisServer server) {
        return server.tell("INFO", "replication").replaceAll("(?s).*\\b(?:master|slave)_repl_offset:(\\d+).*", "$1");
    }

    private static boolean isSettled(Caller caller) throws InterruptedException {
        try {
            caller.settle("a", "9");
            return true;
        } catch (LedgerException e) {
            return false;
        }
    }
}
