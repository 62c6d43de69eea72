package io.tollgate.tests;

import static io.tollgate.tests.TwoVendors.ASK;
import static io.tollgate.tests.TwoVendors.CHEAP;
import static io.tollgate.tests.TwoVendors.DEAR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tollgate.BudgetExceededException;
import io.tollgate.CallRecord;
import io.tollgate.Plan;
import io.tollgate.TollgateException;
import io.tollgate.budget.Budget;
import io.tollgate.budget.EntryQuery;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.ChatResponse;
import io.tollgate.chat.ChatStream;
import io.tollgate.chat.Tool;
import io.tollgate.failure.Attempt;
import io.tollgate.failure.FailureKind;
import io.tollgate.failure.Verdict;
import io.tollgate.price.Capability;
import io.tollgate.price.Money;
import io.tollgate.price.Price;
import io.tollgate.testkit.Fault;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Invariant 12: each answer and each exception says who was tried and skipped, at what cost, without a log. */
class ExplainedTest {
    private static TollgateException failing(TwoVendors bench, ChatRequest request) {
        return catchThrowableOfType(TollgateException.class, () -> bench.router.chat(request));
    }

    @Test
    void anExceptionSaysWhoWasTriedWhatEachSaidAndWhoWasSkipped() {
        try (TwoVendors bench = new TwoVendors(builder -> builder.prices(TwoVendors.prices()
                        .with(TwoVendors.card("openai", "plain", Price.perMillion("0.5", "1"))
                                .withCapabilities(EnumSet.of(Capability.STOP))))
                .route("mixed", DEAR, CHEAP, "openai/plain"))) {
            bench.cheap.always(Fault.status(503).message("Too many of you").header("x-request-id", "req-cheap"));
            bench.dear.always(Fault.status(429).message("Slow down").header("request-id", "req-dear"));
            ChatRequest request = ASK.withModel("mixed").withTools(Tool.of("look", "Looks", "{\"type\":\"object\"}"));

            TollgateException e = failing(bench, request);

            assertThat(e.attempts()).extracting(Attempt::model).containsExactly(CHEAP, CHEAP, DEAR);
            assertThat(e.attempts())
                    .extracting(Attempt::requestId)
                    .containsExactly("req-cheap", "req-cheap", "req-dear");
            assertThat(e.attempts())
                    .extracting(attempt -> attempt.verdict().orElseThrow())
                    .containsExactly(Verdict.RETRY, Verdict.RETRY, Verdict.FALL_BACK);
            assertThat(e.failure().orElseThrow().kind()).isEqualTo(FailureKind.RATE_LIMIT);
            assertThat(e.skipped()).extracting(Plan.Skipped::model).containsExactly("openai/plain");
            assertThat(e.skipped().get(0).reason()).containsIgnoringCase("tools");
            assertThat(e.getMessage())
                    .contains("mixed", "after 3 attempts", CHEAP, DEAR, "HTTP 503", "Too many of you", "HTTP 429")
                    .contains("Slow down", "skipped openai/plain");
            assertThat(e.cost()).isEqualTo(sum(e.attempts()));
        }
    }

    private static Money sum(List<Attempt> attempts) {
        return attempts.stream().map(Attempt::cost).reduce(Money.ZERO, Money::plus);
    }

    @Test
    void anAnswerTellsTheSameOfWhatWasTriedBeforeIt() {
        try (TwoVendors bench = new TwoVendors()) {
            bench.cheap.next(Fault.status(500), Fault.status(500));
            ChatResponse response = bench.router.chat(ASK);
            assertThat(response.model()).isEqualTo(DEAR);
            assertThat(response.route()).isEqualTo("assistant");
            assertThat(response.attempts()).extracting(Attempt::model).containsExactly(CHEAP, CHEAP, DEAR);
            assertThat(response.attempts().get(1).failure().orElseThrow().status())
                    .isEqualTo(500);
            assertThat(response.attempts().get(2).failure()).isEmpty();
            assertThat(response.attempts()).allMatch(attempt -> !attempt.id().isEmpty());
            assertThat(response.attempts()).extracting(Attempt::id).doesNotHaveDuplicates();
            assertThat(response.cost()).isEqualTo(sum(response.attempts())).isGreaterThan(Money.ZERO);
            assertThat(response.requestId())
                    .isEqualTo(response.attempts().get(2).requestId())
                    .isNotEmpty();
            assertThat(response.latency())
                    .isGreaterThanOrEqualTo(response.attempts().get(2).latency());
        }
    }

    @Test
    void anExhaustedBudgetIsNamedWithItsNumbersAndItsReset() {
        try (TwoVendors bench = new TwoVendors(
                builder -> builder.budget(Budget.usd("0.0000001").every("1d").named("tiny")))) {
            BudgetExceededException e =
                    catchThrowableOfType(BudgetExceededException.class, () -> bench.router.chat(ASK));
            assertThat(e.budget()).contains("tiny");
            assertThat(e.limit()).isEqualTo(Money.usd("0.0000001"));
            assertThat(e.amount()).isGreaterThan(e.limit());
            assertThat(e.resetsAt()).isAfter(java.time.Instant.now());
            assertThat(e.getMessage())
                    .contains("tiny", e.limit().toString(), e.amount().toString());
            assertThat(e.skipped()).extracting(Plan.Skipped::model).containsExactly(CHEAP, DEAR);
            assertThat(e.attempts()).isEmpty();
            assertThat(bench.received()).isZero();
        }
    }

    @Test
    void whoIsLeftOutOfThePlanIsToldWithTheReasonAndNobodyIsAsked() {
        try (TwoVendors bench = new TwoVendors()) {
            bench.cheap.always(Fault.outOfCredit());
            bench.dear.always(Fault.outOfCredit());
            failing(bench, ASK);
            long received = bench.received();

            TollgateException e = failing(bench, ASK);

            assertThat(bench.received()).isEqualTo(received);
            assertThat(e.attempts()).isEmpty();
            assertThat(e.skipped()).extracting(Plan.Skipped::model).containsExactlyInAnyOrder(CHEAP, DEAR);
            assertThat(e.getMessage()).contains("no model could be asked", CHEAP, DEAR);
            Plan plan = bench.router.plan(ASK);
            assertThat(plan.candidates()).isEmpty();
            assertThat(plan.skipped()).containsExactlyInAnyOrderElementsOf(e.skipped());
        }
    }

    /** The records that a router's listener got, and on which threads. */
    private static final class Listener implements Consumer<CallRecord> {
        final List<CallRecord> records = new CopyOnWriteArrayList<>();
        final List<Thread> threads = new CopyOnWriteArrayList<>();

        @Override
        public void accept(CallRecord told) {
            records.add(told);
            threads.add(Thread.currentThread());
        }

        CallRecord only() {
            assertThat(records).hasSize(1);
            assertThat(threads).containsExactly(Thread.currentThread());
            return records.get(0);
        }
    }

    @Test
    void aServedChatIsRecordedOnceOnItsOwnThread() {
        Listener listener = new Listener();
        try (TwoVendors bench = new TwoVendors(builder -> builder.onCall(listener))) {
            bench.cheap.next(Fault.status(500), Fault.status(500));
            ChatResponse response = bench.router.chat(ASK.withTeam("search").withTag("feature", "sky"));
            CallRecord told = listener.only();
            assertThat(told.operation()).isEqualTo("chat");
            assertThat(told.route()).isEqualTo("assistant");
            assertThat(told.model()).isEqualTo(DEAR);
            assertThat(told.team()).isEqualTo("search");
            assertThat(told.tags()).containsEntry("feature", "sky");
            assertThat(told.outcome()).isEqualTo("served");
            assertThat(told.attempts()).isEqualTo(response.attempts());
            assertThat(told.cost()).isEqualTo(response.cost());
        }
    }

    @Test
    void aFailedCallIsRecordedOnceWithItsKindAndItsAttempts() {
        Listener listener = new Listener();
        try (TwoVendors bench = new TwoVendors(builder -> builder.onCall(listener))) {
            bench.cheap.always(Fault.status(400));
            TollgateException e = failing(bench, ASK);
            CallRecord told = listener.only();
            assertThat(told.outcome()).isEqualTo("invalid_request");
            assertThat(told.model()).isEmpty();
            assertThat(told.team()).isEqualTo("none");
            assertThat(told.attempts()).isEqualTo(e.attempts()).hasSize(1);
        }
    }

    @Test
    void aRefusedCallIsRecordedOnceThoughNobodyWasAsked() {
        Listener listener = new Listener();
        try (TwoVendors bench = new TwoVendors(builder ->
                builder.onCall(listener).budget(Budget.usd("0.0000001").every("1d")))) {
            failing(bench, ASK);
            assertThat(listener.only().attempts()).isEmpty();
            assertThat(listener.only().outcome()).isEqualTo("refused");
        }
    }

    @Test
    void aStreamIsRecordedOnceWhenItEndsNotWhenItBegins() {
        Listener listener = new Listener();
        try (TwoVendors bench = new TwoVendors(builder -> builder.onCall(listener))) {
            try (ChatStream stream = bench.router.stream(ASK)) {
                assertThat(listener.records).isEmpty();
                ChatResponse response = stream.collect();
                assertThat(listener.only().attempts()).isEqualTo(response.attempts());
            }
            assertThat(listener.only().outcome()).isEqualTo("served");
        }
    }

    @Test
    void aStreamThatIsCutOrClosedIsRecordedOnceAsThat() {
        Listener cut = new Listener();
        try (TwoVendors bench = new TwoVendors(builder -> builder.onCall(cut))) {
            bench.cheap.next(Fault.cutAfterChunks(1));
            try (ChatStream stream = bench.router.stream(ASK)) {
                assertThatThrownBy(stream::collect).isInstanceOf(TollgateException.class);
            }
            assertThat(cut.only().outcome()).isEqualTo("cut");
        }
        Listener closed = new Listener();
        try (TwoVendors bench = new TwoVendors(builder -> builder.onCall(closed))) {
            ChatStream stream = bench.router.stream(ASK);
            stream.close();
            stream.close();
            assertThat(closed.only().outcome()).isEqualTo("cancelled");
            assertThat(closed.only().cost()).isGreaterThan(Money.ZERO);
        }
    }

    @Test
    void aListenerThatThrowsIsLoggedAndCostsNobodyAnAnswer() {
        Consumer<CallRecord> broken = told -> {
            throw new IllegalStateException("the listener's own defect");
        };
        try (TwoVendors bench = new TwoVendors(builder -> builder.onCall(broken));
                CapturedLog log = CapturedLog.begin()) {
            assertThat(bench.router.chat(ASK).text()).isEqualTo("scattered light");
            try (ChatStream stream = bench.router.stream(ASK)) {
                assertThat(stream.collect().text()).isEqualTo("scattered light");
            }
            bench.cheap.always(Fault.status(400));
            assertThat(failing(bench, ASK).failure().orElseThrow().kind()).isEqualTo(FailureKind.INVALID_REQUEST);
            assertThat(log.text()).contains("the onCall listener failed", "the listener's own defect");
        }
    }

    /** Throws wherever a registry of an app may throw. */
    private static final class BrokenRegistry extends SimpleMeterRegistry {
        @Override
        protected Counter newCounter(Meter.Id id) {
            throw new IllegalStateException("no counters today");
        }

        @Override
        protected io.micrometer.core.instrument.Timer newTimer(
                Meter.Id id,
                io.micrometer.core.instrument.distribution.DistributionStatisticConfig config,
                io.micrometer.core.instrument.distribution.pause.PauseDetector pauses) {
            throw new IllegalStateException("no timers today");
        }

        @Override
        protected <T> io.micrometer.core.instrument.Gauge newGauge(
                Meter.Id id, @Nullable T obj, java.util.function.ToDoubleFunction<T> value) {
            throw new IllegalStateException("no gauges today");
        }

        @Override
        protected io.micrometer.core.instrument.DistributionSummary newDistributionSummary(
                Meter.Id id,
                io.micrometer.core.instrument.distribution.DistributionStatisticConfig config,
                double scale) {
            throw new IllegalStateException("no summaries today");
        }

        @Override
        public List<Meter> getMeters() {
            throw new IllegalStateException("no meters today");
        }
    }

    @Test
    void aRegistryThatThrowsIsToldOnceAndHarmsNoCall() {
        try (CapturedLog log = CapturedLog.begin();
                TwoVendors bench = new TwoVendors(builder -> builder.meterRegistry(new BrokenRegistry())
                        .budget(Budget.usd("1.00").every("1d")))) {
            assertThat(bench.router.chat(ASK).model()).isEqualTo(CHEAP);
            bench.cheap.next(Fault.status(500), Fault.status(500));
            assertThat(bench.router.chat(ASK).model()).isEqualTo(DEAR);
            try (ChatStream stream = bench.router.stream(ASK)) {
                stream.collect();
            }
            assertThat(bench.router.stats().calls().total().count()).isEqualTo(3);
            assertThat(log.text()).containsOnlyOnce("the meter registry threw");
        }
    }

    @Test
    void aLedgerThatDoesNotAnswerRefusesTheCallByNameAndHoldsNothing() {
        FailingLedger ledger = new FailingLedger();
        Listener listener = new Listener();
        try (TwoVendors bench = new TwoVendors(builder -> builder.ledger(ledger)
                .onCall(listener)
                .budget(Budget.usd("1.00").every("1d")))) {
            ledger.holdsFail = true;
            TollgateException e = failing(bench, ASK);
            assertThat(e.failure().orElseThrow().kind()).isEqualTo(FailureKind.LEDGER_UNAVAILABLE);
            assertThat(e.getMessage()).contains("assistant", "ledger_unavailable", "the ledger's engine is away");
            assertThat(e.attempts()).isEmpty();
            assertThat(bench.received()).isZero();
            assertThat(listener.only().outcome()).isEqualTo("ledger_unavailable");
            assertThat(ledger.settled)
                    .as("an unanswered hold is settled at 0")
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.cost()).isEqualTo(Money.ZERO));
            ledger.holdsFail = false;
            assertThat(bench.router.chat(ASK).model()).isEqualTo(CHEAP);
            assertThat(bench.router.stats().inFlight())
                    .allSatisfy((id, open) -> assertThat(open).isZero());
        }
    }

    @Test
    void aLedgerThatCannotBookCostsNobodyAnAnswerAndIsLogged() {
        FailingLedger ledger = new FailingLedger();
        try (TwoVendors bench = new TwoVendors(builder ->
                        builder.ledger(ledger).budget(Budget.usd("1.00").every("1d")));
                CapturedLog log = CapturedLog.begin()) {
            ledger.settlesFail = true;
            ChatResponse response = bench.router.chat(ASK.withDeadline(Duration.ofSeconds(20)));
            assertThat(response.model()).isEqualTo(CHEAP);
            assertThat(log.text())
                    .contains("could not be booked", response.attempts().get(0).id());
        }
    }

    @Test
    void whatWaitsInALedgerAndWhatItsStoreLostAreMeters() {
        FailingLedger ledger = new FailingLedger() {
            @Override
            public long waiting() {
                return 7;
            }

            @Override
            public long lostWrites() {
                return 2;
            }
        };
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (TwoVendors bench = new TwoVendors(builder -> builder.ledger(ledger)
                .meterRegistry(registry)
                .budget(Budget.usd("1.00").every("1d")))) {
            ledger.settlesFail = true;
            ChatResponse response = bench.router.chat(ASK);
            assertThat(response.model()).isEqualTo(CHEAP);
            assertThat(registry.get("tollgate.ledger.unbooked").gauge().value()).isEqualTo(8);
            assertThat(registry.get("tollgate.ledger.lost.writes")
                            .functionCounter()
                            .count())
                    .isEqualTo(2);
        }
    }

    @Test
    void whatALedgerCouldNotBookIsBookedOnceItIsBack() throws Exception {
        FailingLedger ledger = new FailingLedger();
        ChatResponse response;
        try (TwoVendors bench = new TwoVendors(
                builder -> builder.ledger(ledger).budget(Budget.usd("1.00").every("1d")))) {
            ledger.settlesFail = true;
            response = bench.router.chat(ASK);
            assertThat(ledger.entries(EntryQuery.newest(9)).newest()).isEmpty();
            ledger.settlesFail = false;
        }
        assertThat(ledger.entries(EntryQuery.newest(9)).newest())
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.id()).isEqualTo(response.attempts().get(0).id());
                    assertThat(entry.cost()).isEqualTo(response.cost());
                });
    }

    @Test
    void theStatsTellOfEveryModelThatWasTried() {
        try (TwoVendors bench = new TwoVendors()) {
            bench.cheap.next(Fault.status(500), Fault.status(500));
            bench.router.chat(ASK.withTeam("search"));
            assertThat(bench.router.stats().models())
                    .filteredOn(row -> row.model().equals("cheap"))
                    .singleElement()
                    .satisfies(row -> {
                        assertThat(row.attempts().total().count()).isEqualTo(2);
                        assertThat(row.attempts().total().failures()).isEqualTo(2);
                    });
            assertThat(bench.router.stats().costByTeam().get("search")).isGreaterThan(Money.ZERO);
        }
    }
}
