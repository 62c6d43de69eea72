package io.tollgate.tests.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tollgate.Limits;
import io.tollgate.TollgateException;
import io.tollgate.budget.BudgetLedger;
import io.tollgate.budget.LedgerException;
import io.tollgate.failure.FailureKind;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import okhttp3.EventListener;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever an app's listener, meters, ledger or HTTP client throws: a paid answer is given, and nothing stays held. */
class BadPlugInsTest {
    /** What a plug-in throws. */
    @SuppressWarnings("ImmutableEnumChecker") // makes a new one each time
    enum Thrown {
        EXCEPTION(() -> new IllegalStateException("a defect of the app")),
        MISSING_CLASS(() -> new NoClassDefFoundError("some/Histogram"));

        private final Supplier<Throwable> made;

        Thrown(Supplier<Throwable> made) {
            this.made = made;
        }

        Throwable make() {
            return made.get();
        }

        void go() {
            Throwable thrown = make();
            if (thrown instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) thrown;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aListenerCostsNoAnswer(Thrown thrown) throws Exception {
        EachFormat.proves((format, asking) -> {
            try (Bench bench = new Bench(format, asking, Bench.KEY, builder -> builder.onCall(record -> thrown.go()))) {
                bench.assertAnswers();
                bench.assertNothingIsLeft();
            }
        });
    }

    /** The parts of a registry. */
    enum Broken {
        MAPPING,
        ACCEPTING,
        CONFIGURING,
        REMOVING,
        LISTING,
        MAKING
    }

    private static MeterRegistry registry(Broken broken, Thrown thrown) {
        SimpleMeterRegistry registry = new SimpleMeterRegistry() {
            @Override
            public List<Meter> getMeters() {
                if (broken == Broken.LISTING) {
                    thrown.go();
                }
                return super.getMeters();
            }

            @Override
            public @Nullable Meter remove(Meter.Id id) {
                if (broken == Broken.REMOVING) {
                    thrown.go();
                }
                return super.remove(id);
            }
        };
        registry.config().meterFilter(new MeterFilter() {
            @Override
            public MeterFilterReply accept(Meter.Id id) {
                if (broken == Broken.ACCEPTING) {
                    thrown.go();
                }
                return MeterFilterReply.NEUTRAL;
            }

            @Override
            public Meter.Id map(Meter.Id id) {
                if (broken == Broken.MAPPING) {
                    thrown.go();
                }
                return id;
            }

            @Override
            public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
                if (broken == Broken.CONFIGURING) {
                    thrown.go();
                }
                return config;
            }
        });
        registry.config().onMeterAdded(meter -> {
            if (broken == Broken.MAKING) {
                thrown.go();
            }
        });
        return registry;
    }

    @ParameterizedTest
    @EnumSource
    void aRegistryCostsNoAnswer(Broken broken) throws Exception {
        for (Thrown thrown : Thrown.values()) {
            EachFormat.proves((format, asking) -> {
                try (Bench bench = new Bench(
                        format, asking, Bench.KEY, builder -> builder.meterRegistry(registry(broken, thrown)))) {
                    bench.assertAnswers();
                    bench.assertNothingIsLeft();
                    assertThat(bench.router.preflight()).isNotNull();
                }
            });
        }
    }

    private static BudgetLedger throwing(BudgetLedger sound, String name, Throwable thrown) {
        return (BudgetLedger) Proxy.newProxyInstance(
                BudgetLedger.class.getClassLoader(), new Class<?>[] {BudgetLedger.class}, (self, method, args) -> {
                    if (method.getName().equals(name)) {
                        throw thrown;
                    }
                    try {
                        return method.invoke(sound, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"settle", "standing", "entries", "housekeep", "close"})
    void aLedgerCostsNoAnswer(String method) throws Exception {
        for (Throwable thrown : Set.of(new LedgerException("away"), new IllegalStateException("a defect"))) {
            EachFormat.proves((format, asking) -> {
                try (BudgetLedger sound = BudgetLedger.inMemory();
                        Bench bench = new Bench(
                                format, asking, Bench.KEY, builder -> builder.ledger(throwing(sound, method, thrown))
                                        .meterRegistry(new SimpleMeterRegistry()))) {
                    bench.assertAnswers();
                    bench.assertAnswers();
                    bench.assertNoPlaceIsTaken();
                    assertThat(bench.server.requests()).isEqualTo(2);
                }
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLedgerThatHoldsNothingIsToldAndNothingIsSent(Thrown thrown) throws Exception {
        EachFormat.proves((format, asking) -> {
            try (BudgetLedger sound = BudgetLedger.inMemory();
                    Bench bench = new Bench(
                            format,
                            asking,
                            Bench.KEY,
                            builder -> builder.ledger(throwing(sound, "hold", thrown.make())))) {
                Throwable told = catchThrowable(bench::ask);
                if (thrown == Thrown.EXCEPTION) {
                    assertThat(((TollgateException) told)
                                    .failure()
                                    .orElseThrow()
                                    .kind())
                            .isEqualTo(FailureKind.LEDGER_UNAVAILABLE);
                } else {
                    assertThat(told).isInstanceOf(LinkageError.class);
                }
                assertThat(bench.server.requests()).isZero();
                bench.assertNothingIsLeft();
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void anHttpClientThatThrowsEndsItsExchangeAndKeepsNoPlace(HttpMoment moment) throws Exception {
        EachFormat.proves((format, asking) -> {
            boolean[] broken = {true};
            EventListener listener = moment.listener(() -> {
                if (broken[0]) {
                    Thrown.EXCEPTION.go();
                }
            });
            OkHttpClient client =
                    new OkHttpClient.Builder().eventListener(listener).build();
            try (Bench bench = new Bench(format, asking, Bench.KEY, builder -> builder.httpClient(client)
                    .limits(Limits.standard().withInFlightPerProvider(1)))) {
                long start = System.nanoTime();
                Throwable told = catchThrowable(bench::ask);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
                if (told != null) {
                    assertThat(told).as("%s: %s of %s", moment, asking, format).isInstanceOf(TollgateException.class);
                    assertThat(((TollgateException) told).attempts()).hasSizeGreaterThanOrEqualTo(1);
                }
                bench.assertNothingIsLeft();
                broken[0] = false;
                bench.router.reopen(
                        format.model(asking).substring(0, format.model(asking).indexOf('/')));
                bench.assertAnswers();
                bench.assertNothingIsLeft();
            } finally {
                client.dispatcher().executorService().shutdown();
                client.connectionPool().evictAll();
            }
        });
    }
}
