package io.tollgate.tests;

import static io.tollgate.tests.TwoVendors.ASK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tollgate.Router;
import io.tollgate.TollgateException;
import io.tollgate.failure.Attempt;
import io.tollgate.key.KeySource;
import io.tollgate.openai.OpenAi;
import io.tollgate.price.Price;
import io.tollgate.testkit.FakeVendor;
import io.tollgate.testkit.FakeVendors;
import io.tollgate.testkit.Fault;
import io.tollgate.testkit.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A provider whose key was refused is back soon after a working one is at its source, however that is seen. */
class KeyHealingTest {
    private static final Duration INTERVAL = Duration.ofSeconds(11);

    private final TestClock clock = TestClock.at(Instant.parse("2026-03-01T12:00:00Z"));

    private TwoVendors benchWithRefusedKey() {
        TwoVendors bench = new TwoVendors(builder -> builder.clock(clock));
        bench.cheap.acceptKey("key-two");
        assertThat(bench.router.chat(ASK).model()).isEqualTo(TwoVendors.DEAR);
        assertThat(bench.router.chat(ASK).model()).isEqualTo(TwoVendors.DEAR);
        assertThat(bench.cheap.requestCount()).isEqualTo(1);
        return bench;
    }

    @Test
    void alsoWhileAnotherProviderServes() {
        try (TwoVendors bench = benchWithRefusedKey()) {
            bench.key.set("key-two");
            clock.advance(INTERVAL);
            assertThat(bench.router.chat(ASK).model()).isEqualTo(TwoVendors.CHEAP);
        }
    }

    @Test
    void alsoIfTheNewKeyIsReadBecauseTheCacheWasInvalidated() {
        try (TwoVendors bench = benchWithRefusedKey()) {
            bench.key.set("key-two");
            bench.router.keys().invalidate("openai");
            clock.advance(INTERVAL);
            assertThat(bench.router.chat(ASK).model()).isEqualTo(TwoVendors.CHEAP);
        }
    }

    @Test
    void aKeyThatIsStillTheSameIsNotTriedAgain() {
        try (TwoVendors bench = benchWithRefusedKey()) {
            clock.advance(INTERVAL);
            assertThat(bench.router.chat(ASK).model()).isEqualTo(TwoVendors.DEAR);
            assertThat(bench.cheap.requestCount()).isEqualTo(1);
        }
    }

    @Test
    void alsoAfterTheCreditOfItsAccountWasUsedUp() {
        try (TwoVendors bench = new TwoVendors(builder -> builder.clock(clock))) {
            bench.cheap.next(Fault.outOfCredit());
            assertThat(bench.router.chat(ASK).model()).isEqualTo(TwoVendors.DEAR);
            clock.advance(INTERVAL);
            assertThat(bench.router.chat(ASK).model()).isEqualTo(TwoVendors.DEAR);
            bench.key.set("key-two");
            clock.advance(INTERVAL);
            assertThat(bench.router.chat(ASK).model()).isEqualTo(TwoVendors.CHEAP);
        }
    }

    @Test
    void otherModelsOfTheProviderAreNotAskedWithTheKeyThatWasJustRefused() {
        try (TwoVendors bench = new TwoVendors(builder -> builder.clock(clock)
                .prices(TwoVendors.prices()
                        .with(TwoVendors.card("openai", "cheaper", Price.perMillion("0.5", "1")))
                        .with(TwoVendors.card("openai", "cheapest", Price.perMillion("0.1", "0.2"))))
                .route("three", "openai/cheapest", "openai/cheaper", TwoVendors.CHEAP))) {
            bench.cheap.acceptKey("key-two");
            TollgateException refused =
                    catchThrowableOfType(TollgateException.class, () -> bench.router.chat(ASK.withModel("three")));
            assertThat(refused.attempts()).extracting(Attempt::model).containsExactly("openai/cheapest");
            assertThat(refused).hasMessageContaining("its key was refused");
            assertThat(bench.cheap.requestCount()).isEqualTo(1);
        }
    }

    @Test
    void aCallThatBeginsWhileTheKeyIsReadAgainWaitsForItInsteadOfFailing() throws Exception {
        AtomicInteger reads = new AtomicInteger();
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        KeySource source = KeySource.of(() -> {
            if (reads.incrementAndGet() == 1) {
                return "key-one";
            }
            reading.countDown();
            awaited(goOn);
            return "key-two";
        });
        try (FakeVendors vendors = FakeVendors.start()) {
            FakeVendor vendor = vendors.openAi().answer("hello").acceptKey("key-two");
            try (Router router = Router.builder()
                    .provider(OpenAi.builder()
                            .baseUrl(vendor.baseUrl())
                            .keySource(source)
                            .build())
                    .build()) {
                var ask = ASK.withModel("openai/cheap");
                var first = Background.start(() -> router.chat(ask).text());
                awaited(reading);
                CompletableFuture<String> second = new CompletableFuture<>();
                Thread later = new Thread(() -> {
                    try {
                        second.complete(router.chat(ask).text());
                    } catch (RuntimeException e) {
                        second.completeExceptionally(e);
                    }
                });
                later.start();
                while (later.isAlive() && later.getState() != Thread.State.TIMED_WAITING) {
                    Thread.onSpinWait();
                }
                goOn.countDown();
                assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo("hello");
                assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo("hello");
            }
        }
    }

    private static void awaited(CountDownLatch latch) {
        try {
            if (!latch.await(10, TimeUnit.SECONDS)) {
                throw new AssertionError("nobody came");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
