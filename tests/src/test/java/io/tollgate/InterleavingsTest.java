package io.tollgate;

import static io.tollgate.Interleavings.check;
import static io.tollgate.Interleavings.explore;
import static io.tollgate.Interleavings.together;

import io.tollgate.budget.Basis;
import io.tollgate.budget.Budget;
import io.tollgate.budget.BudgetLedger;
import io.tollgate.budget.Claim;
import io.tollgate.budget.HoldRequest;
import io.tollgate.budget.HoldResult;
import io.tollgate.budget.LedgerEntry;
import io.tollgate.budget.Spender;
import io.tollgate.budget.Standing;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.key.Credential;
import io.tollgate.key.KeyCache;
import io.tollgate.price.Money;
import io.tollgate.testkit.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** In whichever order threads take their steps, a budget holds, an old key is not used, and a breaker lets one through. */
class InterleavingsTest {
    private static final Instant NOW = Instant.parse("2026-03-15T12:00:00Z");
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Spender ANYBODY = new Spender("", "p", "p/m", Map.of());

    @Test
    void aBudgetNeverGrantsMoreThanItHas() throws Exception {
        Claim claim = Budget.usd("0.10").every("1d").claim(ANYBODY, NOW).orElseThrow();
        explore(() -> {
            BudgetLedger ledger = BudgetLedger.inMemory(TestClock.at(NOW));
            AtomicInteger granted = new AtomicInteger();
            Interleavings.Work spend = () -> {
                String id = "a-" + Thread.currentThread().getId();
                HoldRequest request = new HoldRequest(id, ANYBODY, Money.usd("0.06"), List.of(claim), LONG);
                if (ledger.hold(request, LONG) instanceof HoldResult.Granted) {
                    granted.incrementAndGet();
                    ledger.settle(List.of(LedgerEntry.of(request, NOW, Money.usd("0.05"), Basis.REPORTED)), LONG);
                }
            };
            together(spend, spend);
            Standing standing = standing(ledger, claim);
            check(granted.get() == 1, "expected one hold, but " + granted + " were granted");
            check(standing.held().equals(Money.ZERO), "still held: " + standing.held());
            check(standing.committed().equals(Money.usd("0.05")), "committed: " + standing.committed());
        });
    }

    private static Standing standing(BudgetLedger ledger, Claim claim) {
        try {
            return ledger.standing(List.of(claim.key())).values().iterator().next();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aSettlementBesideAnotherOfTheSameAttemptCountsOnce() throws Exception {
        Claim claim = Budget.usd("1").every("1d").claim(ANYBODY, NOW).orElseThrow();
        explore(() -> {
            BudgetLedger ledger = BudgetLedger.inMemory(TestClock.at(NOW));
            HoldRequest request = new HoldRequest("a", ANYBODY, Money.usd("0.06"), List.of(claim), LONG);
            LedgerEntry entry = LedgerEntry.of(request, NOW, Money.usd("0.05"), Basis.REPORTED);
            together(
                    () -> ledger.hold(request, LONG),
                    () -> ledger.settle(List.of(entry), LONG),
                    () -> ledger.settle(List.of(entry), LONG));
            Standing standing = standing(ledger, claim);
            check(standing.held().equals(Money.ZERO), "still held: " + standing.held());
            check(standing.committed().equals(Money.usd("0.05")), "committed: " + standing.committed());
        });
    }

    @Test
    void aKeyIsNotUsedByWhoComesAfterItsInvalidation() throws Exception {
        explore(() -> {
            Credential[] source = {Credential.of("old")};
            KeyCache cache = KeyCache.of(Map.of("p", () -> source[0]), TestClock.at(NOW), () -> 1_000_000_000L);
            together(() -> cache.get("p", "", LONG), () -> {
                source[0] = Credential.of("new");
                cache.invalidate("p");
                check(
                        cache.get("p", "", LONG).equals(Credential.of("new")),
                        "the old key came after it was invalidated");
            });
        });
    }

    @Test
    void anOpenBreakerLetsOneTrialThrough() throws Exception {
        Failure failure = Failure.of(FailureKind.UNREACHABLE);
        explore(() -> {
            TestClock clock = TestClock.at(NOW);
            ModelHealth health = new Health(clock).model("p", "m");
            for (int i = 0; i < Health.MIN_EXECUTIONS; i++) {
                health.acquire().ifPresent(pass -> pass.counted(failure));
            }
            clock.advance(Health.OPEN_FOR.plusSeconds(1));
            AtomicInteger admitted = new AtomicInteger();
            Interleavings.Work attempt = () -> {
                Optional<ModelHealth.Pass> pass = health.acquire();
                if (pass.isPresent()) {
                    admitted.incrementAndGet();
                }
            };
            together(attempt, attempt);
            check(admitted.get() == 1, "expected one trial, but " + admitted + " were let through");
        });
    }

    @Test
    void retriesStayWithinTheirBudget() throws Exception {
        explore(() -> {
            RetryBudget budget = new RetryBudget();
            for (int i = 0; i < 9; i++) {
                check(budget.tryTake(), "a new budget has ten");
            }
            AtomicInteger taken = new AtomicInteger();
            Interleavings.Work retry = () -> {
                if (budget.tryTake()) {
                    taken.incrementAndGet();
                }
            };
            together(retry, retry, budget::firstAttempt);
            check(taken.get() == 1, "expected one retry, but there were " + taken);
        });
    }
}
