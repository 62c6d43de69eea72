package io.tollgate.ledger.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.budget.Basis;
import io.tollgate.budget.Budget;
import io.tollgate.budget.BudgetLedger;
import io.tollgate.budget.Claim;
import io.tollgate.budget.EntryQuery;
import io.tollgate.budget.EscrowLedger;
import io.tollgate.budget.HoldRequest;
import io.tollgate.budget.HoldResult;
import io.tollgate.budget.LedgerEntry;
import io.tollgate.budget.Spender;
import io.tollgate.budget.Standing;
import io.tollgate.price.Money;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Slices of a budget in a real database, taken by two escrows at once as if by two processes. */
class EscrowOverJdbcTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int ATTEMPTS = 1_000;

    enum Store {
        H2,
        POSTGRESQL
    }

    @ParameterizedTest
    @EnumSource
    void whatTwoProcessesSpendFromSlicesAddsUpInTheDatabase(Store store) throws Exception {
        Budget budget = Budget.usd("2.00").named("shared");
        Path file = Path.of("target", "ledgers", UUID.randomUUID().toString());
        AtomicLong bill = new AtomicLong();
        AtomicLong granted = new AtomicLong();
        JdbcLedger ledger = store == Store.H2 ? JdbcLedger.inFile(file) : JdbcLedger.of(Postgres.empty());
        List<Claim> claims;
        try (EscrowLedger one = EscrowLedger.over(ledger);
                EscrowLedger two =
                        EscrowLedger.builder(ledger).slice(Money.usd("0.02")).build()) {
            ExecutorService threads = Executors.newFixedThreadPool(8);
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                EscrowLedger escrow = i % 2 == 0 ? one : two;
                SplittableRandom random = new SplittableRandom(i);
                String name = "t" + i + "-";
                running.add(threads.submit(() -> {
                    spend(escrow, budget, name, random, bill, granted);
                    return null;
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
            threads.shutdown();
            claims = claims(budget);
            one.standing(List.of(claims.get(0).key()));
            two.standing(List.of(claims.get(0).key()));
            Standing before = ledger.standing(List.of(claims.get(0).key()))
                    .values()
                    .iterator()
                    .next();
            assertThat(before.committed().nanos()).isEqualTo(bill.get());
            assertThat(before.committed().plus(before.held())).isLessThanOrEqualTo(before.limit());
        }
        JdbcLedger again = store == Store.H2 ? JdbcLedger.inFile(file) : ledger;
        Standing after =
                again.standing(List.of(claims.get(0).key())).values().iterator().next();
        assertThat(after.committed().nanos()).isEqualTo(bill.get());
        assertThat(after.held()).isEqualTo(Money.ZERO);
        assertThat(after.overrun()).isEqualTo(Money.ZERO);
        List<LedgerEntry> entries = again.entries(EntryQuery.newest(10_000)).newest();
        assertThat(entries.stream().mapToLong(entry -> entry.cost().nanos()).sum())
                .isEqualTo(bill.get());
        assertThat(entries.stream().filter(entry -> entry.spender().provider().equals("openai")))
                .hasSize(Math.toIntExact(granted.get()));
        again.close();
    }

    private static void spend(
            BudgetLedger ledger,
            Budget budget,
            String name,
            SplittableRandom random,
            AtomicLong bill,
            AtomicLong granted)
            throws Exception {
        for (int i = 0; i < ATTEMPTS; i++) {
            long amount = random.nextLong(1, 800_000);
            HoldRequest request =
                    new HoldRequest(name + i, spender(), Money.ofNanos(amount), claims(budget), Duration.ofSeconds(30));
            if (ledger.hold(request, TIMEOUT) instanceof HoldResult.Granted) {
                granted.incrementAndGet();
                long cost = random.nextLong(0, amount + 1);
                bill.addAndGet(cost);
                ledger.settle(
                        List.of(LedgerEntry.of(request, Instant.now(), Money.ofNanos(cost), Basis.REPORTED)), TIMEOUT);
            }
        }
    }

    private static Spender spender() {
        return new Spender("search", "openai", "openai/gpt-x", Map.of());
    }

    private static List<Claim> claims(Budget budget) {
        return List.of(budget.claim(spender(), Instant.now()).orElseThrow());
    }
}
