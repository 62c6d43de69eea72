package io.tollgate.tests;

import static io.tollgate.tests.TwoVendors.ASK;
import static io.tollgate.tests.TwoVendors.CHEAP;
import static io.tollgate.tests.TwoVendors.DEAR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tollgate.StreamCutException;
import io.tollgate.TollgateException;
import io.tollgate.budget.EntryQuery;
import io.tollgate.budget.LedgerEntry;
import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.ChatResponse;
import io.tollgate.chat.ChatStream;
import io.tollgate.chat.FinishReason;
import io.tollgate.failure.FailureKind;
import io.tollgate.price.Money;
import io.tollgate.testkit.FakeAnswer;
import io.tollgate.testkit.Fault;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Invariant 7: streams never restart silently, never end cleanly without a finish reason, and settle once. */
class StreamsTest {
    @Test
    void eventsEndWithTheFinishReasonAndCollectGivesTheWholeAnswer() {
        try (TwoVendors bench = new TwoVendors();
                ChatStream stream = bench.router.stream(ASK)) {
            List<ChatEvent> events = new ArrayList<>();
            stream.forEach(events::add);
            assertThat(events.get(events.size() - 1)).isInstanceOf(ChatEvent.End.class);
            assertThat(events)
                    .filteredOn(ChatEvent.UsageReport.class::isInstance)
                    .isNotEmpty();
            ChatResponse response = stream.collect();
            assertThat(response.text()).isEqualTo("scattered light");
            assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
            assertThat(response.cost()).isGreaterThan(Money.ZERO);
            assertThat(entries(bench)).hasSize(1);
        }
    }

    @Test
    void aFailureBeforeTheFirstContentFallsBack() {
        try (TwoVendors bench = new TwoVendors()) {
            bench.cheap.next(Fault.cutAfterChunks(0));
            try (ChatStream stream = bench.router.stream(ASK)) {
                assertThat(stream.model()).isEqualTo(DEAR);
                assertThat(stream.collect().attempts()).hasSize(2);
            }
        }
    }

    @Test
    void aCutAfterTheFirstContentIsAnErrorWithThePartialTextAndItsCost() {
        try (TwoVendors bench = new TwoVendors()) {
            bench.cheap.answer(FakeAnswer.text("one two three four").inChunks(4));
            bench.cheap.next(Fault.cutAfterChunks(2));
            StreamCutException e = catchThrowableOfType(StreamCutException.class, () -> {
                try (ChatStream stream = bench.router.stream(ASK)) {
                    stream.collect();
                }
            });
            assertThat(e.partialText()).isNotEmpty().startsWith("one");
            assertThat(e.failure().orElseThrow().kind()).isEqualTo(FailureKind.CUT);
            assertThat(e.cost()).isGreaterThan(Money.ZERO);
            assertThat(bench.received()).isEqualTo(1);
            assertThat(entries(bench)).hasSize(1);
        }
    }

    @Test
    void aStreamThatEndsInGoodOrderButWithoutAReasonIsCutAsWell() {
        try (TwoVendors bench = new TwoVendors()) {
            bench.cheap.next(Fault.endAfterChunks(1));
            try (ChatStream stream = bench.router.stream(ASK)) {
                assertThatThrownBy(stream::collect).isInstanceOf(StreamCutException.class);
            }
        }
    }

    @Test
    void anErrorEventAfterContentIsACutWithTheVendorsWord() {
        try (TwoVendors bench = new TwoVendors()) {
            bench.dear.next(Fault.errorInStream(529, 1));
            try (ChatStream stream = bench.router.stream(ASK.withModel(DEAR))) {
                StreamCutException e = catchThrowableOfType(StreamCutException.class, stream::collect);
                assertThat(e.failure().orElseThrow().kind()).isEqualTo(FailureKind.OVERLOADED);
            }
        }
    }

    @Test
    void closingEarlySettlesOnceAndEndsTheHttpCall() {
        try (TwoVendors bench = new TwoVendors()) {
            bench.cheap.next(Fault.stallAfterChunks(1));
            try (ChatStream stream = bench.router.stream(ASK)) {
                stream.iterator().next();
            }
            bench.cheap.awaitAbandoned(1);
            assertThat(entries(bench)).singleElement().satisfies(entry -> {
                assertThat(entry.outcome()).isEqualTo("cancelled");
                assertThat(entry.cost()).isGreaterThan(Money.ZERO);
            });
        }
    }

    @Test
    void closeFromAnotherThreadWakesTheReader() throws Exception {
        try (TwoVendors bench = new TwoVendors()) {
            bench.cheap.next(Fault.stallAfterChunks(1));
            ChatStream stream = bench.router.stream(ASK);
            CompletableFuture<Throwable> reader = Background.start(() -> {
                try {
                    Iterator<ChatEvent> events = stream.iterator();
                    while (events.hasNext()) {
                        events.next();
                    }
                    return new AssertionError("the stream ended as if it were complete");
                } catch (TollgateException e) {
                    return e;
                }
            });
            bench.cheap.awaitStalled(1);
            stream.close();
            Throwable thrown = reader.get(2, TimeUnit.SECONDS);
            assertThat(thrown).isInstanceOf(TollgateException.class).hasMessageContaining("closed");
            assertThat(entries(bench)).hasSize(1);
        }
    }

    @Test
    void theModelIsFixedFromTheFirstContentOn() {
        try (TwoVendors bench = new TwoVendors();
                ChatStream stream = bench.router.stream(ASK)) {
            assertThat(stream.model()).isEqualTo(CHEAP);
            stream.collect();
            assertThat(stream.model()).isEqualTo(CHEAP);
        }
    }

    static List<LedgerEntry> entries(TwoVendors bench) {
        try {
            return bench.router.ledger().entries(EntryQuery.newest(100)).newest();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
