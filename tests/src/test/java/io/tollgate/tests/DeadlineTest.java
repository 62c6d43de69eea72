package io.tollgate.tests;

import static io.tollgate.tests.TwoVendors.ASK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tollgate.Retrying;
import io.tollgate.StreamCutException;
import io.tollgate.TollgateException;
import io.tollgate.chat.ChatResponse;
import io.tollgate.chat.ChatStream;
import io.tollgate.failure.FailureKind;
import io.tollgate.key.KeySource;
import io.tollgate.openai.OpenAi;
import io.tollgate.testkit.Fault;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Invariant 10: one deadline holds over retries, fallbacks, waits and key reads. */
class DeadlineTest {
    @Test
    void aStalledVendorEndsWithTheDeadlineAndNobodyElseIsAsked() {
        try (TwoVendors bench = new TwoVendors()) {
            bench.cheap.always(Fault.stall());
            long before = System.nanoTime();
            TollgateException e = catchThrowableOfType(
                    TollgateException.class, () -> bench.router.chat(ASK.withDeadline(Duration.ofMillis(300))));
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
            assertThat(e.failure().orElseThrow().kind()).isEqualTo(FailureKind.DEADLINE);
            assertThat(bench.dear.requestCount()).isZero();
            bench.cheap.recover();
        }
    }

    @Test
    void aRetryThatDoesNotFitIsNotMade() {
        try (TwoVendors bench = new TwoVendors(builder ->
                builder.retrying(Retrying.standard().withBackoff(Duration.ofMinutes(5), Duration.ofMinutes(5))))) {
            // With full jitter a wait below ten seconds of 300 is possible, and is then made: told times have no
            // jitter.
            bench.cheap.always(Fault.status(503).retryAfter("4"));
            ChatResponse response = bench.router.chat(ASK.withDeadline(Duration.ofSeconds(3)));
            assertThat(response.model()).isEqualTo(TwoVendors.DEAR);
            assertThat(bench.cheap.requestCount()).isEqualTo(1);
        }
    }

    @Test
    void aRetryAfterBeyondTheLimitFallsBackAtOnce() {
        try (TwoVendors bench = new TwoVendors()) {
            bench.cheap.always(Fault.status(503).retryAfter("6"));
            ChatResponse response = bench.router.chat(ASK);
            assertThat(response.model()).isEqualTo(TwoVendors.DEAR);
            assertThat(bench.cheap.requestCount()).isEqualTo(1);
        }
    }

    @Test
    void aHangingKeySourceEndsWithTheDeadlineAndHoldsNoMoney() {
        KeySource hanging = () -> {
            new CountDownLatch(1).await();
            throw new AssertionError("never");
        };
        try (TwoVendors bench = new TwoVendors(builder -> builder.provider(OpenAi.builder()
                        .id("hanging")
                        .baseUrl("http://localhost:9")
                        .keySource(hanging)
                        .build())
                .route("hanging", "hanging/cheap"))) {
            TollgateException e = catchThrowableOfType(
                    TollgateException.class,
                    () -> bench.router.chat(ASK.withModel("hanging").withDeadline(Duration.ofMillis(300))));
            assertThat(e.failure().orElseThrow().kind()).isEqualTo(FailureKind.DEADLINE);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            assertThat(StreamsTest.entries(bench)).isEmpty();
        }
    }

    @Test
    void aStreamsDefaultDeadlineCoversOnlyTheTimeToItsFirstContent() {
        try (TwoVendors bench = new TwoVendors(
                builder -> builder.timeouts(io.tollgate.Timeouts.standard().withCall(Duration.ofMillis(800))))) {
            bench.cheap.next(Fault.stallAfterChunks(1).lasting(Duration.ofMillis(1_200)));
            try (ChatStream stream = bench.router.stream(ASK)) {
                assertThat(stream.collect().text()).isEqualTo("scattered light");
            }
        }
    }

    @Test
    void aStreamsOwnDeadlineHoldsToItsEnd() {
        try (TwoVendors bench = new TwoVendors()) {
            bench.cheap.next(Fault.stallAfterChunks(1));
            try (ChatStream stream = bench.router.stream(ASK.withDeadline(Duration.ofMillis(800)))) {
                StreamCutException e = catchThrowableOfType(StreamCutException.class, stream::collect);
                assertThat(e.failure().orElseThrow().kind()).isEqualTo(FailureKind.DEADLINE);
            }
            bench.cheap.recover();
        }
    }

    @Test
    void pingsResetTheIdleClockButNotTheWaitForFirstContent() {
        try (TwoVendors bench = new TwoVendors(builder -> builder.timeouts(io.tollgate.Timeouts.standard()
                .withIdle(Duration.ofMillis(400))
                .withFirstContent(Duration.ofSeconds(5))))) {
            bench.dear.next(Fault.pings(6, Duration.ofMillis(150)));
            try (ChatStream stream = bench.router.stream(ASK.withModel(TwoVendors.DEAR))) {
                assertThat(stream.collect().text()).isEqualTo("Rayleigh scattering");
            }
        }
        try (TwoVendors bench = new TwoVendors(builder -> builder.timeouts(io.tollgate.Timeouts.standard()
                .withIdle(Duration.ofSeconds(5))
                .withFirstContent(Duration.ofMillis(400))))) {
            bench.dear.next(Fault.pings(20, Duration.ofMillis(100)));
            TollgateException e = catchThrowableOfType(
                    TollgateException.class, () -> bench.router.stream(ASK.withModel(TwoVendors.DEAR)));
            assertThat(e.failure().orElseThrow().kind()).isEqualTo(FailureKind.TIMEOUT);
        }
    }
}
