package io.tollgate.tests.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tollgate.Preflight;
import io.tollgate.Timeouts;
import io.tollgate.TollgateException;
import io.tollgate.budget.EntryQuery;
import io.tollgate.failure.FailureKind;
import io.tollgate.key.Credential;
import io.tollgate.key.KeySource;
import io.tollgate.price.Money;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever a key source does, nothing is sent or held, no secret is told, and once it is well calls are served. */
class BadKeysTest {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    @ParameterizedTest
    @EnumSource
    void endNoCallBadly(BadKey bad) throws Exception {
        EachFormat.proves((format, asking) -> {
            Healing source = new Healing(bad);
            try (Bench bench = new Bench(
                    format,
                    asking,
                    source,
                    builder -> builder.timeouts(Timeouts.standard()
                            .withCall(bad.hangs() ? Duration.ofMillis(300) : Duration.ofSeconds(20))))) {
                long start = System.nanoTime();
                Throwable thrown = catchThrowable(bench::ask);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PATIENCE);
                if (bad.isError()) {
                    assertThat(thrown).isInstanceOf(Error.class);
                } else {
                    assertThat(thrown).as("%s", bad).isInstanceOf(TollgateException.class);
                    assertTells(bad, (TollgateException) thrown);
                }
                assertThat(bench.server.requests()).isZero();
                assertThat(bench.ledger.entries(EntryQuery.newest(10)).newest()).isEmpty();
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
                bench.assertNothingIsLeft();
            }
        });
    }

    private static void assertTells(BadKey bad, TollgateException told) {
        if (bad.hangs()) {
            assertThat(told.failure().orElseThrow().kind()).isEqualTo(FailureKind.DEADLINE);
        } else {
            assertThat(told.skipped()).as("%s: %s", bad, told.getMessage()).hasSize(1);
            assertThat(told.getMessage()).contains("key_unavailable");
        }
        assertThat(told.attempts()).isEmpty();
        StringWriter all = new StringWriter();
        told.printStackTrace(new PrintWriter(all));
        assertThat(all.toString()).doesNotContain(BadKey.SECRET);
    }

    @ParameterizedTest
    @EnumSource
    void serveOnceTheyAreWell(BadKey bad) throws Exception {
        if (bad.hangs()) {
            return;
        }
        EachFormat.proves((format, asking) -> {
            Healing source = new Healing(bad);
            try (Bench bench = new Bench(format, asking, source, builder -> builder)) {
                assertThat(catchThrowable(bench::ask)).isNotNull();
                source.now = Bench.KEY;
                bench.assertAnswers();
                bench.assertNothingIsLeft();
            }
        });
    }

    @Test
    void aCredentialWithoutWhatTheProviderNeedsCostsNothing() throws Exception {
        EachFormat.proves((format, asking) -> format != Format.OLLAMA, (format, asking) -> {
            try (Bench bench = new Bench(format, asking, BadKey::withoutFields, builder -> builder)) {
                TollgateException e = catchThrowableOfType(TollgateException.class, bench::ask);
                assertThat(e.cost()).as("%s of %s: %s", asking, format, e).isEqualTo(Money.ZERO);
                assertThat(e.toString()).doesNotContain(BadKey.SECRET);
                assertThat(bench.server.requests()).isZero();
                bench.assertNothingIsLeft();
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void holdUpNoPreflight(BadKey bad) {
        try (Bench bench = new Bench(
                Format.OPENAI,
                Asking.CHAT,
                bad.source,
                builder -> builder.timeouts(Timeouts.standard().withConnect(Duration.ofMillis(200))))) {
            if (bad.isError()) {
                assertThat(catchThrowable(bench.router::preflight)).isInstanceOf(Error.class);
                return;
            }
            long start = System.nanoTime();
            for (Preflight preflight : new Preflight[] {bench.router.preflight(), bench.router.preflightOnline()}) {
                assertThat(preflight.isReady()).isFalse();
                assertThat(preflight.toString()).doesNotContain(BadKey.SECRET);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PATIENCE);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }

    /** A source that is bad now, and well when a test says so. */
    private static final class Healing implements KeySource {
        volatile KeySource now;

        Healing(BadKey bad) {
            this.now = bad.source;
        }

        @Override
        public Credential read() throws IOException, InterruptedException {
            return now.read();
        }

        @Override
        public String describe() {
            return now.describe();
        }

        @Override
        public String version() {
            return now.version();
        }
    }
}
