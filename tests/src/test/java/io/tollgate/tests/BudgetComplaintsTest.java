package io.tollgate.tests;

import static io.tollgate.tests.TwoVendors.ASK;
import static io.tollgate.tests.TwoVendors.CHEAP;
import static io.tollgate.tests.TwoVendors.DEAR;
import static io.tollgate.tests.TwoVendors.card;
import static io.tollgate.tests.TwoVendors.prices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tollgate.BudgetExceededException;
import io.tollgate.Retrying;
import io.tollgate.TollgateException;
import io.tollgate.budget.Budget;
import io.tollgate.budget.BudgetLedger;
import io.tollgate.budget.EntryQuery;
import io.tollgate.budget.EscrowLedger;
import io.tollgate.budget.HoldResult;
import io.tollgate.budget.LedgerEntry;
import io.tollgate.budget.Spender;
import io.tollgate.budget.Standing;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.ChatResponse;
import io.tollgate.chat.ChatStream;
import io.tollgate.embedding.EmbeddingRequest;
import io.tollgate.failure.Attempt;
import io.tollgate.ledger.jdbc.JdbcLedger;
import io.tollgate.price.Capability;
import io.tollgate.price.ModelCard;
import io.tollgate.price.Money;
import io.tollgate.price.Price;
import io.tollgate.price.Usage;
import io.tollgate.testkit.FakeAnswer;
import io.tollgate.testkit.Fault;
import io.tollgate.testkit.TestClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What users of gateways complain about most: budgets that don't hold, or that refuse what they shouldn't. Each complaint
 * is a test, through the whole router, on each ledger that one process can have.
 */
class BudgetComplaintsTest {
    private static final ChatRequest CHEAP_ONLY = ASK.withModel(CHEAP).withTeam("search");
    private static final Spender SEARCH = new Spender("search", "openai", CHEAP, Map.of());
    /** 10 tokens in and 95 out at the cheap model, whose hold is for 100 out. */
    private static final FakeAnswer USUAL = FakeAnswer.text("scattered").withUsage(Usage.of(10, 95));

    private static final Money COST = Money.ofNanos(10 * 1_000 + 95 * 2_000);

    enum Ledger {
        MEMORY {
            @Override
            BudgetLedger open(Path file) {
                return BudgetLedger.inMemory();
            }
        },
        FILE {
            @Override
            BudgetLedger open(Path file) {
                return JdbcLedger.inFile(file);
            }
        },
        ESCROW {
            @Override
            BudgetLedger open(Path file) {
                return EscrowLedger.builder(JdbcLedger.inFile(file))
                        .slice(Money.usd("0.002"))
                        .build();
            }
        };

        abstract BudgetLedger open(Path file);
    }

    private final Path file = Path.of("target", "ledgers", UUID.randomUUID().toString());

    private TwoVendors bench(Ledger ledger, UnaryOperator<io.tollgate.Router.Builder> settings) {
        TwoVendors bench = new TwoVendors(builder -> settings.apply(
                builder.ledger(ledger.open(file)).retrying(Retrying.standard().withMaxRetries(0))));
        bench.cheap.answer(USUAL);
        return bench;
    }

    @ParameterizedTest
    @EnumSource
    void overshoot_manyCallsAtOnceSpendNoMoreThanTheLimit(Ledger ledger) throws Exception {
        Budget budget = Budget.usd("0.0047").named("all");
        try (TwoVendors bench = bench(ledger, builder -> builder.budget(budget))) {
            AtomicInteger refused = new AtomicInteger();
            BudgetEndToEndTest.allAtOnce(16, () -> {
                for (int i = 0; i < 5; i++) {
                    try {
                        bench.router.chat(CHEAP_ONLY);
                    } catch (BudgetExceededException e) {
                        refused.incrementAndGet();
                    }
                }
                return 0;
            });
            Money bill = COST.times(bench.cheap.requestCount());
            assertThat(bill).isLessThanOrEqualTo(Money.usd("0.0047")).isGreaterThan(Money.ZERO);
            assertThat(refused).hasPositiveValue();
            assertThat(settled(bench, budget).committed()).isEqualTo(bill);
        }
    }

    @ParameterizedTest
    @EnumSource
    void bypass_aTeamThatIsSeenForTheFirstTimeIsBoundFromItsFirstCallOn(Ledger ledger) throws Exception {
        Budget budget = Budget.usd("0.0009").perTeam().named("team");
        try (TwoVendors bench = bench(ledger, builder -> builder.budget(budget))) {
            AtomicInteger served = new AtomicInteger();
            BudgetEndToEndTest.allAtOnce(16, () -> {
                try {
                    bench.router.chat(CHEAP_ONLY.withTeam("never-seen-before"));
                    served.incrementAndGet();
                } catch (BudgetExceededException e) {
                    assertThat(e.budget()).contains("team");
                }
                return 0;
            });
            assertThat(served.get()).isBetween(1, 4);
            assertThat(bench.cheap.requestCount()).isEqualTo(served.get());
        }
    }

    @ParameterizedTest
    @EnumSource
    void bypass_embeddingsSpendFromTheSameBudget(Ledger ledger) {
        Budget budget = Budget.usd("0.000001").named("all");
        ModelCard card = ModelCard.of("openai", "vectors", ModelCard.Kind.EMBEDDING)
                .withLimits(8_000, 0)
                .withCapabilities(EnumSet.noneOf(Capability.class))
                .withPrice(Price.perMillion("1", "0"));
        try (TwoVendors bench = bench(ledger, builder -> builder.budget(budget).prices(prices().with(card)))) {
            EmbeddingRequest request = EmbeddingRequest.of("openai/vectors", List.of("a".repeat(5_000)));
            assertThatThrownBy(() -> bench.router.embed(request)).isInstanceOf(BudgetExceededException.class);
            assertThat(bench.received()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void leak_whateverWayACallEndsNothingStaysHeld(Ledger ledger) throws Exception {
        Budget budget = Budget.usd("1").named("all");
        List<Fault> faults = List.of(
                Fault.status(400),
                Fault.status(429),
                Fault.status(500),
                Fault.status(503),
                Fault.reset(),
                Fault.garbage(),
                Fault.empty(),
                Fault.invalidJson(),
                Fault.cutAfterBytes(40),
                Fault.errorIn200(500),
                Fault.contentFilter(),
                Fault.noSuchModel());
        try (TwoVendors bench = bench(ledger, builder -> builder.budget(budget))) {
            for (Fault fault : faults) {
                bench.cheap.next(fault);
                assertThatThrownBy(() -> bench.router.chat(CHEAP_ONLY))
                        .as("%s", fault)
                        .isInstanceOf(TollgateException.class);
                bench.router.reopen("openai");
            }
            cancelledStream(bench);
            callerGivesUp(bench);
            bench.cheap.release();
            assertThat(settled(bench, budget).held()).isEqualTo(Money.ZERO);
            assertThat(sumOfEntries(bench)).isEqualTo(settled(bench, budget).committed());
        }
    }

    private static void cancelledStream(TwoVendors bench) {
        bench.cheap.next(Fault.stallAfterChunks(1));
        try (ChatStream stream = bench.router.stream(CHEAP_ONLY)) {
            stream.iterator().next();
        }
    }

    private static void callerGivesUp(TwoVendors bench) {
        bench.cheap.next(Fault.stall());
        assertThatThrownBy(() -> bench.router.chat(CHEAP_ONLY.withDeadline(Duration.ofMillis(200))))
                .isInstanceOf(TollgateException.class);
    }

    @ParameterizedTest
    @EnumSource
    void doubleCount_whatIsBookedIsWhatTheTrailsSayToTheNanoDollar(Ledger ledger) throws Exception {
        Budget budget = Budget.usd("1").named("all");
        try (TwoVendors bench = bench(ledger, builder -> builder.budget(budget)
                .retrying(Retrying.standard().withBackoff(Duration.ofMillis(1), Duration.ofMillis(2))))) {
            List<Money> trails = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                switch (i % 3) {
                    case 0 -> bench.cheap.next(Fault.status(503));
                    case 1 -> bench.cheap.next(Fault.status(429));
                    default -> {}
                }
                ChatResponse response = bench.router.chat(ASK.withTeam("search"));
                response.attempts().stream().map(Attempt::cost).forEach(trails::add);
                bench.router.reopen("openai");
            }
            Money told = trails.stream().reduce(Money.ZERO, Money::plus);
            assertThat(settled(bench, budget).committed()).isEqualTo(told);
            assertThat(sumOfEntries(bench)).isEqualTo(told);
        }
    }

    @ParameterizedTest
    @EnumSource
    void phantomRefusal_noCallIsRefusedWhileTheMoneyForItIsThere(Ledger ledger) {
        Money limit = Money.usd("0.01");
        try (TwoVendors bench =
                bench(ledger, builder -> builder.budget(Budget.of(limit).named("all")))) {
            Money hold = bench.router
                    .plan(CHEAP_ONLY)
                    .candidates()
                    .get(0)
                    .estimate()
                    .orElseThrow()
                    .max();
            long expected = (limit.nanos() - hold.nanos()) / COST.nanos() + 1;
            BudgetExceededException refusal = catchThrowableOfType(BudgetExceededException.class, () -> {
                while (true) {
                    bench.router.chat(CHEAP_ONLY);
                }
            });
            assertThat(bench.cheap.requestCount()).isEqualTo(expected);
            assertThat(refusal.reason()).isEqualTo(HoldResult.Reason.EXHAUSTED);
            assertThat(refusal.committed()).isEqualTo(COST.times(expected));
        }
    }

    @Test
    void wrongReset_aWindowIsNewAtItsEndAndNotBefore() {
        TestClock clock = TestClock.at(Instant.parse("2026-11-22T23:59:58Z"));
        Budget budget = Budget.usd("0.00045").every("1d");
        try (TwoVendors bench = new TwoVendors(builder ->
                builder.clock(clock).ledger(BudgetLedger.inMemory(clock)).budget(budget))) {
            bench.cheap.answer(USUAL);
            bench.router.chat(CHEAP_ONLY);
            clock.advance(Duration.ofMillis(1_999));
            assertThatThrownBy(() -> bench.router.chat(CHEAP_ONLY)).isInstanceOf(BudgetExceededException.class);
            clock.advance(Duration.ofMillis(1));
            assertThat(bench.router.chat(CHEAP_ONLY).text()).isNotEmpty();
            clock.advance(Duration.ofHours(23));
            assertThatThrownBy(() -> bench.router.chat(CHEAP_ONLY))
                    .as("once a day, not more often")
                    .isInstanceOf(BudgetExceededException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void unknownPrice_isNotZeroButRefusedByName(Ledger ledger) {
        try (TwoVendors bench =
                bench(ledger, builder -> builder.budget(Budget.usd("1").named("all")))) {
            assertThatThrownBy(() -> bench.router.chat(CHEAP_ONLY.withModel("openai/mystery")))
                    .hasMessageContainingAll("openai/mystery", "price");
            assertThat(bench.received()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void freeModel_isServedThoughTheBudgetIsOut(Ledger ledger) {
        try (TwoVendors bench =
                bench(ledger, builder -> builder.budget(Budget.usd("0").named("all"))
                        .prices(prices().with(card("openai", "free", Price.free()))))) {
            assertThatThrownBy(() -> bench.router.chat(CHEAP_ONLY)).isInstanceOf(BudgetExceededException.class);
            assertThat(bench.router.chat(CHEAP_ONLY.withModel("openai/free")).cost())
                    .isEqualTo(Money.ZERO);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MEMORY")
    void shutdown_losesNothingOfWhatWasSpent(Ledger ledger) throws Exception {
        Budget budget = Budget.usd("1").named("all");
        try (TwoVendors bench = bench(ledger, builder -> builder.budget(budget))) {
            for (int i = 0; i < 10; i++) {
                bench.router.chat(CHEAP_ONLY);
            }
        }
        try (TwoVendors bench = bench(ledger, builder -> builder.budget(budget))) {
            assertThat(settled(bench, budget).committed()).isEqualTo(COST.times(10));
            assertThat(settled(bench, budget).held()).isEqualTo(Money.ZERO);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shutdown_aCallUnderWayIsBookedWhenTheRouterCloses(Ledger ledger) throws Exception {
        Budget budget = Budget.usd("1").named("all");
        TwoVendors bench = bench(ledger, builder -> builder.budget(budget));
        bench.cheap.next(Fault.stall());
        CompletableFuture<ChatResponse> call = Background.start(() -> bench.router.chat(CHEAP_ONLY));
        bench.cheap.awaitStalled(1);
        BudgetLedger kept = bench.router.ledger();
        Standing before = standing(kept, budget);
        assertThat(before.held()).isGreaterThan(Money.ZERO);
        bench.router.close();
        assertThatThrownBy(() -> call.get(5, TimeUnit.SECONDS)).hasCauseInstanceOf(TollgateException.class);
        bench.close();
        if (ledger == Ledger.MEMORY) {
            assertThat(standing(kept, budget).held()).isEqualTo(Money.ZERO);
            assertThat(standing(kept, budget).committed()).isGreaterThan(Money.ZERO);
        } else {
            try (BudgetLedger again = JdbcLedger.inFile(file)) {
                assertThat(standing(again, budget)
                                .committed()
                                .plus(standing(again, budget).held()))
                        .isGreaterThan(Money.ZERO);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void disconnect_whatCameOfAStreamThatWasCutOrGivenUpIsBooked(Ledger ledger) throws Exception {
        Budget budget = Budget.usd("1").named("all");
        try (TwoVendors bench = bench(ledger, builder -> builder.budget(budget))) {
            bench.cheap.answer(FakeAnswer.text("one two three four").inChunks(4));
            bench.cheap.next(Fault.cutAfterChunks(2));
            assertThatThrownBy(() -> {
                        try (ChatStream stream = bench.router.stream(CHEAP_ONLY)) {
                            stream.collect();
                        }
                    })
                    .isInstanceOf(TollgateException.class);
            Money cut = settled(bench, budget).committed();
            assertThat(cut).isGreaterThan(Money.ZERO);
            cancelledStream(bench);
            assertThat(settled(bench, budget).committed()).isGreaterThan(cut);
            bench.cheap.release();
        }
    }

    @ParameterizedTest
    @EnumSource
    void zeroUsage_thatTheVendorReportedStaysZero(Ledger ledger) throws Exception {
        Budget budget = Budget.usd("1").named("all");
        try (TwoVendors bench = bench(ledger, builder -> builder.budget(budget))) {
            bench.cheap.answer(FakeAnswer.text("cached").withUsage(Usage.of(0, 0)));
            assertThat(bench.router.chat(CHEAP_ONLY).cost()).isEqualTo(Money.ZERO);
            assertThat(settled(bench, budget).committed()).isEqualTo(Money.ZERO);
        }
    }

    @ParameterizedTest
    @EnumSource
    void dearerFallback_isHeldForAnewAndRefusedIfItDoesNotFit(Ledger ledger) {
        try (TwoVendors bench =
                bench(ledger, builder -> builder.budget(Budget.usd("0.0005").named("all")))) {
            bench.cheap.next(Fault.status(429));
            TollgateException e =
                    catchThrowableOfType(TollgateException.class, () -> bench.router.chat(ASK.withTeam("search")));
            assertThat(e.skipped()).singleElement().satisfies(skip -> assertThat(skip.model())
                    .isEqualTo(DEAR));
            assertThat(bench.dear.requestCount()).isZero();
        }
    }

    private static Standing settled(TwoVendors bench, Budget budget) throws Exception {
        BudgetLedger ledger = bench.router.ledger();
        Standing standing = standing(ledger, budget);
        // A slice counts as held until it goes back, and that is of no interest here.
        return ledger instanceof EscrowLedger
                ? new Standing(
                        standing.key(),
                        standing.start(),
                        standing.end(),
                        standing.limit(),
                        standing.committed(),
                        Money.ZERO,
                        standing.overrun())
                : standing;
    }

    private static Standing standing(BudgetLedger ledger, Budget budget) throws Exception {
        return ledger.standing(List.of(
                        budget.claim(SEARCH, Instant.now()).orElseThrow().key()))
                .values()
                .iterator()
                .next();
    }

    private static Money sumOfEntries(TwoVendors bench) throws Exception {
        return bench.router.ledger().entries(EntryQuery.newest(1_000)).newest().stream()
                .map(LedgerEntry::cost)
                .reduce(Money.ZERO, Money::plus);
    }
}
