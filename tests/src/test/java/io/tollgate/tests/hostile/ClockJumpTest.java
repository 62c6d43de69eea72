package io.tollgate.tests.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tollgate.Retrying;
import io.tollgate.Router;
import io.tollgate.RouterStats;
import io.tollgate.Timeouts;
import io.tollgate.TollgateException;
import io.tollgate.budget.BudgetLedger;
import io.tollgate.failure.FailureKind;
import io.tollgate.testkit.TestClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A clock that is set while calls are under way moves no deadline and no wait, and keeps nobody out for long. */
class ClockJumpTest {
    private static final Instant NOON = Instant.parse("2026-03-15T12:00:00Z");

    private static Router.Builder at(Clock clock, Router.Builder builder) {
        return builder.clock(clock).ledger(BudgetLedger.inMemory(clock));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1H", "PT-1H", "P1D", "P-1D"})
    void whileAnAnswerComes(Duration jump) throws Exception {
        EachFormat.proves((format, asking) -> {
            TestClock clock = TestClock.at(NOON);
            RawServer.Answering answering = exchange -> {
                clock.advance(jump);
                exchange.send(200, format.contentType(asking), format.body(asking));
            };
            try (Bench bench = new Bench(format, asking, Bench.KEY, answering, builder -> at(clock, builder))) {
                for (int i = 0; i < 3; i++) {
                    bench.assertAnswers();
                }
                bench.assertNothingIsLeft(NOON);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1H", "PT-1H", "P1D", "P-1D"})
    void whileAVendorIsSilent(Duration jump) throws Exception {
        EachFormat.proves((format, asking) -> {
            TestClock clock = TestClock.at(NOON);
            RawServer.Answering answering = exchange -> {
                clock.advance(jump);
                exchange.stall();
            };
            try (Bench bench = new Bench(format, asking, Bench.KEY, answering, builder -> at(clock, builder)
                    .timeouts(Timeouts.standard().withCall(Duration.ofMillis(400))))) {
                long start = System.nanoTime();
                TollgateException e = catchThrowableOfType(TollgateException.class, bench::ask);
                assertThat(e.failure().orElseThrow().kind()).isEqualTo(FailureKind.DEADLINE);
                assertThat(Duration.ofNanos(System.nanoTime() - start))
                        .isBetween(Duration.ofMillis(400), Duration.ofSeconds(2));
                bench.assertNothingIsLeft(NOON);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1H", "PT-1H", "P1D", "P-1D"})
    void afterAVendorAskedForPatience(Duration jump) throws Exception {
        EachFormat.proves((format, asking) -> {
            TestClock clock = TestClock.at(NOON);
            AtomicInteger asked = new AtomicInteger();
            RawServer.Answering answering = exchange -> {
                if (asked.getAndIncrement() == 0) {
                    exchange.send(429, "application/json", new byte[0], "Retry-After: 60");
                } else {
                    exchange.send(200, format.contentType(asking), format.body(asking));
                }
            };
            try (Bench bench = new Bench(format, asking, Bench.KEY, answering, builder -> at(clock, builder))) {
                assertThat(catchThrowable(bench::ask)).isInstanceOf(TollgateException.class);
                clock.advance(jump);
                bench.assertAnswers();
                bench.assertNothingIsLeft(NOON);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1H", "PT-1H", "P1D", "P-1D"})
    void afterABreakerOpened(Duration jump) throws Exception {
        EachFormat.proves((format, asking) -> {
            TestClock clock = TestClock.at(NOON);
            AtomicInteger failures = new AtomicInteger(10);
            RawServer.Answering answering = exchange -> {
                if (failures.getAndDecrement() > 0) {
                    exchange.send(500);
                } else {
                    exchange.send(200, format.contentType(asking), format.body(asking));
                }
            };
            try (Bench bench = new Bench(format, asking, Bench.KEY, answering, builder -> at(clock, builder)
                    .retrying(Retrying.standard().withMaxRetries(0)))) {
                while (failures.get() > 0) {
                    assertThat(catchThrowable(bench::ask)).isInstanceOf(TollgateException.class);
                }
                String model = format.model(asking);
                clock.advance(jump);
                bench.assertAnswers();
                assertThat(bench.router.stats().models())
                        .as("%s is used again", model)
                        .allMatch(one -> one.state() == RouterStats.State.AVAILABLE);
            }
        });
    }
}
