package io.tollgate.tests;

import static io.tollgate.tests.TwoVendors.ASK;
import static io.tollgate.tests.TwoVendors.CHEAP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tollgate.Caching;
import io.tollgate.CallInterruptedException;
import io.tollgate.CallRecord;
import io.tollgate.TollgateException;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.ChatResponse;
import io.tollgate.chat.FinishReason;
import io.tollgate.chat.Message;
import io.tollgate.chat.Reasoning;
import io.tollgate.chat.ResponseFormat;
import io.tollgate.chat.Tool;
import io.tollgate.chat.ToolChoice;
import io.tollgate.price.Money;
import io.tollgate.testkit.FakeAnswer;
import io.tollgate.testkit.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The response cache: opt-in, exact, complete answers only, one call for many that ask the same. */
class CachingTest {
    private static final ChatRequest CACHED = ASK.withModel(CHEAP).withCache();
    private final List<CallRecord> records = Collections.synchronizedList(new ArrayList<>());

    private TwoVendors bench() {
        return bench(1_000_000);
    }

    private TwoVendors bench(long bytes) {
        return new TwoVendors(builder ->
                builder.onCall(records::add).caching(Caching.off().withResponses(bytes, Duration.ofMinutes(1))));
    }

    @Test
    void onlyARequestThatAsksForItIsAnsweredByTheCache() {
        try (TwoVendors bench = bench()) {
            bench.router.chat(ASK.withModel(CHEAP));
            bench.router.chat(ASK.withModel(CHEAP));
            assertThat(bench.received()).isEqualTo(2);
            bench.router.chat(CACHED);
            bench.router.chat(CACHED);
            assertThat(bench.received()).isEqualTo(3);
        }
    }

    @Test
    void aHitCostsNothingAndSaysSo() {
        try (TwoVendors bench = bench()) {
            ChatResponse first = bench.router.chat(CACHED);
            ChatResponse hit = bench.router.chat(CACHED);
            assertThat(first.fromCache()).isFalse();
            assertThat(first.cost()).isGreaterThan(Money.ZERO);
            assertThat(hit.fromCache()).isTrue();
            assertThat(hit.cost()).isEqualTo(Money.ZERO);
            assertThat(hit.attempts()).isEmpty();
            assertThat(hit.text()).isEqualTo(first.text());
            assertThat(hit.model()).isEqualTo(CHEAP);
            assertThat(records).extracting(CallRecord::outcome).containsExactly("served", "cached");
            assertThat(records.get(1).cost()).isEqualTo(Money.ZERO);
            assertThat(StreamsTest.entries(bench)).hasSize(1);
            assertThat(bench.router.stats().caches()).hasEntrySatisfying("response", hits -> assertThat(hits.hits())
                    .isEqualTo(1));
            assertThat(bench.router.stats().caches()).hasEntrySatisfying("response", hits -> assertThat(hits.misses())
                    .isEqualTo(1));
        }
    }

    @Test
    void withoutACacheTheRequestIsRefusedAndStreamsNeverUseIt() {
        try (TwoVendors bench = new TwoVendors()) {
            assertThatThrownBy(() -> bench.router.chat(CACHED)).hasMessageContaining("Caching.withResponses");
            assertThatThrownBy(() -> bench.router.stream(CACHED)).hasMessageContaining("withCache");
            assertThat(bench.received()).isZero();
        }
    }

    static Stream<ChatRequest> others() {
        return Stream.of(
                CACHED.withTeam("red"),
                CACHED.withModel("assistant"),
                CACHED.withMessages(List.of(Message.user("Why is the sky blue ?"))),
                CACHED.withSystem("Be brief."),
                CACHED.withMaxOutputTokens(101),
                CACHED.withTemperature(0.5),
                CACHED.withTopP(0.5),
                CACHED.withStop("a", "b"),
                CACHED.withStop("a, b"),
                CACHED.withSeed(1),
                CACHED.withPresencePenalty(1),
                CACHED.withFrequencyPenalty(1),
                CACHED.withTools(Tool.of("t", "d", "{\"type\":\"object\"}")),
                CACHED.withTools(Tool.of("t", "d", "{\"type\":\"object\"}")).withToolChoice(ToolChoice.named("t")),
                CACHED.withTools(Tool.of("t", "d", "{\"type\":\"object\"}")).withParallelToolCalls(false),
                CACHED.withResponseFormat(ResponseFormat.JSON),
                CACHED.withReasoning(Reasoning.Effort.LOW),
                CACHED.withUser("u"),
                CACHED.withExtraBody("openai", "{\"store\":false}"));
    }

    @Test
    void whateverMakesARequestAnotherGetsItsOwnAnswer() {
        try (TwoVendors bench = bench()) {
            bench.router.chat(CACHED);
            long expected = 1;
            for (ChatRequest other : others().toList()) {
                assertThat(bench.router.chat(other).fromCache()).as("%s", other).isFalse();
                assertThat(bench.received()).isEqualTo(++expected);
            }
            assertThat(bench.router.chat(CACHED).fromCache()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("others")
    void theSameRequestMadeAnewIsTheSame(ChatRequest request) {
        try (TwoVendors bench = bench()) {
            bench.router.chat(request);
            assertThat(bench.router
                            .chat(request.withTag("run", "2").withDeadline(Duration.ofSeconds(9)))
                            .fromCache())
                    .as("no vendor sees tags and deadlines")
                    .isTrue();
        }
    }

    @Test
    void onlyCompleteAnswersAreStored() {
        try (TwoVendors bench = bench()) {
            bench.cheap.next(FakeAnswer.text("cut").withFinish(FinishReason.LENGTH));
            assertThat(bench.router.chat(CACHED).finishReason()).isEqualTo(FinishReason.LENGTH);
            assertThat(bench.router.chat(CACHED).fromCache()).isFalse();
            assertThat(bench.router.chat(CACHED).fromCache()).isTrue();
        }
    }

    @Test
    void aFailureIsNotStored() {
        try (TwoVendors bench = bench()) {
            bench.cheap.next(Fault.status(404));
            assertThat(catchThrowable(() -> bench.router.chat(CACHED))).isInstanceOf(TollgateException.class);
            bench.router.reopen("openai");
            assertThat(bench.router.chat(CACHED).fromCache()).isFalse();
        }
    }

    @Test
    void manyIdenticalCallsAtOnceAreOneRequest() throws Exception {
        try (TwoVendors bench = bench()) {
            bench.cheap.always(Fault.delay(Duration.ofMillis(100)));
            List<ChatResponse> answers = BudgetEndToEndTest.allAtOnce(32, () -> bench.router.chat(CACHED));
            assertThat(bench.received()).isEqualTo(1);
            assertThat(answers).filteredOn(ChatResponse::fromCache).hasSize(31);
            assertThat(answers).extracting(ChatResponse::text).containsOnly("scattered light");
            assertThat(StreamsTest.entries(bench)).hasSize(1);
        }
    }

    @Test
    void aFailedLeaderHandsOver() throws Exception {
        try (TwoVendors bench = bench()) {
            bench.cheap.next(Fault.stall().on(FakeAnswer.text("cut").withFinish(FinishReason.CONTENT_FILTER)));
            CompletableFuture<Throwable> leader =
                    Background.start(() -> catchThrowable(() -> bench.router.chat(CACHED)));
            bench.cheap.awaitStalled(1);
            CompletableFuture<ChatResponse> follower = Background.start(() -> bench.router.chat(CACHED));
            bench.cheap.release();
            assertThat(leader.get(5, TimeUnit.SECONDS)).isInstanceOf(TollgateException.class);
            assertThat(follower.get(5, TimeUnit.SECONDS).fromCache()).isFalse();
            assertThat(bench.received()).isEqualTo(2);
        }
    }

    @Test
    void anInterruptedLeaderHandsOverAndAnInterruptedFollowerGivesUpAlone() throws Exception {
        try (TwoVendors bench = bench()) {
            bench.cheap.next(Fault.stall());
            AtomicReference<Throwable> first = new AtomicReference<>();
            Thread leader = new Thread(() -> first.set(catchThrowable(() -> bench.router.chat(CACHED))));
            leader.start();
            bench.cheap.awaitStalled(1);
            AtomicReference<Throwable> second = new AtomicReference<>();
            Thread impatient = new Thread(() -> second.set(catchThrowable(() -> bench.router.chat(CACHED))));
            impatient.start();
            impatient.interrupt();
            impatient.join(5_000);
            assertThat(second.get()).isInstanceOf(CallInterruptedException.class);
            CompletableFuture<ChatResponse> follower = Background.start(() -> bench.router.chat(CACHED));
            leader.interrupt();
            leader.join(5_000);
            assertThat(first.get()).isInstanceOf(CallInterruptedException.class);
            assertThat(follower.get(5, TimeUnit.SECONDS).text()).isEqualTo("scattered light");
            assertThat(bench.received()).isEqualTo(2);
            bench.cheap.release();
        }
    }

    @Test
    void aFollowersDeadlineIsItsOwnAndItsCallIsRecordedToo() throws Exception {
        try (TwoVendors bench = bench()) {
            bench.cheap.next(Fault.stall());
            CompletableFuture<ChatResponse> leader = Background.start(() -> bench.router.chat(CACHED));
            bench.cheap.awaitStalled(1);
            assertThat(catchThrowable(() -> bench.router.chat(CACHED.withDeadline(Duration.ofMillis(100)))))
                    .isInstanceOf(TollgateException.class)
                    .hasMessageContaining("deadline");
            assertThat(records).extracting(CallRecord::outcome).containsExactly("deadline");
            bench.cheap.release();
            assertThat(leader.get(5, TimeUnit.SECONDS).fromCache()).isFalse();
        }
    }

    @Test
    void theCacheKeepsNoMoreBytesThanItMay() {
        try (TwoVendors bench = bench(30_000)) {
            bench.cheap.answer(FakeAnswer.text("x".repeat(3_000)));
            ChatRequest roomy = CACHED.withMaxOutputTokens(2_000);
            for (int i = 0; i < 50; i++) {
                bench.router.chat(roomy.withSeed(i));
            }
            long before = bench.received();
            for (int i = 0; i < 50; i++) {
                bench.router.chat(roomy.withSeed(i));
            }
            assertThat(bench.received() - before)
                    .as("of 50 answers of 7,000 bytes at most 4 fit into 30,000; Caffeine may lag behind a little")
                    .isGreaterThanOrEqualTo(40);
            bench.cheap.answer(FakeAnswer.text("y".repeat(20_000)));
            ChatRequest tooLarge = roomy.withMaxOutputTokens(8_000).withSeed(99);
            bench.router.chat(tooLarge);
            assertThat(bench.router.chat(tooLarge).fromCache()).isFalse();
        }
    }
}
