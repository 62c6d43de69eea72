package io.tollgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.ModelHealth.Pass;
import io.tollgate.RouterStats.State;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BreakerTest {
    private static final Failure DOWN = Failure.of(FailureKind.SERVER_ERROR).withStatus(500);

    private final TestClock clock = new TestClock("2026-03-10T12:00:00Z");
    private final Health health = new Health(clock);
    private final ModelHealth model = health.model("openai", "gpt");
    private final ModelHealth sibling = health.model("openai", "mini");

    @Test
    void opensAtHalfOfTenAndNotBefore() {
        succeed(5);
        fail(4);
        assertThat(model.availability("").isNow()).isTrue();
        fail(1);

        Availability open = model.availability("");
        assertThat(open.state()).isEqualTo(State.BREAKER_OPEN);
        assertThat(open.isVendorsWord()).isFalse();
        assertThat(open.recovery()).contains(clock.instant().plusSeconds(15));
        assertThat(model.acquire()).isEmpty();
        assertThat(sibling.availability("").isNow()).isTrue();
    }

    @Test
    void nineFailuresAreTooFew() {
        fail(9);
        assertThat(model.acquire()).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "SERVER_ERROR, 500, true",
        "SERVER_ERROR, 200, true",
        "OVERLOADED, 529, true",
        "OVERLOADED, 429, false",
        "VENDOR_TIMEOUT, 504, true",
        "VENDOR_TIMEOUT, 408, false",
        "BAD_ANSWER, 502, true",
        "BAD_ANSWER, 200, false",
        "PERMANENT_SERVER_ERROR, 501, false",
        "NO_ANSWER, 0, true",
        "CUT, 200, true",
        "TIMEOUT, 0, true",
        "UNREACHABLE, 0, true",
        "DEADLINE, 0, false",
        "CONTENT_FILTER, 400, false"
    })
    void countsWhatTellsOfTheServer(FailureKind kind, int status, boolean counts) {
        for (int i = 0; i < 10; i++) {
            model.acquire().ifPresent(pass -> pass.failed(Failure.of(kind).withStatus(status), ""));
        }
        assertThat(model.availability("").isNow()).isEqualTo(!counts);
    }

    @Test
    void aProviderThatCannotBeReachedIsLeftAloneAsAWhole() {
        for (int i = 0; i < 10; i++) {
            pass(model).failed(Failure.of(FailureKind.UNREACHABLE), "");
        }
        assertThat(sibling.availability("").state()).isEqualTo(State.BREAKER_OPEN);
        assertThat(health.provider("openai").availability().state()).isEqualTo(State.BREAKER_OPEN);
        clock.advance(Health.OPEN_FOR);
        Pass trial = pass(sibling);
        assertThat(model.acquire()).isEmpty();
        trial.succeeded("");
        assertThat(model.availability("").isNow()).isTrue();
    }

    @Test
    void afterTheDelayOneTrialPassesAndItsSuccessClosesTheBreaker() {
        fail(10);
        clock.advance(Health.OPEN_FOR);
        assertThat(model.availability("").isNow()).isTrue();

        Pass trial = pass(model);
        assertThat(trial.isTrial()).isTrue();
        assertThat(model.availability("").state()).isEqualTo(State.BREAKER_OPEN);
        assertThat(model.acquire()).isEmpty();

        trial.succeeded("");
        assertThat(model.availability("").isNow()).isTrue();
        assertThat(pass(model).isTrial()).isFalse();
        fail(9);
        assertThat(model.acquire()).as("the window is empty again").isPresent();
    }

    @Test
    void aTrialThatFailsStartsTheDelayAgain() {
        fail(10);
        clock.advance(Health.OPEN_FOR);
        pass(model).failed(DOWN, "");
        assertThat(model.availability("").recovery()).contains(clock.instant().plusSeconds(15));
        assertThat(model.acquire()).isEmpty();
        clock.advance(Health.OPEN_FOR);
        assertThat(pass(model).isTrial()).isTrue();
    }

    @Test
    void aTrialThatSaysNothingStartsTheDelayAgainAndTheNextOnePasses() {
        fail(10);
        for (int i = 0; i < 3; i++) {
            clock.advance(Health.OPEN_FOR);
            Pass trial = pass(model);
            if (i == 1) {
                trial.failed(Failure.of(FailureKind.RATE_LIMIT).withStatus(429), "");
            } else {
                trial.neutral();
            }
            assertThat(model.acquire()).isEmpty();
            assertThat(model.availability("").recovery())
                    .contains(clock.instant().plusSeconds(15));
        }
        clock.advance(Health.OPEN_FOR);
        assertThat(pass(model).isTrial()).isTrue();
    }

    @Test
    void aTrialOfWhichNothingIsHeardEndsWithItsLease() {
        fail(10);
        clock.advance(Health.OPEN_FOR);
        Pass lost = pass(model);
        clock.advance(Health.TRIAL_LEASE.minusMillis(1));
        assertThat(model.acquire()).isEmpty();
        clock.advance(Duration.ofMillis(1));
        Pass next = pass(model);
        lost.failed(DOWN, "");
        assertThat(model.availability("").state()).isEqualTo(State.BREAKER_OPEN);
        next.succeeded("");
        assertThat(model.availability("").isNow()).isTrue();
    }

    @Test
    void resultsFromBeforeItOpenedNeitherCloseItNorFreeATrial() {
        List<Pass> slow = List.of(pass(model), pass(model), pass(model), pass(model));
        fail(10);
        slow.get(0).succeeded("");
        assertThat(model.acquire()).isEmpty();
        clock.advance(Health.OPEN_FOR);
        slow.get(1).failed(DOWN, "");
        Pass trial = pass(model);
        slow.get(2).failed(DOWN, "");
        slow.get(3).succeeded("");
        assertThat(model.acquire()).isEmpty();
        assertThat(model.availability("").recovery())
                .as("the trial's time is not put off")
                .contains(clock.instant());
        trial.failed(DOWN, "");
        assertThat(model.availability("").isNow()).isFalse();
    }

    @Test
    void aTrialIsCountedOnce() {
        fail(10);
        clock.advance(Health.OPEN_FOR);
        Pass trial = pass(model);
        trial.failed(DOWN, "");
        trial.succeeded("");
        assertThat(model.availability("").isNow()).isFalse();
    }

    @Test
    void whenNothingElseIsLeftAnAttemptPassesAndItsSuccessCloses() {
        fail(10);
        Pass forced = model.acquireAnyway();
        assertThat(forced.isTrial()).isTrue();
        clock.advance(Duration.ofSeconds(5));
        forced.failed(DOWN, "");
        assertThat(model.availability("").recovery()).contains(clock.instant().plusSeconds(15));
        model.acquireAnyway().neutral();
        assertThat(model.availability("").recovery()).contains(clock.instant().plusSeconds(15));
        model.acquireAnyway().succeeded("");
        assertThat(model.availability("").isNow()).isTrue();
    }

    @Test
    void anOperatorClosesIt() {
        fail(10);
        health.provider("openai").reopen();
        assertThat(model.availability("").isNow()).isTrue();
        fail(9);
        assertThat(model.acquire()).as("the window is empty again").isPresent();
    }

    @Test
    void aModelThatRefusesLeavesTheProvidersTrialToAnother() {
        fail(10);
        for (int i = 0; i < 10; i++) {
            pass(sibling).failed(Failure.of(FailureKind.UNREACHABLE), "");
        }
        clock.advance(Health.OPEN_FOR);
        Pass first = pass(model);
        first.failed(DOWN, "");
        clock.advance(Health.OPEN_FOR.minusSeconds(1));
        fail10(sibling);
        clock.advance(Duration.ofSeconds(1));
        assertThat(model.acquire().or(sibling::acquire)).isPresent();
    }

    @Test
    void ofManyThreadsExactlyOneTries() throws Exception {
        int threads = 16;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            for (int round = 0; round < 200; round++) {
                fail(10);
                clock.advance(Health.OPEN_FOR);
                List<Pass> admitted = race(pool, threads);
                assertThat(admitted).as("round %d", round).hasSize(1);
                admitted.get(0).succeeded("");
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private List<Pass> race(ExecutorService pool, int threads) throws Exception {
        CyclicBarrier start = new CyclicBarrier(threads);
        Pass late = sibling.acquire().orElseThrow();
        List<Future<Optional<Pass>>> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            all.add(pool.submit(() -> {
                start.await();
                late.succeeded("");
                return model.acquire();
            }));
        }
        List<Pass> admitted = new ArrayList<>();
        for (Future<Optional<Pass>> one : all) {
            one.get().ifPresent(admitted::add);
        }
        return admitted;
    }

    private static Pass pass(ModelHealth model) {
        return model.acquire().orElseThrow();
    }

    private void succeed(int times) {
        for (int i = 0; i < times; i++) {
            pass(model).succeeded("");
        }
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            pass(model).failed(DOWN, "");
        }
    }

    private static void fail10(ModelHealth model) {
        for (int i = 0; i < 10; i++) {
            model.acquire().ifPresent(pass -> pass.failed(DOWN, ""));
        }
    }
}
