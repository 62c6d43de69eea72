package io.tollgate.tests.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tollgate.CallInterruptedException;
import io.tollgate.TollgateException;
import io.tollgate.failure.FailureKind;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An interrupt, and the router's close, end a call at once wherever it waits, and leave nothing behind. */
class StepsTest {
    /** Two dozen calls are ended at once, on machines of two cores. */
    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    private record Outcome(Throwable thrown, boolean interrupted, long atNanos) {}

    @FunctionalInterface
    private interface Ending {
        void end(Bench bench, Thread caller);
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptEndsIt(Step step) throws Exception {
        EachFormat.proves((format, asking) -> {
            Outcome outcome = ended(step, format, asking, (bench, caller) -> caller.interrupt());
            assertThat(outcome.thrown())
                    .as("%s, %s of %s", step, asking, format)
                    .isInstanceOf(CallInterruptedException.class);
            assertThat(outcome.interrupted()).as("the flag, %s", step).isTrue();
        });
    }

    @ParameterizedTest
    @EnumSource
    void aCloseEndsIt(Step step) throws Exception {
        EachFormat.proves((format, asking) -> {
            Outcome outcome = ended(step, format, asking, (bench, caller) -> bench.router.close());
            assertThat(outcome.thrown())
                    .as("%s, %s of %s", step, asking, format)
                    .isInstanceOf(TollgateException.class);
            assertThat(((TollgateException) outcome.thrown())
                            .failure()
                            .orElseThrow()
                            .kind())
                    .isEqualTo(FailureKind.CANCELLED);
            assertThat(outcome.interrupted()).as("the flag, %s", step).isFalse();
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"HEAD"})
    void anInterruptBeforeItBeginsSendsNothing(Step step) throws Exception {
        EachFormat.proves((format, asking) -> {
            try (Bench bench = step.open(format, asking, new CountDownLatch(1))) {
                Thread.currentThread().interrupt();
                Throwable thrown = catchThrowable(bench::ask);
                assertThat(Thread.interrupted()).isTrue();
                assertThat(thrown).isInstanceOf(CallInterruptedException.class);
                assertThat(bench.server.requests()).isZero();
                bench.assertNothingIsLeft();
            }
        });
    }

    private static Outcome ended(Step step, Format format, Asking asking, Ending ending) throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        try (Bench bench = step.open(format, asking, reached)) {
            if (step == Step.RECOVERY) {
                assertThat(catchThrowable(bench::ask)).isInstanceOf(TollgateException.class);
            }
            CompletableFuture<Outcome> outcome = new CompletableFuture<>();
            Thread caller = new Thread(() -> {
                Throwable thrown = catchThrowable(bench::ask);
                outcome.complete(new Outcome(thrown, Thread.currentThread().isInterrupted(), System.nanoTime()));
            });
            caller.start();
            assertThat(reached.await(10, TimeUnit.SECONDS)).isTrue();
            while (step.isASleep() && caller.isAlive() && caller.getState() != Thread.State.TIMED_WAITING) {
                LockSupport.parkNanos(100_000);
            }
            int requests = bench.server.requests();
            long before = System.nanoTime();
            ending.end(bench, caller);
            Outcome came = outcome.get(10, TimeUnit.SECONDS);
            assertThat(Duration.ofNanos(came.atNanos() - before)).as("%s", step).isLessThan(AT_ONCE);
            assertThat(bench.server.requests()).isEqualTo(requests);
            bench.assertNothingIsLeft();
            return came;
        }
    }
}
