package io.tollgate.tests;

import static io.tollgate.tests.TwoVendors.ASK;
import static io.tollgate.tests.TwoVendors.CHEAP;
import static io.tollgate.tests.TwoVendors.DEAR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tollgate.Retrying;
import io.tollgate.TollgateException;
import io.tollgate.chat.ChatRequest;
import io.tollgate.failure.Attempt;
import io.tollgate.testkit.FakeAnswer;
import io.tollgate.testkit.FakeVendor;
import io.tollgate.testkit.Fault;
import io.tollgate.testkit.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Invariant 2: a vendor that fails is not loaded with retries: received is at most 1.2 times first attempts, plus 10. */
class RetryStormTest {
    private static final int CALLERS = 16;
    private static final int CALLS_EACH = 25;
    private static final ChatRequest CHEAP_ONLY = ASK.withModel(CHEAP);

    /** How many of the calls asked the cheap vendor at all, and how often. */
    private record Storm(long firstAttempts, long attempts, long served) {
        void assertBounded(FakeVendor vendor) {
            assertThat(vendor.requestCount()).isEqualTo(attempts);
            assertThat(attempts).isLessThanOrEqualTo(firstAttempts * 6 / 5 + 10);
        }
    }

    private static Storm storm(TwoVendors bench, ChatRequest request) throws Exception {
        AtomicLong first = new AtomicLong();
        AtomicLong all = new AtomicLong();
        AtomicLong served = new AtomicLong();
        Callable<Void> caller = () -> {
            for (int i = 0; i < CALLS_EACH; i++) {
                List<Attempt> attempts;
                try {
                    attempts = bench.router.chat(request).attempts();
                    served.incrementAndGet();
                } catch (TollgateException e) {
                    attempts = e.attempts();
                }
                long atCheap = attempts.stream()
                        .filter(attempt -> attempt.model().equals(CHEAP))
                        .count();
                first.addAndGet(Math.min(1, atCheap));
                all.addAndGet(atCheap);
            }
            return null;
        };
        ExecutorService pool = Executors.newFixedThreadPool(CALLERS);
        try {
            List<Callable<Void>> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                callers.add(caller);
            }
            for (Future<Void> done : pool.invokeAll(callers)) {
                done.get();
            }
        } finally {
            pool.shutdownNow();
        }
        return new Storm(first.get(), all.get(), served.get());
    }

    /** Many retries a call: only the budget of the provider stands between the callers and the vendor. */
    private static TwoVendors bench(TestClock clock) {
        return new TwoVendors(builder -> builder.clock(clock)
                .retrying(Retrying.standard()
                        .withMaxRetries(5)
                        // A call that spends all its retries on the one must have an attempt left for the other.
                        .withMaxAttempts(20)
                        .withBackoff(Duration.ofNanos(1), Duration.ofNanos(1))));
    }

    private static TestClock clock() {
        return TestClock.at(Instant.parse("2030-01-01T00:00:00Z"));
    }

    @Test
    void aVendorThatAlwaysFailsReceivesLittleMoreThanFirstAttempts() throws Exception {
        try (TwoVendors bench = bench(clock())) {
            bench.cheap.always(Fault.status(503));
            // Alone in its plan it is asked although its breaker is open: nothing but the retry budget protects it.
            Storm storm = storm(bench, CHEAP_ONLY);
            storm.assertBounded(bench.cheap);
            assertThat(storm.served).isZero();
            assertThat(storm.firstAttempts).isGreaterThan(100);
            assertThat(storm.attempts)
                    .as("retries are made while there is budget")
                    .isGreaterThanOrEqualTo(storm.firstAttempts + 10);
        }
    }

    @Test
    void aVendorThatFailsEverySecondTimeReceivesLittleMoreThanFirstAttempts() throws Exception {
        try (TwoVendors bench = bench(clock())) {
            bench.cheap.answer(request -> request.number() % 2 == 0 ? Fault.status(503) : FakeAnswer.text("served"));
            Storm storm = storm(bench, CHEAP_ONLY);
            storm.assertBounded(bench.cheap);
            assertThat(storm.served).isGreaterThan(CALLERS * CALLS_EACH / 4);
        }
    }

    @Test
    void whereThereIsAnotherVendorEveryCallIsServedAndTheBreakerKeepsTheStormAway() throws Exception {
        try (TwoVendors bench = bench(clock())) {
            bench.cheap.always(Fault.status(503));
            Storm storm = storm(bench, ASK);
            storm.assertBounded(bench.cheap);
            assertThat(storm.served).isEqualTo(CALLERS * CALLS_EACH);
            assertThat(storm.firstAttempts)
                    .as("calls that came before the breaker opened")
                    .isLessThan(CALLERS * CALLS_EACH / 2);
        }
    }

    @Test
    void whenTheVendorHealsTheNextTrialBringsItBack() throws Exception {
        TestClock clock = clock();
        try (TwoVendors bench = bench(clock)) {
            bench.cheap.always(Fault.status(503));
            storm(bench, ASK);
            bench.cheap.recover();
            assertThat(bench.router.chat(ASK).model()).isEqualTo(DEAR);

            clock.advance(Duration.ofSeconds(16));

            assertThat(bench.router.chat(ASK).model()).isEqualTo(CHEAP);
            Storm after = storm(bench, ASK);
            assertThat(after.firstAttempts).isEqualTo(CALLERS * CALLS_EACH);
            assertThat(after.attempts).isEqualTo(after.firstAttempts);
        }
    }

    @Test
    void anEmptyRetryBudgetIsFilledByFirstAttemptsOnlyWhateverTheModel() {
        try (TwoVendors bench = bench(clock())) {
            bench.cheap.always(Fault.status(503));
            // A model for each call, since a breaker of the same one would open; the budget is the provider's.
            assertThat(attemptsAt(bench, "model-1")).isEqualTo(6);
            assertThat(attemptsAt(bench, "model-2")).isEqualTo(6);
            // 10 tokens full, 5 taken, 0.2 more, 5 taken: 0.2 are left, and 0.2 more come with each first attempt.
            assertThat(attemptsAt(bench, "model-3")).isEqualTo(1);
            assertThat(attemptsAt(bench, "model-4")).isEqualTo(1);
            assertThat(attemptsAt(bench, "model-5")).isEqualTo(1);
            assertThat(attemptsAt(bench, "model-6")).isEqualTo(2);
            assertThat(attemptsAt(bench, "model-7")).isEqualTo(1);
        }
    }

    private static int attemptsAt(TwoVendors bench, String model) {
        ChatRequest request = ASK.withModel("openai/" + model);
        return catchThrowableOfType(TollgateException.class, () -> bench.router.chat(request))
                .attempts()
                .size();
    }

    @Test
    void noNumberOfRetriesMakesAFourXxARetry() throws Exception {
        try (TwoVendors bench = bench(clock())) {
            bench.cheap.always(Fault.status(429));
            assertThatThrownBy(() -> bench.router.chat(CHEAP_ONLY)).isInstanceOf(TollgateException.class);
            assertThat(bench.cheap.requestCount()).isEqualTo(1);
        }
    }
}
