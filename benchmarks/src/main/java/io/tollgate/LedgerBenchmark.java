package io.tollgate;

import io.tollgate.budget.Basis;
import io.tollgate.budget.Budget;
import io.tollgate.budget.BudgetLedger;
import io.tollgate.budget.Claim;
import io.tollgate.budget.HoldRequest;
import io.tollgate.budget.HoldResult;
import io.tollgate.budget.LedgerEntry;
import io.tollgate.budget.Spender;
import io.tollgate.price.Money;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What the ledger in memory takes for one attempt of two budgets: a hold, and the settlement of it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class LedgerBenchmark {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Money HOLD = Money.usd("0.01");
    private static final Money COST = Money.usd("0.002");

    private final BudgetLedger ledger = BudgetLedger.inMemory(Clock.systemUTC());
    private final List<Budget> budgets =
            List.of(Budget.usd("1000000"), Budget.usd("1000000").perTeam());
    private final Spender spender = new Spender("search", "openai", "openai/gpt-4.1-mini", Map.of());
    private long attempts;

    @Benchmark
    public HoldResult holdAndSettle() throws Exception {
        Instant now = Instant.now();
        List<Claim> claims = budgets.stream()
                .flatMap(budget -> budget.claim(spender, now).stream())
                .toList();
        HoldRequest request = new HoldRequest("attempt-" + attempts++, spender, HOLD, claims, TIMEOUT);
        HoldResult held = ledger.hold(request, TIMEOUT);
        ledger.settle(List.of(LedgerEntry.of(request, now, COST, Basis.REPORTED)), TIMEOUT);
        return held;
    }
}
