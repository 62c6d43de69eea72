package io.tollgate.tests.ledger;

import static io.tollgate.tests.ledger.Cents.CENT;
import static io.tollgate.tests.ledger.Cents.HALF;
import static io.tollgate.tests.ledger.Cents.SLACK;
import static io.tollgate.tests.ledger.Cents.hold;
import static io.tollgate.tests.ledger.Cents.insist;
import static io.tollgate.tests.ledger.Cents.request;
import static io.tollgate.tests.ledger.Cents.settle;
import static io.tollgate.tests.ledger.Cents.standing;
import static io.tollgate.tests.ledger.Cents.sumOfEntries;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.budget.Basis;
import io.tollgate.budget.Budget;
import io.tollgate.budget.BudgetLedger;
import io.tollgate.budget.LedgerEntry;
import io.tollgate.budget.LedgerException;
import io.tollgate.budget.Standing;
import io.tollgate.price.Money;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever the network does to the messages of hold and settle, on either store an attempt has one hold and one cost.
 * PostgreSQL's messages can't be sent twice: within a connection TCP forbids it, and the second would be in no transaction.
 */
class LostMessagesTest {
    private static final Map<Store, Store.Server> SERVERS = new EnumMap<>(Store.class);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final int PACKETS = 24; // more than any pair of hold and settle has

    @BeforeAll
    static void start() throws IOException {
        for (Store store : Store.values()) {
            SERVERS.put(store, store.start());
        }
    }

    @AfterAll
    static void stop() throws IOException {
        for (Store.Server server : SERVERS.values()) {
            server.close();
        }
    }

    private static Store.Server server(Store store) {
        return Objects.requireNonNull(SERVERS.get(store));
    }

    private static FaultyProxy proxy(Store store) {
        return new FaultyProxy(server(store).port());
    }

    private static BudgetLedger behind(FaultyProxy proxy, Store store) {
        return store.open(server(store).at(proxy.port()));
    }

    private static BudgetLedger direct(Store store) {
        return store.open(server(store).address());
    }

    @ParameterizedTest
    @EnumSource
    void everyAnswerThatIsLostLeavesOneHoldAndOneCost(Store store) throws Exception {
        eachIsLost(store, "answer", FaultyProxy::loseAnswersAfter);
    }

    @ParameterizedTest
    @EnumSource
    void everyRequestThatIsLostLeavesOneHoldAndOneCost(Store store) throws Exception {
        eachIsLost(store, "request", FaultyProxy::loseRequestsAfter);
    }

    private static void eachIsLost(Store store, String what, BiConsumer<FaultyProxy, Integer> fault) throws Exception {
        Budget budget = Budget.usd("100").named(what);
        try (FaultyProxy proxy = proxy(store);
                BudgetLedger ledger = behind(proxy, store)) {
            insist(() -> hold(ledger, what + "-warm", budget));
            insist(() -> settle(ledger, what + "-warm", budget));
            Money before = standing(ledger, budget).committed();
            Money entries = sumOfEntries(ledger);
            int lost = 0;
            for (int packets = 0; packets < PACKETS; packets++) {
                String id = what + packets;
                fault.accept(proxy, packets);
                lost += insistOn(proxy, () -> hold(ledger, id, budget));
                fault.accept(proxy, packets);
                lost += insistOn(proxy, () -> settle(ledger, id, budget));
                Standing standing = standing(ledger, budget);
                assertThat(standing.held()).as("after %s packets", packets).isEqualTo(Money.ZERO);
                assertThat(standing.committed().minus(before)).isEqualTo(HALF.times(packets + 1L));
            }
            assertThat(lost).as("cuts that were felt").isPositive();
            assertThat(sumOfEntries(ledger).minus(entries)).isEqualTo(HALF.times(PACKETS));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aServerThatIsSilentIsToldInTimeAndTheHoldIsSettledOnceItSpeaks(Store store) throws Exception {
        Budget budget = Budget.usd("100").named("silent");
        try (FaultyProxy proxy = proxy(store);
                BudgetLedger ledger = behind(proxy, store)) {
            hold(ledger, "silent-warm", budget);
            Money before = standing(ledger, budget).committed();
            // More often than a ledger has threads: none may be lost to a silence.
            for (int i = 0; i < 6; i++) {
                String id = "silent" + i;
                proxy.silence();
                long start = System.nanoTime();
                assertThatThrownBy(() -> ledger.hold(request(id, budget), SHORT))
                        .isInstanceOf(LedgerException.class);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SHORT.plus(SLACK));
                proxy.heal();
                insist(() -> settle(ledger, id, budget));
            }
            insist(() -> settle(ledger, "silent-warm", budget));
            assertThat(standing(ledger, budget).held()).isEqualTo(Money.ZERO);
            assertThat(standing(ledger, budget).committed().minus(before)).isEqualTo(HALF.times(7));
        }
    }

    @ParameterizedTest
    @EnumSource
    void slowMessagesAreWaitedForAsLongAsTheCallerCan(Store store) throws Exception {
        Budget budget = Budget.usd("100").named("slow");
        try (FaultyProxy proxy = proxy(store);
                BudgetLedger ledger = behind(proxy, store)) {
            hold(ledger, "slow-warm", budget);
            settle(ledger, "slow-warm", budget);
            Money before = standing(ledger, budget).committed();
            proxy.delay(Duration.ofMillis(20));
            hold(ledger, "slow", budget);
            settle(ledger, "slow", budget);
            proxy.delay(SHORT.multipliedBy(2));
            assertThatThrownBy(() -> ledger.hold(request("slower", budget), SHORT))
                    .isInstanceOf(LedgerException.class);
            proxy.heal();
            insist(() -> settle(ledger, "slower", budget));
            assertThat(standing(ledger, budget).committed().minus(before)).isEqualTo(CENT);
            assertThat(standing(ledger, budget).held()).isEqualTo(Money.ZERO);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aHoldThatComesAfterItsSettlementHoldsNothing(Store store) throws Exception {
        Budget budget = Budget.usd("100").named("overtaken");
        try (FaultyProxy proxy = proxy(store);
                BudgetLedger slow = behind(proxy, store);
                BudgetLedger quick = direct(store)) {
            hold(slow, "overtaken-warm", budget);
            settle(slow, "overtaken-warm", budget);
            Money before = standing(quick, budget).committed();
            proxy.holdBack();
            assertThatThrownBy(() -> slow.hold(request("overtaken", budget), SHORT))
                    .isInstanceOf(LedgerException.class);
            settle(quick, "overtaken", budget);
            proxy.deliver();
            hold(quick, "overtaken-next", budget);
            settle(quick, "overtaken-next", budget);
            assertThat(standing(quick, budget).held()).isEqualTo(Money.ZERO);
            assertThat(standing(quick, budget).committed().minus(before)).isEqualTo(CENT);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSettlementThatComesOnceMoreBooksNothing(Store store) throws Exception {
        Budget budget = Budget.usd("100").named("again");
        try (FaultyProxy proxy = proxy(store);
                BudgetLedger slow = behind(proxy, store);
                BudgetLedger quick = direct(store)) {
            hold(slow, "again", budget);
            Money before = standing(quick, budget).committed();
            proxy.holdBack();
            List<LedgerEntry> entries =
                    List.of(LedgerEntry.of(request("again", budget), Instant.now(), HALF, Basis.REPORTED));
            assertThatThrownBy(() -> slow.settle(entries, SHORT)).isInstanceOf(LedgerException.class);
            settle(quick, "again", budget);
            proxy.deliver();
            assertThat(standing(quick, budget).held()).isEqualTo(Money.ZERO);
            assertThat(standing(quick, budget).committed().minus(before)).isEqualTo(HALF);
        }
    }

    @ParameterizedTest
    @EnumSource(names = "REDIS")
    void messagesThatArriveTwiceCountOnce(Store store) throws Exception {
        Budget budget = Budget.usd("100").named("twice");
        try (FaultyProxy proxy = proxy(store);
                BudgetLedger ledger = behind(proxy, store);
                BudgetLedger direct = direct(store)) {
            hold(ledger, "twice-warm", budget);
            settle(ledger, "twice-warm", budget);
            Money before = standing(direct, budget).committed();
            proxy.repeat();
            for (int i = 0; i < 10; i++) {
                hold(ledger, "twice" + i, budget);
                assertThat(standing(direct, budget).held()).isEqualTo(CENT);
                settle(ledger, "twice" + i, budget);
            }
            assertThat(proxy.repeated()).isGreaterThanOrEqualTo(20);
            assertThat(standing(direct, budget).held()).isEqualTo(Money.ZERO);
            assertThat(standing(direct, budget).committed().minus(before)).isEqualTo(HALF.times(10));
        }
    }

    private static int insistOn(FaultyProxy proxy, Cents.Step step) throws Exception {
        return insist(() -> {
            try {
                step.run();
            } finally {
                proxy.heal();
            }
        });
    }
}
