package io.tollgate.tests.ledger;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.tollgate.price.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** Attempts that hold a cent and cost half of it. */
final class Cents {
    static final Duration TIMEOUT = Duration.ofSeconds(10);
    static final Duration SLACK = Duration.ofSeconds(3);
    static final Budget ONE = Budget.usd("100").named("one");
    static final Budget OTHER = Budget.usd("100").named("other");
    static final Money CENT = Money.usd("0.01");
    static final Money HALF = Money.usd("0.005");

    private Cents() {}

    @FunctionalInterface
    interface Step {
        void run() throws Exception;
    }

    static HoldRequest request(String id, Budget... budgets) {
        Spender spender = new Spender("search", "openai", "openai/gpt-x", Map.of());
        List<Claim> claims = new ArrayList<>();
        for (Budget budget : budgets) {
            claims.add(budget.claim(spender, Instant.now()).orElseThrow());
        }
        return new HoldRequest(id, spender, CENT, claims, Duration.ofMinutes(5));
    }

    static void hold(BudgetLedger ledger, String id, Budget... budgets) throws LedgerException, InterruptedException {
        assertThat(ledger.hold(request(id, budgets), TIMEOUT)).isInstanceOf(HoldResult.Granted.class);
    }

    static void settle(BudgetLedger ledger, String id, Budget... budgets) throws LedgerException, InterruptedException {
        ledger.settle(List.of(LedgerEntry.of(request(id, budgets), Instant.now(), HALF, Basis.REPORTED)), TIMEOUT);
    }

    static Standing standing(BudgetLedger ledger, Budget budget) throws Exception {
        List<Claim> claims = request("any", budget).claims();
        return ledger.standing(List.of(claims.get(0).key())).values().iterator().next();
    }

    static Money sumOfEntries(BudgetLedger ledger) throws Exception {
        return ledger.entries(EntryQuery.newest(10_000)).newest().stream()
                .map(LedgerEntry::cost)
                .reduce(Money.ZERO, Money::plus);
    }

    /** Asks again until there is an answer; gives how often there was none. */
    static int insist(Step step) throws Exception {
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
}
