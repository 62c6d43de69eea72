package io.tollgate.tests;

import static io.tollgate.tests.TwoVendors.ASK;
import static io.tollgate.tests.TwoVendors.CHEAP;
import static io.tollgate.tests.TwoVendors.DEAR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tollgate.Limits;
import io.tollgate.Timeouts;
import io.tollgate.TollgateException;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.ChatResponse;
import io.tollgate.chat.ChatStream;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.price.Usage;
import io.tollgate.testkit.FakeAnswer;
import io.tollgate.testkit.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Invariant 8: whatever a vendor sends and an app names, what is kept of it has a cap, and beyond it a clear refusal. */
class BoundedTest {
    private static final ChatRequest CHEAP_ONLY = ASK.withModel(CHEAP).withMaxOutputTokens(8_000);
    private static final int MIB = 1024 * 1024;

    private static TwoVendors bench(int answerBytes) {
        return new TwoVendors(builder ->
                builder.timeouts(Timeouts.standard()).limits(Limits.standard().withAnswerBytes(answerBytes)));
    }

    /** An answer with a usage of its own, so that no maximum cuts it. */
    private static FakeAnswer longAnswer(int characters) {
        return FakeAnswer.text("x".repeat(characters)).withUsage(Usage.of(10, 10));
    }

    private static Failure failed(TwoVendors bench) {
        return catchThrowableOfType(TollgateException.class, () -> bench.router.chat(CHEAP_ONLY))
                .failure()
                .orElseThrow();
    }

    private static Failure failedStream(TwoVendors bench) {
        return catchThrowableOfType(TollgateException.class, () -> {
                    try (ChatStream stream = bench.router.stream(CHEAP_ONLY)) {
                        stream.collect();
                    }
                })
                .failure()
                .orElseThrow();
    }

    /** Nothing of the failed exchange is left, and the vendor is asked again as ever. */
    private static void assertFreed(TwoVendors bench) {
        bench.cheap.awaitQuiet();
        assertThat(bench.router.stats().inFlight())
                .allSatisfy((id, open) -> assertThat(open).isZero());
        bench.cheap.recover().answer("short");
        bench.router.reopen("openai");
        assertThat(bench.router.chat(CHEAP_ONLY).text()).isEqualTo("short");
        bench.cheap.awaitOpenConnections(1);
    }

    @Test
    void anAnswerLongerThanTheLimitFailsAndFreesItsConnection() {
        try (TwoVendors bench = bench(MIB)) {
            bench.cheap.answer(longAnswer(2 * MIB));
            Failure failure = failed(bench);
            assertThat(failure.kind()).isEqualTo(FailureKind.BAD_ANSWER);
            assertThat(failure.message()).contains(MIB + " bytes", "Limits.withAnswerBytes");
            assertFreed(bench);
        }
    }

    @Test
    void anAnswerAsLongAsTheLimitIsRead() {
        try (TwoVendors bench = bench(MIB)) {
            bench.cheap.answer(longAnswer(MIB - 2_000));
            assertThat(bench.router.chat(CHEAP_ONLY).text()).hasSize(MIB - 2_000);
        }
    }

    @Test
    void aStreamLongerThanTheLimitIsCutThere() {
        try (TwoVendors bench = bench(MIB)) {
            bench.cheap.answer(longAnswer(2 * MIB).inChunks(200));
            Failure failure = failedStream(bench);
            assertThat(failure.kind()).isEqualTo(FailureKind.BAD_ANSWER);
            assertThat(failure.message()).contains("Limits.withAnswerBytes");
            assertFreed(bench);
        }
    }

    @Test
    void aLineOfAStreamHasALimitOfItsOwn() {
        try (TwoVendors bench = bench(32 * MIB)) {
            bench.cheap.answer(longAnswer(9 * MIB).inChunks(1));
            Failure failure = failedStream(bench);
            assertThat(failure.kind()).isEqualTo(FailureKind.BAD_ANSWER);
            assertThat(failure.message()).contains("longer than " + 8 * MIB + " bytes");
            assertFreed(bench);
        }
    }

    @Test
    void whatIsSmallUntilItIsDecompressedIsMeasuredDecompressed() {
        try (TwoVendors bench = bench(MIB)) {
            bench.cheap.always(Fault.gzip().on(longAnswer(20 * MIB)));
            Failure failure = failed(bench);
            assertThat(failure.kind()).isEqualTo(FailureKind.BAD_ANSWER);
            assertThat(failure.message()).contains("Limits.withAnswerBytes");
            assertThat(failedStream(bench).kind()).isEqualTo(FailureKind.BAD_ANSWER);
            assertFreed(bench);
        }
    }

    @Test
    void ofALongErrorTheFirstBytesAreReadAndTheConnectionIsGivenUp() {
        try (TwoVendors bench = bench(MIB)) {
            bench.cheap.always(Fault.status(400).body("y".repeat(20 * MIB)));
            Failure failure = failed(bench);
            assertThat(failure.status()).isEqualTo(400);
            assertThat(failure.message().length()).isLessThanOrEqualTo(Failure.MAX_MESSAGE + 1);
            assertFreed(bench);
        }
    }

    @Test
    void aReasonBeyondTheFirstBytesOfAnErrorIsNotRead() {
        String json = "{\"error\":{\"padding\":\"%s\",\"code\":\"context_length_exceeded\",\"message\":\"too long\"}}";
        try (TwoVendors bench =
                new TwoVendors(builder -> builder.limits(Limits.standard().withErrorBytes(64 * 1024)))) {
            bench.cheap.next(Fault.status(400).body(String.format(json, "z".repeat(1_000))));
            assertThat(failed(bench).kind()).isEqualTo(FailureKind.CONTEXT_OVERFLOW);
            bench.cheap.next(Fault.status(400).body(String.format(json, "z".repeat(65 * 1024))));
            assertThat(failed(bench).code()).isNotEqualTo("context_length_exceeded");
        }
    }

    @Test
    void headersWithoutEndAreNoAnswer() {
        try (TwoVendors bench = bench(MIB)) {
            bench.cheap.always(Fault.delay(Duration.ZERO).header("X-Long", "h".repeat(MIB)));
            assertThat(failed(bench).kind()).isIn(FailureKind.NO_ANSWER, FailureKind.BAD_ANSWER, FailureKind.CUT);
            assertFreed(bench);
        }
    }

    @Test
    void thousandsOfToolCallsAreRefused() {
        try (TwoVendors bench = bench(32 * MIB)) {
            FakeAnswer answer = FakeAnswer.text("").withUsage(Usage.of(10, 10));
            for (int i = 0; i < 1_100; i++) {
                answer = answer.withToolCall("look", "{}");
            }
            bench.cheap.answer(answer);
            bench.dear.answer(answer);
            Failure failure = failedStream(bench);
            assertThat(failure.kind()).isEqualTo(FailureKind.BAD_ANSWER);
            assertThat(failure.message()).contains("1000 tool calls");
            assertFreed(bench);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "[{\"choices\":"})
    void deepJsonIsABadAnswerNotAStackOverflow(String opening) {
        String deep = opening.repeat(100_000);
        try (TwoVendors bench = bench(32 * MIB)) {
            bench.cheap.always(Fault.errorIn200(400).body(deep));
            assertThat(failed(bench).kind()).isEqualTo(FailureKind.BAD_ANSWER);
            bench.router.reopen("openai");
            bench.cheap.always(Fault.status(500).body(deep));
            assertThat(failed(bench).kind()).isEqualTo(FailureKind.SERVER_ERROR);
            bench.router.reopen("openai");
            bench.cheap.always(Fault.status(404).body("{\"error\":" + deep));
            assertThat(failed(bench).kind()).isEqualTo(FailureKind.MODEL_NOT_FOUND);
        }
    }

    @Test
    void bytesThatAreNoTextAreAFailureAndTheNextCandidateServes() {
        try (TwoVendors bench = new TwoVendors()) {
            for (Fault fault : List.of(
                    Fault.garbage(),
                    Fault.notHttp(),
                    Fault.errorIn200(400).body("\u0000\u0000\u0000"),
                    Fault.errorIn200(400).body("{\"choices\":[\u0000]}"),
                    Fault.status(500).body("\u0000{\"error\":\u0007"),
                    Fault.errorIn200(400).body(""))) {
                bench.router.reopen("openai");
                bench.cheap.always(fault);
                ChatResponse response = bench.router.chat(ASK);
                assertThat(response.model()).isEqualTo(DEAR);
                assertThat(response.attempts().toString().chars().filter(Character::isISOControl))
                        .isEmpty();
                bench.router.reopen("openai");
                try (ChatStream stream = bench.router.stream(ASK)) {
                    assertThat(stream.collect().model()).isEqualTo(DEAR);
                }
            }
        }
    }

    @Test
    void beyondItsCallsInFlightAProviderIsPassedOver() throws Exception {
        try (TwoVendors bench =
                new TwoVendors(builder -> builder.limits(Limits.standard().withInFlightPerProvider(2)))) {
            bench.cheap.always(Fault.stall());
            List<CompletableFuture<ChatResponse>> stalled = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                CompletableFuture<ChatResponse> done = new CompletableFuture<>();
                new Thread(() -> done.complete(bench.router.chat(ASK))).start();
                stalled.add(done);
            }
            bench.cheap.awaitStalled(2);

            assertThat(bench.router.chat(ASK).model()).isEqualTo(DEAR);
            TollgateException e =
                    catchThrowableOfType(TollgateException.class, () -> bench.router.chat(ASK.withModel(CHEAP)));
            assertThat(e.getMessage()).contains("2 calls are in flight at openai");
            assertThat(bench.cheap.requestCount()).isEqualTo(2);

            bench.cheap.recover();
            for (CompletableFuture<ChatResponse> one : stalled) {
                assertThat(one.get(10, TimeUnit.SECONDS).model()).isEqualTo(CHEAP);
            }
            assertThat(bench.router.chat(ASK).model())
                    .as("a place is free again")
                    .isEqualTo(CHEAP);
        }
    }

    @Test
    void theNamesOfTeamsDoNotGrowTheMeters() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (TwoVendors bench = new TwoVendors(builder -> builder.meterRegistry(registry))) {
            bench.cheap.keepRequests(1);
            for (int team = 0; team < 200; team++) {
                bench.router.chat(ASK.withTeam("team-" + team));
            }
            int meters = registry.getMeters().size();
            for (int team = 200; team < 5_000; team++) {
                bench.router.chat(ASK.withTeam("team-" + team));
            }
            assertThat(registry.getMeters()).hasSize(meters);
            assertThat(registry.find("tollgate.cost").meters()).hasSizeLessThanOrEqualTo(102);
            assertThat(registry.find("tollgate.cost").tag("team", "other").counter())
                    .isNotNull();
            assertThat(bench.router.stats().costByTeam())
                    .hasSizeLessThanOrEqualTo(102)
                    .containsKey("other");
        }
    }

    @Test
    void theNamesOfModelsDoNotGrowMetersAndStats() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (TwoVendors bench = new TwoVendors(builder -> builder.meterRegistry(registry))) {
            bench.cheap.keepRequests(1).models("cheap");
            askForBadModels(bench, 0, 1_100);
            int meters = registry.getMeters().size();
            int rows = bench.router.stats().models().size();
            askForBadModels(bench, 1_100, 2_000);
            assertThat(registry.getMeters()).hasSize(meters);
            assertThat(bench.router.stats().models()).hasSize(rows);
            assertThat(rows).isLessThanOrEqualTo(1_002);
            assertThat(bench.cheap.requestCount()).isEqualTo(2_000);
            assertThat(bench.router.chat(ASK).model())
                    .as("the route's own model")
                    .isEqualTo(CHEAP);
        }
    }

    private static void askForBadModels(TwoVendors bench, int from, int to) {
        for (int i = from; i < to; i++) {
            ChatRequest request = ASK.withModel("openai/bad-" + i);
            assertThatThrownBy(() -> bench.router.chat(request)).isInstanceOf(TollgateException.class);
        }
    }
}
