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

import io.tollgate.Plan;
import io.tollgate.Retrying;
import io.tollgate.Route;
import io.tollgate.Router;
import io.tollgate.TollgateException;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.ChatResponse;
import io.tollgate.chat.Content;
import io.tollgate.chat.Media;
import io.tollgate.chat.Message;
import io.tollgate.chat.Reasoning;
import io.tollgate.chat.ResponseFormat;
import io.tollgate.chat.Tool;
import io.tollgate.key.KeySource;
import io.tollgate.openai.OpenAi;
import io.tollgate.price.Capability;
import io.tollgate.price.Money;
import io.tollgate.price.Price;
import io.tollgate.testkit.Fault;
import io.tollgate.testkit.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Who is asked first, who isn't asked at all, and why. */
class PlannerTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    /** Cheap to read and dear to write, and the other way round. */
    private static TwoVendors readerAndWriter(UnaryOperator<Router.Builder> more) {
        return new TwoVendors(builder ->
                more.apply(builder.prices(prices().with(card("openai", "reader", Price.perMillion("1", "20")))
                                .with(card("anthropic", "writer", Price.perMillion("10", "5"))))
                        .route("mixed", "openai/reader", "anthropic/writer")));
    }

    @Test
    void theOrderIsByThePriceOfThisVeryRequest() {
        try (TwoVendors bench = readerAndWriter(builder -> builder)) {
            ChatRequest longPrompt =
                    ChatRequest.of("mixed", "word ".repeat(4_000)).withMaxOutputTokens(10);
            assertThat(models(bench.router.plan(longPrompt))).containsExactly("openai/reader", "anthropic/writer");
            ChatRequest longAnswer = ChatRequest.of("mixed", "Why?").withMaxOutputTokens(4_000);
            assertThat(models(bench.router.plan(longAnswer))).containsExactly("anthropic/writer", "openai/reader");
            assertThat(bench.router.chat(longAnswer).model()).isEqualTo("anthropic/writer");
        }
    }

    @Test
    void aLengthBandMakesAnotherModelTheCheapest() {
        try (TwoVendors bench = new TwoVendors(builder -> builder.prices(prices().with(card(
                        "openai", "banded", Price.perMillion("1", "1").withBand(2_000, Price.perMillion("9", "9")))))
                .route("bands", "openai/banded", DEAR))) {
            ChatRequest request = ChatRequest.of("bands", "a".repeat(7_000)).withMaxOutputTokens(1);
            assertThat(models(bench.router.plan(request))).first().isEqualTo("openai/banded");
            ChatRequest longer = ChatRequest.of("bands", "a".repeat(9_000)).withMaxOutputTokens(1);
            assertThat(models(bench.router.plan(longer))).first().isEqualTo(DEAR);
        }
    }

    @Test
    void whatARouteIsToldOfItsAnswersOrdersIt() {
        try (TwoVendors bench = readerAndWriter(builder -> builder.route(
                        Route.of("terse", "openai/reader", "anthropic/writer").withExpectedOutputTokens(1))
                .route(Route.of("wordy", "openai/reader", "anthropic/writer").withExpectedOutputTokens(5_000)))) {
            String question = "word ".repeat(100);
            assertThat(models(bench.router.plan(ChatRequest.of("terse", question))))
                    .first()
                    .isEqualTo("openai/reader");
            assertThat(models(bench.router.plan(ChatRequest.of("wordy", question))))
                    .first()
                    .isEqualTo("anthropic/writer");
        }
    }

    @Test
    void tiesGoToWhoHasTheLeastToDo() throws Exception {
        try (TwoVendors bench = new TwoVendors(
                builder -> builder.prices(prices().with(card("openai", "twin", Price.perMillion("1", "2"))))
                        .route("twins", CHEAP, "openai/twin"))) {
            ChatRequest request = ASK.withModel("twins");
            assertThat(models(bench.router.plan(request))).first().isEqualTo(CHEAP);
            bench.cheap.next(Fault.stall());
            CompletableFuture<ChatResponse> busy = Background.start(() -> bench.router.chat(request));
            bench.cheap.awaitStalled(1);
            assertThat(models(bench.router.plan(request))).first().isEqualTo("openai/twin");
            bench.cheap.release();
            busy.get(5, TimeUnit.SECONDS);
        }
    }

    @Test
    void asWrittenIsAsWritten() {
        try (TwoVendors bench = new TwoVendors(
                builder -> builder.route(Route.of("written", DEAR, CHEAP).asWritten()))) {
            assertThat(models(bench.router.plan(ASK.withModel("written")))).containsExactly(DEAR, CHEAP);
        }
    }

    @Test
    void notDearerThanTheFirstLeavesDearerOnesOutAndSaysSo() {
        try (TwoVendors bench = new TwoVendors(
                builder -> builder.route(Route.of("capped", CHEAP, DEAR).notDearerThanFirst())
                        .retrying(Retrying.standard().withMaxRetries(0)))) {
            ChatRequest request = ASK.withModel("capped");
            assertThat(models(bench.router.plan(request))).containsExactly(CHEAP);
            assertThat(bench.router.plan(request).skipped()).singleElement().satisfies(skip -> assertThat(
                            skip.toString())
                    .contains(DEAR, "is over that of the route's first model"));
            bench.cheap.always(Fault.status(429));
            for (int i = 0; i < 3; i++) {
                // From the second call on the first model rests, and the dear one is no way out either.
                assertThat(catchThrowable(() -> bench.router.chat(request))).isInstanceOf(TollgateException.class);
            }
            assertThat(bench.dear.requestCount()).isZero();
        }
    }

    @Test
    void aSessionStaysWithItsServerWhileThatIsFit() {
        try (TwoVendors bench = new TwoVendors()) {
            ChatRequest session = ASK.withSession("s-1");
            bench.cheap.next(Fault.status(404));
            assertThat(bench.router.chat(session).model()).isEqualTo(DEAR);
            bench.router.reopen("openai");
            assertThat(bench.router.chat(session).model()).isEqualTo(DEAR);
            assertThat(bench.router.chat(ASK.withSession("s-2")).model()).isEqualTo(CHEAP);
            bench.dear.always(Fault.status(429));
            assertThat(bench.router.chat(session).model()).isEqualTo(CHEAP);
            assertThat(bench.router.chat(session).model()).isEqualTo(CHEAP);
        }
    }

    @Test
    void withoutFallbackOnlyTheFirstIsAsked() {
        try (TwoVendors bench = new TwoVendors()) {
            bench.cheap.next(Fault.status(429));
            TollgateException e =
                    catchThrowableOfType(TollgateException.class, () -> bench.router.chat(ASK.withoutFallback()));
            assertThat(e.attempts()).hasSize(1);
            assertThat(bench.dear.requestCount()).isZero();
        }
    }

    static Stream<Arguments> whatAModelMayLack() {
        Media dot = Media.of("image/png", new byte[] {1, 2, 3});
        return Stream.of(
                Arguments.of(
                        Capability.VISION, ASK.withMessages(List.of(Message.user(new Content.Image(dot)))), "vision"),
                Arguments.of(Capability.TOOLS, ASK.withTools(Tool.of("t", "d", "{\"type\":\"object\"}")), "tools"),
                Arguments.of(
                        Capability.JSON_SCHEMA,
                        ASK.withResponseFormat(ResponseFormat.jsonSchema("s", "{\"type\":\"object\"}")),
                        "json schema"),
                Arguments.of(Capability.SAMPLING, ASK.withTemperature(0.5), "sampling"),
                Arguments.of(Capability.STOP, ASK.withStop("END"), "stop"),
                Arguments.of(
                        Capability.THINKING_BUDGET,
                        ASK.withMaxOutputTokens(4_000).withReasoning(Reasoning.budget(2_000)),
                        "thinking budget"));
    }

    @ParameterizedTest
    @MethodSource("whatAModelMayLack")
    void aModelThatLacksSomethingIsSkippedWithThatReason(Capability lacking, ChatRequest request, String words) {
        EnumSet<Capability> most = EnumSet.complementOf(EnumSet.of(lacking));
        try (TwoVendors bench = new TwoVendors(builder -> builder.prices(prices().with(
                        card("openai", "cheap", Price.perMillion("1", "2")).withCapabilities(most))))) {
            Plan plan = bench.router.plan(request);
            assertThat(plan.skipped()).singleElement().satisfies(skip -> assertThat(skip.toString())
                    .isEqualTo(CHEAP + ": lacks " + words));
            assertThat(models(plan)).containsExactly(DEAR);
        }
    }

    @Test
    void aPromptThatIsTooLongForAWindowSkipsTheModelWithThatReason() {
        try (TwoVendors bench = new TwoVendors(builder -> builder.prices(prices().with(
                        card("openai", "cheap", Price.perMillion("1", "2")).withLimits(1_000, 500))))) {
            Plan plan = bench.router.plan(ChatRequest.of("assistant", "a".repeat(5_000)));
            assertThat(plan.skipped()).singleElement().satisfies(skip -> assertThat(skip.toString())
                    .contains(CHEAP, "window of 1000", "1250"));
        }
    }

    @Test
    void aModelThatCoolsDownIsSkippedWithItsTime() {
        TestClock clock = TestClock.at(NOON);
        try (TwoVendors bench = new TwoVendors(builder -> builder.clock(clock))) {
            bench.cheap.next(Fault.status(429).retryAfter("90"));
            bench.router.chat(ASK);
            assertThat(bench.router.plan(ASK).skipped()).singleElement().satisfies(skip -> assertThat(skip.toString())
                    .contains(CHEAP, "cooling down until 2026-11-22T12:01:30Z"));
            clock.advance(Duration.ofSeconds(90));
            assertThat(models(bench.router.plan(ASK))).first().isEqualTo(CHEAP);
        }
    }

    @Test
    void aBreakerNeverEmptiesAPlan() {
        TestClock clock = TestClock.at(NOON);
        try (TwoVendors bench = new TwoVendors(
                builder -> builder.clock(clock).retrying(Retrying.standard().withMaxRetries(0)))) {
            ChatRequest cheapOnly = ASK.withModel(CHEAP);
            bench.cheap.always(Fault.status(500));
            for (int i = 0; i < 40; i++) {
                assertThatThrownBy(() -> bench.router.chat(cheapOnly)).isInstanceOf(TollgateException.class);
            }
            assertThat(bench.cheap.requestCount()).as("each call was tried").isEqualTo(40);
            assertThat(bench.router.plan(cheapOnly).candidates().get(0).note()).contains("breaker open");
            bench.cheap.recover();
            assertThat(bench.router.chat(cheapOnly).text()).isNotEmpty();
        }
    }

    @Test
    void whenAllCoolDownByTheirVendorsWordTheExceptionSaysWhoIsBackWhen() {
        TestClock clock = TestClock.at(NOON);
        try (TwoVendors bench = new TwoVendors(builder -> builder.clock(clock))) {
            bench.cheap.next(Fault.status(429).retryAfter("60"));
            bench.dear.next(Fault.status(429).retryAfter("120"));
            assertThatThrownBy(() -> bench.router.chat(ASK)).isInstanceOf(TollgateException.class);
            TollgateException e = catchThrowableOfType(TollgateException.class, () -> bench.router.chat(ASK));
            assertThat(e.attempts()).isEmpty();
            assertThat(e)
                    .hasMessageContainingAll(
                            CHEAP, "2026-11-22T12:01:00Z", DEAR, "2026-11-22T12:02:00Z", "cooling down");
            assertThat(bench.received()).isEqualTo(2);
        }
    }

    @Test
    void aShortRecoveryIsWaitedForIfTheAppSaysSo() {
        try (TwoVendors bench = new TwoVendors(
                builder -> builder.retrying(Retrying.standard().withMaxWaitForRecovery(Duration.ofSeconds(3))))) {
            ChatRequest cheapOnly = ASK.withModel(CHEAP);
            bench.cheap.next(Fault.status(429).retryAfter("1"));
            assertThatThrownBy(() -> bench.router.chat(cheapOnly)).isInstanceOf(TollgateException.class);
            assertThat(catchThrowable(() -> bench.router.chat(cheapOnly.withDeadline(Duration.ofMillis(200)))))
                    .as("not beyond the deadline")
                    .isInstanceOf(TollgateException.class);
            long before = System.nanoTime();
            assertThat(bench.router.chat(cheapOnly).text()).isNotEmpty();
            assertThat(Duration.ofNanos(System.nanoTime() - before))
                    .isBetween(Duration.ofMillis(100), Duration.ofSeconds(3));
            assertThat(bench.cheap.requestCount()).isEqualTo(2);
        }
    }

    @Test
    void aPlanAsksNobodyAndReadsNoKey() {
        AtomicInteger reads = new AtomicInteger();
        try (TwoVendors bench = new TwoVendors(builder -> builder.provider(OpenAi.builder()
                        .id("counted")
                        .baseUrl("http://localhost:9")
                        .keySource(KeySource.of(() -> "key" + reads.incrementAndGet()))
                        .build())
                .route("counted", "counted/m", CHEAP, DEAR))) {
            assertThat(bench.router.plan(ASK.withModel("counted")).candidates()).hasSize(3);
            assertThat(bench.received()).isZero();
            assertThat(reads).hasValue(0);
            assertThat(StreamsTest.entries(bench)).isEmpty();
            assertThat(bench.router.stats().calls().total().count()).isZero();
        }
    }

    @Test
    void aPlanIsATable() {
        TestClock clock = TestClock.at(NOON);
        try (TwoVendors bench = new TwoVendors(builder -> builder.clock(clock)
                .prices(prices().with(card("openai", "blind", Price.perMillion("1", "1"))
                        .withCapabilities(EnumSet.noneOf(Capability.class))))
                .route("table", CHEAP, DEAR, "openai/blind"))) {
            ChatRequest request = ASK.withModel("table").withTemperature(0.5);
            List<String> lines = bench.router
                    .plan(request)
                    .toString()
                    .lines()
                    .map(line -> line.strip().replaceAll(" {2,}", " | "))
                    .toList();
            Plan.Estimate cheap =
                    bench.router.plan(request).candidates().get(0).estimate().orElseThrow();
            assertThat(lines.get(0)).isEqualTo("plan for table");
            assertThat(lines.get(1)).isEqualTo("model | min | expected | max | note");
            assertThat(lines).anySatisfy(line -> assertThat(line)
                    .isEqualTo("1. | openai/cheap | " + cheap.min() + " | $0.000205 | " + cheap.max()));
            assertThat(lines).anySatisfy(line -> assertThat(line).startsWith("2. | anthropic/dear | "));
            assertThat(lines)
                    .anySatisfy(line -> assertThat(line).isEqualTo("- | openai/blind | skipped: lacks sampling"));
            assertThat(bench.router.plan(request).toString()).doesNotContain("Why is the sky");
        }
    }

    @Test
    void theLeastIsAtMostTheExpectedAndThatAtMostTheHold() {
        try (TwoVendors bench = readerAndWriter(builder -> builder)) {
            for (int words : new int[] {1, 100, 10_000}) {
                for (int output : new int[] {1, 500, 8_000}) {
                    ChatRequest request =
                            ChatRequest.of("mixed", "wörd ".repeat(words)).withMaxOutputTokens(output);
                    assertThat(bench.router.plan(request).candidates())
                            .hasSize(2)
                            .allSatisfy(candidate -> {
                                Plan.Estimate estimate = candidate.estimate().orElseThrow();
                                assertThat(estimate.min())
                                        .isGreaterThan(Money.ZERO)
                                        .isLessThanOrEqualTo(estimate.expected());
                                assertThat(estimate.expected()).isLessThanOrEqualTo(estimate.max());
                            });
                }
            }
        }
    }

    private static List<String> models(Plan plan) {
        return plan.candidates().stream().map(Plan.Candidate::model).toList();
    }
}
