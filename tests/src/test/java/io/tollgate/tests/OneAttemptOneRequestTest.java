package io.tollgate.tests;

import static io.tollgate.tests.TwoVendors.ASK;
import static io.tollgate.tests.TwoVendors.CHEAP;
import static io.tollgate.tests.TwoVendors.DEAR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tollgate.Timeouts;
import io.tollgate.TollgateException;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.ChatResponse;
import io.tollgate.chat.ChatStream;
import io.tollgate.failure.Attempt;
import io.tollgate.failure.FailureKind;
import io.tollgate.testkit.Fault;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Invariant 1: a vendor receives exactly the attempts that the trail lists. Invariants 2 and 3: only a 5xx is tried again
 * on the same model. The README prints this table.
 */
class OneAttemptOneRequestTest {
    /**
     * What the cheap vendor does, and what must come of it.
     *
     * @param requests how many the cheap vendor receives
     * @param kind of the cheap vendor's last failure
     * @param servedBy the model that serves in the end; empty if the call fails at once
     */
    record Case(String name, Fault fault, int requests, FailureKind kind, String servedBy) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                failing("400", Fault.status(400), FailureKind.INVALID_REQUEST),
                falling("401, same key", Fault.status(401), 1, FailureKind.AUTHENTICATION),
                falling("402", Fault.status(402), 1, FailureKind.BILLING),
                falling("403", Fault.status(403).message("Not from here"), 1, FailureKind.PERMISSION),
                falling("404", Fault.status(404), 1, FailureKind.MODEL_NOT_FOUND),
                falling("408", Fault.status(408), 1, FailureKind.VENDOR_TIMEOUT),
                falling("409", Fault.status(409), 1, FailureKind.CONFLICT),
                falling("413", Fault.status(413), 1, FailureKind.REQUEST_TOO_LARGE),
                failing("422", Fault.status(422), FailureKind.INVALID_REQUEST),
                falling(
                        "429 with Retry-After",
                        Fault.status(429).retryAfter(Duration.ofSeconds(1)),
                        1,
                        FailureKind.RATE_LIMIT),
                falling("429 without Retry-After", Fault.status(429), 1, FailureKind.RATE_LIMIT),
                falling("500", Fault.status(500), 2, FailureKind.SERVER_ERROR),
                falling("501", Fault.status(501), 1, FailureKind.PERMANENT_SERVER_ERROR),
                falling("502", Fault.status(502), 2, FailureKind.SERVER_ERROR),
                falling("503, Retry-After: 0", Fault.status(503).retryAfter("0"), 2, FailureKind.OVERLOADED),
                falling("529", Fault.status(529), 2, FailureKind.OVERLOADED),
                falling("302 to another host", Fault.redirect(302, "http://localhost:9/"), 1, FailureKind.BAD_ANSWER),
                falling("307 to another host", Fault.redirect(307, "http://localhost:9/"), 1, FailureKind.BAD_ANSWER),
                falling("421", Fault.status(421), 1, FailureKind.BAD_ANSWER),
                falling("reset before the answer", Fault.reset(), 1, FailureKind.NO_ANSWER),
                falling("connection closed before the answer", Fault.hangUp(), 1, FailureKind.NO_ANSWER),
                falling("cut in the middle of the body", Fault.cutAfterBytes(20), 1, FailureKind.CUT),
                falling("body that isn't JSON", Fault.invalidJson(), 1, FailureKind.BAD_ANSWER));
    }

    private static Case falling(String name, Fault fault, int requests, FailureKind kind) {
        return new Case(name, fault, requests, kind, DEAR);
    }

    private static Case failing(String name, Fault fault, FailureKind kind) {
        return new Case(name, fault, 1, kind, "");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theVendorReceivesWhatTheTrailLists(Case one) {
        try (TwoVendors bench = new TwoVendors()) {
            bench.cheap.always(one.fault);
            List<Attempt> attempts;
            if (one.servedBy.isEmpty()) {
                TollgateException e = catchThrowableOfType(TollgateException.class, () -> bench.router.chat(ASK));
                assertThat(e.failure().orElseThrow().kind()).isEqualTo(one.kind);
                attempts = e.attempts();
            } else {
                ChatResponse response = bench.router.chat(ASK);
                assertThat(response.model()).isEqualTo(one.servedBy);
                attempts = response.attempts();
            }
            assertThat(bench.cheap.requestCount()).isEqualTo(one.requests);
            assertThat(bench.received()).isEqualTo(attempts.size());
            assertThat(attempts.stream().filter(attempt -> attempt.model().equals(CHEAP)))
                    .hasSize(one.requests)
                    .allSatisfy(attempt ->
                            assertThat(attempt.failure().orElseThrow().kind()).isEqualTo(one.kind));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theSameHoldsForStreamsUpToTheirFirstContent(Case one) {
        try (TwoVendors bench = new TwoVendors()) {
            bench.cheap.always(one.fault);
            List<Attempt> attempts;
            if (one.servedBy.isEmpty()) {
                attempts = catchThrowableOfType(TollgateException.class, () -> bench.router.stream(ASK))
                        .attempts();
            } else {
                try (ChatStream stream = bench.router.stream(ASK)) {
                    attempts = stream.collect().attempts();
                    assertThat(stream.model()).isEqualTo(one.servedBy);
                }
            }
            assertThat(bench.cheap.requestCount()).isEqualTo(one.requests);
            assertThat(bench.received()).isEqualTo(attempts.size());
        }
    }

    @Test
    void aGoodAnswerIsOneRequest() {
        try (TwoVendors bench = new TwoVendors()) {
            ChatResponse response = bench.router.chat(ASK);
            assertThat(response.model()).isEqualTo(CHEAP);
            assertThat(response.attempts()).hasSize(1);
            assertThat(bench.received()).isEqualTo(1);
        }
    }

    @Test
    void aChangedKeyIsReadOnceAndTheCallServed() {
        try (TwoVendors bench = new TwoVendors()) {
            bench.cheap.acceptKey("key-one");
            bench.router.chat(ASK);
            bench.key.set("key-two");
            bench.cheap.acceptKey("key-two");

            ChatResponse response = bench.router.chat(ASK);

            assertThat(response.model()).isEqualTo(CHEAP);
            assertThat(response.attempts()).hasSize(2);
            assertThat(response.attempts().get(0).failure().orElseThrow().kind())
                    .isEqualTo(FailureKind.AUTHENTICATION);
            assertThat(bench.received()).isEqualTo(3);
            assertThat(bench.router.chat(ASK).attempts()).hasSize(1);
        }
    }

    @Test
    void aRefusedConnectionIsInTheTrailThoughNothingWasReceived() {
        try (TwoVendors bench = new TwoVendors()) {
            bench.cheap.goDown();
            ChatResponse response = bench.router.chat(ASK);
            assertThat(response.model()).isEqualTo(DEAR);
            assertThat(response.attempts()).hasSize(2);
            assertThat(response.attempts().get(0).failure().orElseThrow().kind())
                    .isEqualTo(FailureKind.UNREACHABLE);
            assertThat(bench.received()).isEqualTo(1);
        }
    }

    @Test
    void silenceUntilTheTimeOutIsOneRequest() {
        try (TwoVendors bench = new TwoVendors(
                builder -> builder.timeouts(Timeouts.standard().withFirstContent(Duration.ofMillis(300))))) {
            bench.cheap.always(Fault.stall());
            ChatResponse response = bench.router.chat(ASK);
            assertThat(response.model()).isEqualTo(DEAR);
            assertThat(response.attempts().get(0).failure().orElseThrow().kind())
                    .isEqualTo(FailureKind.TIMEOUT);
            assertThat(bench.cheap.requestCount()).isEqualTo(1);
            assertThat(bench.received()).isEqualTo(response.attempts().size());
            bench.cheap.recover();
        }
    }

    @Test
    void aPooledConnectionThatTheServerClosedWhileItWasIdleCostsNothing() {
        try (TwoVendors bench = new TwoVendors()) {
            ChatRequest cheapOnly = ASK.withModel(CHEAP);
            bench.cheap.closeIdleConnectionsAfter(Duration.ofMillis(1_500));
            bench.router.chat(cheapOnly);
            bench.cheap.awaitOpenConnections(0);

            ChatResponse response = bench.router.chat(cheapOnly);

            assertThat(response.attempts()).hasSize(1);
            assertThat(bench.cheap.requestCount()).isEqualTo(2);
            assertThat(bench.cheap.lastRequest().useOfConnection())
                    .isEqualTo(bench.cheap.requests().get(0).useOfConnection());
        }
    }

    @Test
    void aReusedConnectionThatDiesAfterSecondsOfSilenceIsNotTakenForADeadOne() {
        try (TwoVendors bench = new TwoVendors()) {
            ChatRequest cheapOnly = ASK.withModel(CHEAP);
            bench.router.chat(cheapOnly);
            bench.cheap.next(Fault.silence(Duration.ofSeconds(2)));

            TollgateException e = catchThrowableOfType(TollgateException.class, () -> bench.router.chat(cheapOnly));

            assertThat(e.attempts()).hasSize(1);
            assertThat(e.failure().orElseThrow().kind()).isEqualTo(FailureKind.NO_ANSWER);
            assertThat(bench.cheap.requestCount()).isEqualTo(2);
            assertThat(bench.cheap.connectionCount()).isEqualTo(1);
        }
    }
}
