package io.tollgate.tests;

import static io.tollgate.tests.TwoVendors.ASK;
import static io.tollgate.tests.TwoVendors.CHEAP;
import static io.tollgate.tests.TwoVendors.DEAR;
import static io.tollgate.tests.TwoVendors.card;
import static io.tollgate.tests.TwoVendors.prices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tollgate.BudgetExceededException;
import io.tollgate.Plan;
import io.tollgate.Retrying;
import io.tollgate.Route;
import io.tollgate.Router;
import io.tollgate.StreamCutException;
import io.tollgate.Timeouts;
import io.tollgate.TollgateException;
import io.tollgate.budget.Basis;
import io.tollgate.budget.Budget;
import io.tollgate.budget.EntryQuery;
import io.tollgate.budget.HoldResult;
import io.tollgate.budget.LedgerEntry;
import io.tollgate.budget.Spender;
import io.tollgate.budget.Standing;
import io.tollgate.budget.WhenUnknown;
import io.tollgate.budget.WindowKey;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.ChatResponse;
import io.tollgate.chat.ChatStream;
import io.tollgate.chat.Content;
import io.tollgate.chat.Media;
import io.tollgate.chat.Message;
import io.tollgate.price.Money;
import io.tollgate.price.Price;
import io.tollgate.price.Usage;
import io.tollgate.testkit.FakeAnswer;
import io.tollgate.testkit.Fault;
import io.tollgate.testkit.TestClock;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Invariant 5, through the router: no budget is overshot, and every ending books what it should. */
class BudgetEndToEndTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:20:00Z");
    private static final Budget AMPLE = Budget.usd("100").named("ample");
    private static final ChatRequest CHEAP_ONLY = ASK.withModel(CHEAP);
    private static final Retrying ONCE = Retrying.standard().withMaxRetries(0);

    @Test
    void exhaustedSaysWhichBudgetHowItStandsAndWhenItResets() {
        TestClock clock = TestClock.at(NOON);
        Budget tiny = Budget.usd("0.0001").every("1h");
        try (TwoVendors bench = new TwoVendors(builder -> builder.clock(clock).budget(tiny))) {
            BudgetExceededException e =
                    catchThrowableOfType(BudgetExceededException.class, () -> bench.router.chat(CHEAP_ONLY));
            assertThat(e.reason()).isEqualTo(HoldResult.Reason.EXHAUSTED);
            assertThat(e.budget()).contains(tiny.key());
            assertThat(e.limit()).isEqualTo(Money.usd("0.0001"));
            assertThat(e.committed()).isEqualTo(Money.ZERO);
            assertThat(e.held()).isEqualTo(Money.ZERO);
            assertThat(e.amount()).isEqualTo(hold(CHEAP_ONLY)).isGreaterThan(e.limit());
            assertThat(e.resetsAt()).isEqualTo(Instant.parse("2026-11-22T13:00:00Z"));
            assertThat(e)
                    .hasMessageContainingAll("EXHAUSTED", "$0.0001", e.amount().toString(), "13:00");
            assertThat(bench.received()).isZero();
        }
    }

    @Test
    void aCrowdedBudgetIsWaitedForIfTheRequestSaysSoButNotBeyondItsDeadline() throws Exception {
        Money room = hold(CHEAP_ONLY).times(2).minus(Money.ofNanos(1));
        ChatRequest patient = CHEAP_ONLY.withWaitForBudget();
        try (TwoVendors bench = new TwoVendors(builder -> builder.budget(Budget.of(room)))) {
            bench.cheap.next(Fault.stall());
            CompletableFuture<ChatResponse> first = Background.start(() -> bench.router.chat(CHEAP_ONLY));
            bench.cheap.awaitStalled(1);

            BudgetExceededException e = catchThrowableOfType(
                    BudgetExceededException.class,
                    () -> bench.router.chat(patient.withDeadline(Duration.ofMillis(150))));
            assertThat(e.reason()).isEqualTo(HoldResult.Reason.CROWDED);
            assertThat(bench.received()).isEqualTo(1);

            CompletableFuture<ChatResponse> second = Background.start(() -> bench.router.chat(patient));
            bench.cheap.release();
            assertThat(first.get(5, TimeUnit.SECONDS).text()).isNotEmpty();
            assertThat(second.get(5, TimeUnit.SECONDS).text()).isNotEmpty();
        }
    }

    @Test
    void crowdedSaysHowMuchIsHeldForOtherCalls() throws Exception {
        Money one = hold(CHEAP_ONLY);
        try (TwoVendors bench = new TwoVendors(builder -> builder.budget(Budget.of(one)))) {
            bench.cheap.next(Fault.stall());
            CompletableFuture<ChatResponse> first = Background.start(() -> bench.router.chat(CHEAP_ONLY));
            bench.cheap.awaitStalled(1);
            BudgetExceededException e =
                    catchThrowableOfType(BudgetExceededException.class, () -> bench.router.chat(CHEAP_ONLY));
            assertThat(e.reason()).isEqualTo(HoldResult.Reason.CROWDED);
            assertThat(e.held()).isEqualTo(one);
            assertThat(e.committed()).isEqualTo(Money.ZERO);
            assertThat(e.resetsAt()).isEqualTo(Budget.NEVER);
            bench.cheap.release();
            first.get(5, TimeUnit.SECONDS);
        }
    }

    static Stream<Arguments> scopes() {
        ChatRequest red = CHEAP_ONLY.withTeam("red").withTag("job", "batch");
        return Stream.of(
                Arguments.of(Budget.usd("0"), red, null),
                Arguments.of(Budget.usd("0").perTeam(), red, null),
                Arguments.of(Budget.usd("0").team("red"), red, red.withTeam("blue")),
                Arguments.of(Budget.usd("0").team("none"), CHEAP_ONLY, red),
                Arguments.of(Budget.usd("0").provider("openai"), red, red.withModel(DEAR)),
                Arguments.of(Budget.usd("0").model(CHEAP), red, red.withModel("openai/other")),
                Arguments.of(Budget.usd("0").tag("job", "batch"), red, red.withTag("job", "other")));
    }

    @ParameterizedTest
    @MethodSource("scopes")
    void aBudgetBindsThoseInItsScopeAndNobodyElse(Budget budget, ChatRequest inside, ChatRequest outside) {
        try (TwoVendors bench = new TwoVendors(builder -> builder.budget(AMPLE)
                .budget(budget)
                .prices(prices().with(card("openai", "other", Price.perMillion("1", "2")))))) {
            BudgetExceededException e =
                    catchThrowableOfType(BudgetExceededException.class, () -> bench.router.chat(inside));
            assertThat(e.budget()).contains(budget.key());
            if (outside != null) {
                assertThat(bench.router.chat(outside).text()).isNotEmpty();
            }
        }
    }

    @Test
    void everyBudgetInScopeIsCharged() throws Exception {
        List<Budget> all = List.of(
                AMPLE,
                Budget.usd("10").perTeam(),
                Budget.usd("10").team("red"),
                Budget.usd("10").provider("openai"),
                Budget.usd("10").model(CHEAP),
                Budget.usd("10").tag("job", "batch"));
        Budget elsewhere = Budget.usd("10").provider("anthropic");
        TestClock clock = TestClock.at(NOON);
        try (TwoVendors bench = new TwoVendors(builder -> {
            all.forEach(builder::budget);
            return builder.budget(elsewhere).clock(clock);
        })) {
            ChatResponse response = bench.router.chat(CHEAP_ONLY.withTeam("red").withTag("job", "batch"));
            Spender spender = new Spender("red", "openai", CHEAP, Map.of("job", "batch"));
            for (Budget budget : all) {
                Standing standing = standing(bench, budget, spender);
                assertThat(standing.committed()).as("%s", budget).isEqualTo(response.cost());
                assertThat(standing.held()).as("%s", budget).isEqualTo(Money.ZERO);
            }
            assertThat(elsewhere.claim(spender, NOON)).isEmpty();
        }
    }

    @Test
    void aRefusedDearModelFallsToACheaperOne() {
        try (TwoVendors bench =
                new TwoVendors(builder -> builder.budget(Budget.usd("0.000001").provider("anthropic"))
                        .route(Route.of("best", DEAR, CHEAP).asWritten()))) {
            assertThat(bench.router.chat(ASK.withModel("best")).model()).isEqualTo(CHEAP);
            assertThat(bench.dear.requestCount()).isZero();
        }
    }

    @Test
    void whenEachIsRefusedTheExceptionNamesEach() {
        try (TwoVendors bench = new TwoVendors(builder -> builder.budget(Budget.usd("0.000001")))) {
            BudgetExceededException e =
                    catchThrowableOfType(BudgetExceededException.class, () -> bench.router.chat(ASK));
            assertThat(e.skipped()).extracting(Plan.Skipped::model).containsExactlyInAnyOrder(CHEAP, DEAR);
            assertThat(e.skipped()).allSatisfy(skip -> assertThat(skip.reason()).contains("too little left"));
        }
    }

    @Test
    void aFailureOfAModelThatWasAskedIsToldRatherThanTheBudgetOfALaterOne() {
        try (TwoVendors bench = new TwoVendors(builder ->
                builder.budget(Budget.usd("0.000001").provider("anthropic")).retrying(ONCE))) {
            bench.cheap.always(Fault.status(500));
            TollgateException e = catchThrowableOfType(TollgateException.class, () -> bench.router.chat(ASK));
            assertThat(e).isNotInstanceOf(BudgetExceededException.class);
            assertThat(e.failure().orElseThrow().status()).isEqualTo(500);
            assertThat(e.skipped()).singleElement().satisfies(skip -> assertThat(skip.model())
                    .isEqualTo(DEAR));
        }
    }

    @Test
    void anUnknownPriceIsSkippedByNameUnderABudgetAndRanksLastWithoutOne() {
        try (TwoVendors bench = new TwoVendors(builder -> builder.budget(AMPLE).route("odd", "openai/mystery", DEAR))) {
            ChatResponse response = bench.router.chat(ASK.withModel("odd"));
            assertThat(response.model()).isEqualTo(DEAR);
            assertThat(bench.router.plan(ASK.withModel("odd")).skipped())
                    .singleElement()
                    .satisfies(skip -> assertThat(skip.toString()).contains("openai/mystery", "price"));
            assertThat(bench.cheap.requestCount()).isZero();
        }
        try (TwoVendors bench = new TwoVendors(builder -> builder.route("odd", "openai/mystery", DEAR))) {
            assertThat(bench.router.plan(ASK.withModel("odd")).candidates())
                    .extracting(Plan.Candidate::model)
                    .containsExactly(DEAR, "openai/mystery");
            assertThat(bench.router.chat(ASK.withModel("openai/mystery")).text())
                    .isNotEmpty();
        }
    }

    @Test
    void aFreeModelStaysUsableWhenTheBudgetIsOut() {
        Money one = hold(CHEAP_ONLY);
        try (TwoVendors bench = new TwoVendors(builder ->
                builder.budget(Budget.of(one)).prices(prices().with(card("openai", "free", Price.free()))))) {
            bench.cheap.next(FakeAnswer.text("dear").withUsage(Usage.of(10, 900)));
            assertThat(bench.router.chat(CHEAP_ONLY).cost()).isGreaterThan(one);
            assertThat(catchThrowable(() -> bench.router.chat(CHEAP_ONLY))).isInstanceOf(BudgetExceededException.class);
            ChatResponse free = bench.router.chat(ASK.withModel("openai/free"));
            assertThat(free.cost()).isEqualTo(Money.ZERO);
            assertThat(newest(bench).basis()).isEqualTo(Basis.REPORTED);
        }
    }

    @Test
    void maxCostPerCallBoundsTheSumOfAllAttempts() {
        Money one = hold(CHEAP_ONLY);
        try (TwoVendors bench = new TwoVendors()) {
            bench.cheap.always(Fault.status(502));
            TollgateException e =
                    catchThrowableOfType(TollgateException.class, () -> bench.router.chat(ASK.withMaxCostPerCall(one)));
            assertThat(e.cost()).isGreaterThan(Money.ZERO).isLessThanOrEqualTo(one);
            assertThat(bench.cheap.requestCount())
                    .as("what the first attempt is booked at and the hold of a second are above the maximum")
                    .isEqualTo(1);
            assertThat(bench.dear.requestCount()).isZero();
            assertThat(e.skipped()).extracting(Plan.Skipped::model).contains(DEAR, CHEAP);
        }
    }

    @Test
    void maxCostPerCallSkipsWhoMayCostMore() {
        try (TwoVendors bench = new TwoVendors()) {
            ChatRequest request = ASK.withMaxCostPerCall(Money.ofNanos(1));
            TollgateException e = catchThrowableOfType(TollgateException.class, () -> bench.router.chat(request));
            assertThat(e.skipped()).hasSize(2);
            assertThat(e).hasMessageContaining("maxCostPerCall");
            assertThat(bench.received()).isZero();
        }
    }

    @Test
    void underABudgetAMaximumOfOutputTokensIsSentAndThePlanSaysSo() {
        ChatRequest open = ChatRequest.of(CHEAP, "Why?");
        try (TwoVendors bench = new TwoVendors(builder -> builder.budget(AMPLE)
                .prices(prices().with(card("openai", "long", Price.perMillion("1", "2"))
                        .withLimits(1_000_000, 100_000))))) {
            bench.router.chat(open);
            assertThat(bench.cheap.lastRequest().bodyText()).containsPattern("tokens\" ?: ?8000\\b");
            assertThat(bench.router.plan(open).candidates().get(0).note()).contains("8000 output tokens");
            ChatRequest longer = open.withModel("openai/long");
            bench.router.chat(longer);
            assertThat(bench.cheap.lastRequest().bodyText()).containsPattern("tokens\" ?: ?16384\\b");
            assertThat(bench.router.plan(longer).candidates().get(0).note()).contains("16384 output tokens");
            bench.router.chat(open.withMaxOutputTokens(77));
            assertThat(bench.cheap.lastRequest().bodyText()).containsPattern("tokens\" ?: ?77\\b");
        }
        try (TwoVendors bench = new TwoVendors()) {
            bench.router.chat(open);
            assertThat(bench.cheap.lastRequest().bodyText()).doesNotContain("tokens\":8000");
            assertThat(bench.router.plan(open).candidates().get(0).note()).isEmpty();
        }
    }

    static Stream<Arguments> unbounded() {
        Media byUrl = Media.url("application/pdf", "https://example.com/a.pdf");
        Media unreadable = Media.of("application/pdf", "no pages to be seen".getBytes(StandardCharsets.UTF_8));
        return Stream.of(
                Arguments.of(
                        ASK.withModel(DEAR).withMessages(List.of(Message.user(new Content.Document(byUrl)))),
                        "document by URL"),
                Arguments.of(
                        ASK.withModel(DEAR).withMessages(List.of(Message.user(new Content.Document(unreadable)))),
                        "pages can't be counted"),
                Arguments.of(CHEAP_ONLY.withExtraBody("openai", "{\"web_search_options\":{}}"), "extra body fields"));
    }

    @ParameterizedTest
    @MethodSource("unbounded")
    void whatHasNoBoundIsRefusedByNameUnlessTheRequestBoundsIt(ChatRequest request, String name) {
        try (TwoVendors bench = new TwoVendors(builder -> builder.budget(AMPLE))) {
            TollgateException e = catchThrowableOfType(TollgateException.class, () -> bench.router.chat(request));
            assertThat(e).hasMessageContainingAll(name, "withExtraCost");
            assertThat(bench.received()).isZero();
            Money extra = Money.usd("0.5");
            assertThat(bench.router.chat(request.withExtraCost(extra)).text()).isNotEmpty();
            assertThat(bench.router
                            .plan(request.withExtraCost(extra))
                            .candidates()
                            .get(0)
                            .estimate()
                            .orElseThrow()
                            .max())
                    .isGreaterThan(extra);
        }
        try (TwoVendors bench = new TwoVendors()) {
            assertThat(bench.router.chat(request).text())
                    .as("without a budget nothing needs a bound")
                    .isNotEmpty();
        }
    }

    @Test
    void aServedAttemptCostsExactlyItsUsageTimesThePriceRoundedUpOnce() {
        Price odd = Price.perMillion("0.333", "1.777").withCachedInput("0.0333");
        try (TwoVendors bench =
                new TwoVendors(builder -> builder.budget(AMPLE).prices(prices().with(card("openai", "odd", odd))))) {
            Usage usage = Usage.of(101, 7).withCachedInputTokens(33);
            bench.cheap.answer(FakeAnswer.text("ok").withUsage(usage));
            ChatResponse response = bench.router.chat(ASK.withModel("openai/odd"));
            BigDecimal millionths = new BigDecimal("0.333")
                    .multiply(BigDecimal.valueOf(101 - 33))
                    .add(new BigDecimal("0.0333").multiply(BigDecimal.valueOf(33)))
                    .add(new BigDecimal("1.777").multiply(BigDecimal.valueOf(7)));
            BigDecimal nanos = millionths.multiply(BigDecimal.valueOf(1_000)).setScale(0, RoundingMode.CEILING);
            assertThat(response.cost().nanos()).isEqualTo(nanos.longValueExact());
            assertThat(newest(bench).cost()).isEqualTo(response.cost());
            assertThat(newest(bench).basis()).isEqualTo(Basis.REPORTED);
            assertThat(newest(bench).usage()).isEqualTo(usage);
        }
    }

    @Test
    void anErrorThatMayBeBilledIsBookedAtItsInputAndAnUnbilledOneAtNothing() {
        try (TwoVendors bench = new TwoVendors(builder -> builder.budget(AMPLE).retrying(ONCE))) {
            long input = expectedInput(bench);
            bench.cheap.next(Fault.status(502));
            assertThatThrownBy(() -> bench.router.chat(CHEAP_ONLY)).isInstanceOf(RuntimeException.class);
            assertThat(newest(bench)).satisfies(entry -> {
                assertThat(entry.cost().nanos()).isEqualTo(input);
                assertThat(entry.basis()).isEqualTo(Basis.ESTIMATED);
                assertThat(entry.outcome()).isEqualTo("server_error");
            });
            for (int status : new int[] {400, 404, 413, 422, 429, 500}) {
                bench.cheap.next(Fault.status(status));
                assertThatThrownBy(() -> bench.router.chat(CHEAP_ONLY)).isInstanceOf(RuntimeException.class);
                bench.router.reopen("openai");
                assertThat(newest(bench).cost()).as("HTTP %s", status).isEqualTo(Money.ZERO);
            }
        }
    }

    @Test
    void aCutStreamCostsItsInputAndWhatCame() {
        try (TwoVendors bench = new TwoVendors(builder -> builder.budget(AMPLE))) {
            long input = expectedInput(bench);
            bench.cheap.answer(FakeAnswer.text("one two three four").inChunks(4));
            bench.cheap.next(Fault.cutAfterChunks(2));
            StreamCutException e = catchThrowableOfType(StreamCutException.class, () -> {
                try (ChatStream stream = bench.router.stream(CHEAP_ONLY)) {
                    stream.collect();
                }
            });
            LedgerEntry entry = newest(bench);
            assertThat(entry.cost().nanos()).isEqualTo(input + e.partialText().length() * 2_000L);
            assertThat(entry.basis()).isEqualTo(Basis.ESTIMATED);
            assertThat(e.cost()).isEqualTo(entry.cost());
        }
    }

    @Test
    void aCancelledStreamCostsItsInputAndWhatCame() {
        try (TwoVendors bench = new TwoVendors(builder -> builder.budget(AMPLE))) {
            long input = expectedInput(bench);
            bench.cheap.next(Fault.stallAfterChunks(1));
            try (ChatStream stream = bench.router.stream(CHEAP_ONLY)) {
                stream.iterator().next();
            }
            LedgerEntry entry = newest(bench);
            assertThat(entry.outcome()).isEqualTo("cancelled");
            assertThat(entry.cost().nanos()).isEqualTo(input + "scattered".length() * 2_000L);
            bench.cheap.release();
        }
    }

    @Test
    void anAnswerThatIsCutInItsBodyCostsWhatCameOfItAsWell() {
        try (TwoVendors bench = new TwoVendors(builder -> builder.budget(AMPLE))) {
            long input = expectedInput(bench);
            bench.cheap.next(Fault.cutAfterBytes(60));
            assertThatThrownBy(() -> bench.router.chat(CHEAP_ONLY)).isInstanceOf(RuntimeException.class);
            LedgerEntry entry = newest(bench);
            assertThat(entry.outcome()).isEqualTo("cut");
            assertThat(entry.basis()).isEqualTo(Basis.ESTIMATED);
            assertThat(entry.cost().nanos()).isEqualTo(input + 60 * 2_000L);
        }
    }

    @Test
    void aTimeOutCostsItsHoldOrWhatIsUsualAsTheBudgetSays() {
        Timeouts quick = Timeouts.standard().withFirstContent(Duration.ofMillis(250));
        try (TwoVendors bench = new TwoVendors(builder -> builder.budget(AMPLE).timeouts(quick))) {
            bench.cheap.next(Fault.stall());
            assertThatThrownBy(() -> bench.router.chat(CHEAP_ONLY)).isInstanceOf(RuntimeException.class);
            assertThat(newest(bench).outcome()).isEqualTo("timeout");
            assertThat(newest(bench).cost()).isEqualTo(hold(CHEAP_ONLY));
            bench.cheap.release();
        }
        try (TwoVendors bench = new TwoVendors(builder ->
                builder.budget(AMPLE.whenUnknown(WhenUnknown.EXPECTED)).timeouts(quick))) {
            bench.cheap.answer(FakeAnswer.text("ok").withUsage(Usage.of(20, 40)));
            bench.router.chat(CHEAP_ONLY);
            bench.cheap.next(Fault.stall());
            assertThatThrownBy(() -> bench.router.chat(CHEAP_ONLY)).isInstanceOf(RuntimeException.class);
            assertThat(newest(bench).cost().nanos())
                    .as("input, and the mean output of what the model answered so far")
                    .isEqualTo(expectedInput(bench) + 40 * 2_000L);
            bench.cheap.release();
        }
    }

    @Test
    void aUsageThatCannotBeBooksTheHold() {
        for (Usage nonsense : List.of(Usage.of(-5, 10), Usage.of(10, -1), Usage.of(5, 1_000_000_000))) {
            try (TwoVendors bench = new TwoVendors(builder -> builder.budget(AMPLE))) {
                bench.cheap.next(FakeAnswer.text("ok").withUsage(nonsense));
                ChatResponse response = bench.router.chat(CHEAP_ONLY);
                assertThat(newest(bench).basis()).as("%s", nonsense).isEqualTo(Basis.IMPLAUSIBLE);
                assertThat(newest(bench).cost()).isEqualTo(hold(CHEAP_ONLY)).isEqualTo(response.cost());
            }
        }
    }

    @Test
    void aCostAboveItsHoldIsBookedWholeAndRaisesLaterHolds() throws Exception {
        Money one = hold(CHEAP_ONLY);
        try (TwoVendors bench = new TwoVendors(builder -> builder.budget(AMPLE))) {
            bench.cheap.next(FakeAnswer.text("ok").withUsage(Usage.of(0, one.nanos() * 3 / 2_000)));
            ChatResponse response = bench.router.chat(CHEAP_ONLY);
            assertThat(response.cost().nanos()).isBetween(one.nanos() * 3 - 2_000, one.nanos() * 3);
            Standing standing = standing(bench, AMPLE, new Spender("", "openai", CHEAP, Map.of()));
            assertThat(standing.overrun()).isEqualTo(response.cost().minus(one));
            Money next = max(bench.router.plan(CHEAP_ONLY));
            assertThat(next).isGreaterThanOrEqualTo(response.cost());
            assertThat(next.nanos()).isLessThan(response.cost().nanos() * 102 / 100);
            assertThat(max(bench.router.plan(ASK.withModel(DEAR))))
                    .as("another model's holds stay")
                    .isEqualTo(hold(ASK.withModel(DEAR)));
        }
    }

    @Test
    void manyCallersAtOnceNeverSpendMoreThanTheLimit() throws Exception {
        Money one = hold(CHEAP_ONLY);
        Budget budget = Budget.of(one.times(10)).team("crowd");
        try (TwoVendors bench = new TwoVendors(builder -> builder.budget(budget))) {
            bench.cheap.answer(FakeAnswer.text("ok").withUsage(Usage.of(1, (int) (one.nanos() / 2_000) - 1)));
            int callers = 64;
            AtomicInteger served = new AtomicInteger();
            AtomicInteger refused = new AtomicInteger();
            allAtOnce(callers, () -> {
                try {
                    bench.router.chat(CHEAP_ONLY.withTeam("crowd"));
                    return served.incrementAndGet();
                } catch (BudgetExceededException e) {
                    return refused.incrementAndGet();
                }
            });
            Standing standing = standing(bench, budget, new Spender("crowd", "openai", CHEAP, Map.of()));
            assertThat(served.get() + refused.get()).isEqualTo(callers);
            assertThat(served.get()).isBetween(1, 10);
            assertThat(bench.cheap.requestCount()).isEqualTo(served.get());
            assertThat(standing.committed()).isLessThanOrEqualTo(budget.limit());
            assertThat(standing.held()).isEqualTo(Money.ZERO);
            assertThat(standing.overrun()).isEqualTo(Money.ZERO);
        }
    }

    @Test
    void aBudgetStartsAnewWithItsWindow() {
        TestClock clock = TestClock.at(NOON);
        Money one = hold(CHEAP_ONLY);
        try (TwoVendors bench = new TwoVendors(
                builder -> builder.clock(clock).budget(Budget.of(one).every("1h")))) {
            bench.cheap.answer(FakeAnswer.text("ok").withUsage(Usage.of(1, 100)));
            bench.router.chat(CHEAP_ONLY);
            BudgetExceededException e =
                    catchThrowableOfType(BudgetExceededException.class, () -> bench.router.chat(CHEAP_ONLY));
            clock.set(e.resetsAt().minusMillis(1));
            assertThat(catchThrowable(() -> bench.router.chat(CHEAP_ONLY))).isInstanceOf(BudgetExceededException.class);
            clock.set(e.resetsAt());
            assertThat(bench.router.chat(CHEAP_ONLY).text()).isNotEmpty();
        }
    }

    @Test
    void anAttemptIsBookedToTheWindowThatItWasHeldIn() throws Exception {
        TestClock clock = TestClock.at(NOON);
        Budget hourly = Budget.usd("1").every("1h");
        Spender spender = new Spender("", "openai", CHEAP, Map.of());
        try (TwoVendors bench = new TwoVendors(builder -> builder.clock(clock).budget(hourly))) {
            bench.cheap.next(Fault.stall());
            CompletableFuture<ChatResponse> call = Background.start(() -> bench.router.chat(CHEAP_ONLY));
            bench.cheap.awaitStalled(1);
            clock.advance(Duration.ofHours(1));
            bench.cheap.release();
            Money cost = call.get(5, TimeUnit.SECONDS).cost();
            WindowKey before = hourly.claim(spender, NOON).orElseThrow().key();
            Standing standing = Objects.requireNonNull(
                    bench.router.ledger().standing(List.of(before)).get(before));
            assertThat(standing.committed()).isEqualTo(cost);
            assertThat(standing.held()).isEqualTo(Money.ZERO);
        }
    }

    @Test
    void theWarningOfABudgetIsLoggedOnce() {
        Money one = hold(CHEAP_ONLY);
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try (TwoVendors bench = new TwoVendors(builder ->
                builder.budget(Budget.of(one.times(10)).named("warned").warnAt(0.2)))) {
            bench.cheap.answer(FakeAnswer.text("ok").withUsage(Usage.of(1, 100)));
            for (int i = 0; i < 8; i++) {
                bench.router.chat(CHEAP_ONLY);
            }
        } finally {
            System.setErr(before);
        }
        assertThat(log.toString(StandardCharsets.UTF_8).lines().filter(line -> line.contains("warned")))
                .singleElement()
                .satisfies(line -> assertThat(line).contains(one.times(10).toString()));
    }

    static Stream<Arguments> endings() {
        ChatRequest once = CHEAP_ONLY;
        return Stream.of(
                ending("served", Fault.delay(Duration.ZERO), router -> router.chat(once)),
                ending("server error", Fault.status(500), router -> router.chat(once)),
                ending("bad request", Fault.status(400), router -> router.chat(once)),
                ending("rejected key", Fault.rejectedKey(), router -> router.chat(once)),
                ending("rate limit", Fault.status(429), router -> router.chat(once)),
                ending("garbage", Fault.garbage(), router -> router.chat(once)),
                ending("html", Fault.html(200), router -> router.chat(once)),
                ending("cut", Fault.cutAfterBytes(20), router -> router.chat(once)),
                ending("reset", Fault.reset(), router -> router.chat(once)),
                ending("hang-up", Fault.hangUp(), router -> router.chat(once)),
                ending("time-out", Fault.stall(), router -> router.chat(once)),
                ending("deadline", Fault.stall(), router -> router.chat(once.withDeadline(Duration.ofMillis(100)))),
                ending("interrupt", Fault.stall(), router -> {
                    Thread.currentThread().interrupt();
                    router.chat(once);
                }),
                ending("streamed", Fault.delay(Duration.ZERO), router -> router.stream(once)
                        .collect()),
                ending("stream cut early", Fault.cutAfterChunks(0), router -> router.stream(once)),
                ending("stream cut", Fault.cutAfterChunks(1), router -> router.stream(once)
                        .collect()),
                ending("stream without end", Fault.endAfterChunks(1), router -> router.stream(once)
                        .collect()),
                ending("stream error", Fault.errorInStream(500, 1), router -> router.stream(once)
                        .collect()),
                ending("stream stalls", Fault.stallAfterChunks(1), router -> router.stream(once)
                        .collect()),
                ending("stream closed", Fault.stallAfterChunks(1), router -> router.stream(once)
                        .close()),
                ending("stream left open", Fault.stallAfterChunks(1), router -> {
                    ChatStream stream = router.stream(once);
                    router.close();
                    stream.close();
                }));
    }

    private interface Ending {
        void happen(Router router);
    }

    private static Arguments ending(String name, Fault fault, Ending ending) {
        return Arguments.of(name, fault, ending);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("endings")
    void noMoneyStaysHeldWhateverTheEnd(String name, Fault fault, Ending ending) throws Exception {
        io.tollgate.budget.BudgetLedger ledger = io.tollgate.budget.BudgetLedger.inMemory();
        try (TwoVendors bench = new TwoVendors(builder -> builder.budget(AMPLE)
                .ledger(ledger)
                .timeouts(Timeouts.standard()
                        .withFirstContent(Duration.ofMillis(300))
                        .withIdle(Duration.ofMillis(300))))) {
            bench.cheap.always(fault);
            Throwable thrown = catchThrowable(() -> ending.happen(bench.router));
            assertThat(thrown == null || thrown instanceof RuntimeException).isTrue();
            Thread.interrupted();
            WindowKey key = AMPLE.claim(new Spender("", "openai", CHEAP, Map.of()), Instant.now())
                    .orElseThrow()
                    .key();
            Standing standing = ledger.standing(List.of(key)).get(key);
            List<LedgerEntry> entries = ledger.entries(EntryQuery.newest(100)).newest();
            assertThat(entries).hasSize((int) bench.cheap.requestCount());
            if (standing != null) {
                assertThat(standing.held()).isEqualTo(Money.ZERO);
                assertThat(standing.committed().nanos())
                        .isEqualTo(entries.stream()
                                .mapToLong(entry -> entry.cost().nanos())
                                .sum());
            }
            bench.cheap.recover();
        }
    }

    /** What a request is held at when no attempt has taught the router anything. */
    private static Money hold(ChatRequest request) {
        try (TwoVendors bench = new TwoVendors()) {
            return max(bench.router.plan(request));
        }
    }

    private static Money max(Plan plan) {
        return plan.candidates().get(0).estimate().orElseThrow().max();
    }

    /** The price of the question of {@link TwoVendors#ASK}, a quarter of its bytes in tokens, at the cheap model. */
    private static long expectedInput(TwoVendors bench) {
        long bytes = ASK.messages().get(0).text().length();
        assertThat(bench.router).isNotNull();
        return bytes / 4 * 1_000;
    }

    private static LedgerEntry newest(TwoVendors bench) {
        return StreamsTest.entries(bench).get(0);
    }

    private static Standing standing(TwoVendors bench, Budget budget, Spender spender) throws Exception {
        WindowKey key = budget.claim(spender, NOON).orElseThrow().key();
        return Objects.requireNonNull(
                bench.router.ledger().standing(List.of(key)).get(key));
    }

    static <T> List<T> allAtOnce(int threads, Callable<T> work) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        CountDownLatch start = new CountDownLatch(1);
        try {
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                futures.add(pool.submit(() -> {
                    start.await();
                    return work.call();
                }));
            }
            start.countDown();
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get(30, TimeUnit.SECONDS));
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }
}
