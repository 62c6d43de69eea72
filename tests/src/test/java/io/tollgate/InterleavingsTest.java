package io.tollgate;

import static io.tollgate.Interleavings.check;
import static io.tollgate.Interleavings.explore;
import static io.tollgate.Interleavings.together;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tollgate.budget.Basis;
import io.tollgate.budget.Budget;
import io.tollgate.budget.BudgetLedger;
import io.tollgate.budget.Claim;
import io.tollgate.budget.HoldRequest;
import io.tollgate.budget.HoldResult;
import io.tollgate.budget.LedgerEntry;
import io.tollgate.budget.Spender;
import io.tollgate.budget.Standing;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.ChatResponse;
import io.tollgate.chat.ChatStream;
import io.tollgate.chat.Content;
import io.tollgate.chat.FinishReason;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.key.Credential;
import io.tollgate.key.KeyCache;
import io.tollgate.key.KeySource;
import io.tollgate.key.ReadByCallers;
import io.tollgate.openai.OpenAi;
import io.tollgate.price.Money;
import io.tollgate.testkit.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** In whichever order threads take their steps, a budget holds, an old key is not used, and a breaker lets one through. */
class InterleavingsTest {
    private static final Instant NOW = Instant.parse("2026-03-15T12:00:00Z");
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final ChatResponse ANSWER =
            ChatResponse.of("p/m", List.of(new Content.Text("hi")), FinishReason.STOP, "stop");
    private static final Spender ANYBODY = new Spender("", "p", "p/m", Map.of());

    /** Else the others prove nothing. */
    @Test
    void aLostUpdateIsFound() {
        assumeTrue(Interleavings.areChosen(), "chance may miss it; the profile lincheck doesn't");
        AtomicInteger count = new AtomicInteger();
        Interleavings.Work lossy = () -> count.set(count.get() + 1);
        assertThatThrownBy(() -> explore(() -> {
                    count.set(0);
                    for (int i = 0; i < 50; i++) {
                        count.incrementAndGet();
                    }
                    together(lossy, lossy);
                    check(count.get() == 52, "one of two was lost");
                }))
                .isInstanceOf(AssertionError.class);
    }

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
            KeyCache cache = ReadByCallers.cache(Map.of("p", () -> source[0]), TestClock.at(NOW), () -> 1_000_000_000L);
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

    @Test
    void identicalRequestsAtOnceAreOneCall() throws Exception {
        ChatRequest request = ChatRequest.of("m", "hello");
        try (Guard guard = new Watch().open(LONG, LONG)) {
            explore(() -> {
                ResponseCache cache = new ResponseCache(1_000_000, LONG);
                AtomicInteger calls = new AtomicInteger();
                Interleavings.Work ask = () -> cache.get(request, guard, () -> {
                    calls.incrementAndGet();
                    return ANSWER;
                });
                together(ask, ask);
                check(calls.get() == 1, "expected one call, but there were " + calls);
            });
        }
    }

    @Test
    void aLeaderThatFailsLeavesTheCallToWhoWaitedForIt() throws Exception {
        ChatRequest request = ChatRequest.of("m", "hello");
        try (Guard guard = new Watch().open(LONG, LONG)) {
            explore(() -> {
                ResponseCache cache = new ResponseCache(1_000_000, LONG);
                AtomicInteger calls = new AtomicInteger();
                AtomicInteger failed = new AtomicInteger();
                Interleavings.Work ask = () -> {
                    try {
                        cache.get(request, guard, () -> {
                            if (calls.incrementAndGet() == 1) {
                                throw new IllegalStateException("the first fails");
                            }
                            return ANSWER;
                        });
                    } catch (IllegalStateException e) {
                        failed.incrementAndGet();
                    }
                };
                together(ask, ask, ask);
                check(failed.get() == 1, "expected one failure, but there were " + failed);
                check(calls.get() == 2, "expected two calls, but there were " + calls);
            });
        }
    }

    @Test
    void aStreamThatIsReadAndClosedAtOnceEndsOnce() throws Exception {
        FaultyWire wire = new FaultyWire(Integer.MAX_VALUE);
        AtomicInteger ended = new AtomicInteger();
        Budget budget = Budget.usd("1000").every("1d");
        BudgetLedger ledger = BudgetLedger.inMemory(TestClock.at(NOW));
        try (Router router = Router.builder()
                .provider(OpenAi.builder().keySource(KeySource.of(() -> "key")).build())
                .budget(budget)
                .ledger(ledger)
                .clock(TestClock.at(NOW))
                .wire(wire)
                .limits(Limits.standard().withInFlightPerProvider(2 * Interleavings.MOST))
                .onCall(call -> ended.incrementAndGet())
                .build()) {
            // Made before, as only their end is tried.
            Queue<ChatStream> streams = new ArrayDeque<>();
            for (int i = 0; i < 2 * Interleavings.MOST; i++) {
                streams.add(router.stream(ChatRequest.of("openai/gpt-4o-mini", "hello")));
            }
            explore(() -> {
                ChatStream stream = streams.remove();
                int endedBefore = ended.get();
                long openBefore = wire.open();
                together(() -> read(stream), stream::close);
                check(ended.get() == endedBefore + 1, "told of " + (ended.get() - endedBefore) + " ends");
                check(wire.open() == openBefore - 1, "closed " + (openBefore - wire.open()) + " connections");
            });
            streams.forEach(ChatStream::close);
            check(wire.open() == 0, wire.open() + " connections are open");
            check(router.stats().inFlight().equals(Map.of("openai", 0L)), "some calls are still in flight");
        }
        Standing standing = standing(ledger, budget.claim(ANYBODY, NOW).orElseThrow());
        check(standing.held().equals(Money.ZERO), "still held: " + standing.held());
    }

    private static void read(ChatStream stream) {
        try {
            check(stream.collect().text().equals("light light "), "another answer");
        } catch (TollgateException e) {
            check(e.failure().orElseThrow().kind() == FailureKind.CANCELLED, e.toString());
        }
    }
}
