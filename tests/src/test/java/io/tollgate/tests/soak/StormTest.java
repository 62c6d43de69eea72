package io.tollgate.tests.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.Retrying;
import io.tollgate.Router;
import io.tollgate.TollgateException;
import io.tollgate.chat.ChatRequest;
import io.tollgate.failure.Attempt;
import io.tollgate.key.KeySource;
import io.tollgate.openai.OpenAi;
import io.tollgate.price.Capability;
import io.tollgate.price.ModelCard;
import io.tollgate.price.Price;
import io.tollgate.price.PriceCatalog;
import io.tollgate.spi.Provider;
import io.tollgate.testkit.FakeAnswer;
import io.tollgate.testkit.FakeVendor;
import io.tollgate.testkit.FakeVendors;
import io.tollgate.testkit.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Sixty-four callers in real time while one vendor fails always and one every second time, and after both have healed.
 * {@code -Psoak} keeps it up for a minute.
 */
class StormTest {
    private static final long SECONDS = Long.getLong("tollgate.storm.seconds", 4);
    private static final int CALLERS = 64;
    /** An open breaker of a model waits at most so long before it tries again, and a trial must come by. */
    private static final Duration RECOVERY = Duration.ofSeconds(17);

    private static final List<String> COLUMNS = List.of(
            "milliseconds",
            "offered per 250 ms",
            "served per 250 ms",
            "received by the vendor that always fails",
            "received by the vendor that fails every second time",
            "received by the dear vendor");

    private final FakeVendors vendors = FakeVendors.start();
    private final FakeVendor down = vendors.openAi("down").keepRequests(1).answer("served cheaply");
    private final FakeVendor half = vendors.openAi("half").keepRequests(1).answer("served");
    private final FakeVendor dear = vendors.openAi("dear").keepRequests(1).answer("served dearly");
    private final AtomicLong offered = new AtomicLong();
    private final AtomicLong served = new AtomicLong();
    private final AtomicLong firstAtDown = new AtomicLong();
    private final AtomicLong firstAtHalf = new AtomicLong();
    private final AtomicBoolean over = new AtomicBoolean();
    private final List<long[]> samples = new ArrayList<>();
    private final long start = System.nanoTime();

    private static Provider provider(FakeVendor vendor, String id) {
        return OpenAi.builder()
                .id(id)
                .baseUrl(vendor.baseUrl())
                .keySource(KeySource.of(() -> "key"))
                .build();
    }

    private static ModelCard card(String name, String price) {
        return ModelCard.of("openai", name, ModelCard.Kind.CHAT)
                .withLimits(100_000, 8_000)
                .withCapabilities(EnumSet.allOf(Capability.class))
                .withPrice(Price.perMillion(price, price));
    }

    private Router router() {
        return Router.builder()
                .provider(provider(down, "down"))
                .provider(provider(half, "half"))
                .provider(provider(dear, "dear"))
                .route("assistant", "down/cheap", "half/middle", "dear/dear")
                .prices(PriceCatalog.bundled()
                        .with(card("cheap", "1"))
                        .with(card("middle", "2"))
                        .with(card("dear", "5")))
                .retrying(Retrying.standard().withBackoff(Duration.ofMillis(1), Duration.ofMillis(20)))
                .build();
    }

    private void caller(Router router) {
        // A call every 20 ms at most: apps don't call in a busy loop.
        ChatRequest request =
                ChatRequest.of("assistant", "Why is the sky blue?").withMaxOutputTokens(100);
        while (!over.get()) {
            offered.incrementAndGet();
            List<Attempt> attempts;
            try {
                attempts = router.chat(request).attempts();
                served.incrementAndGet();
            } catch (TollgateException e) {
                attempts = e.attempts();
            }
            firstAtDown.addAndGet(askedAtAll(attempts, "down/cheap"));
            firstAtHalf.addAndGet(askedAtAll(attempts, "half/middle"));
            pause(20);
        }
    }

    private static int askedAtAll(List<Attempt> attempts, String model) {
        return attempts.stream().anyMatch(attempt -> attempt.model().equals(model)) ? 1 : 0;
    }

    private static void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private long[] totals() {
        return new long[] {offered.get(), served.get(), down.requestCount(), half.requestCount(), dear.requestCount()};
    }

    /** Takes a sample every 250 ms for so long, or until the vendor that was down has served most of one. */
    private boolean watch(Duration time, long share) {
        long end = System.nanoTime() + time.toNanos();
        long[] before = totals();
        while (System.nanoTime() < end) {
            pause(250);
            long[] now = totals();
            samples.add(new long[] {
                (System.nanoTime() - start) / 1_000_000,
                now[0] - before[0],
                now[1] - before[1],
                now[2] - before[2],
                now[3] - before[3],
                now[4] - before[4]
            });
            if ((now[2] - before[2]) * 100 > share * (now[0] - before[0])) {
                return true;
            }
            before = now;
        }
        return false;
    }

    private void watchUntilServed(long calls) {
        long end = System.nanoTime() + RECOVERY.toNanos();
        while (served.get() < calls && System.nanoTime() < end) {
            pause(10);
        }
    }

    @Test
    void aStormIsNotMultipliedAndEndsSoonAfterTheVendorHeals() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(CALLERS);
        try (Router router = router()) {
            List<Future<?>> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                callers.add(pool.submit(() -> caller(router)));
            }
            // A cold JVM serves little in its first seconds: the storm begins when calls are served.
            watchUntilServed(CALLERS * 2L);
            watch(Duration.ofSeconds(1), 1_000);
            down.always(Fault.status(503));
            half.answer(request -> request.number() % 2 == 0 ? Fault.status(503) : FakeAnswer.text("served"));
            long offeredBefore = offered.get();
            long servedBefore = served.get();
            // More than all that is offered: it watches for the whole time.
            watch(Duration.ofSeconds(SECONDS), 1_000);
            long offeredInStorm = offered.get() - offeredBefore;
            assertThat(served.get() - servedBefore)
                    .as("served of %s offered", offeredInStorm)
                    .isGreaterThanOrEqualTo(offeredInStorm - offeredInStorm / 100 - CALLERS);

            down.recover();
            half.answer("served");
            assertThat(watch(RECOVERY, 80))
                    .as("most calls are with the cheapest vendor again within " + RECOVERY)
                    .isTrue();
            long atHealed = down.requestCount();
            long offeredAtHealed = offered.get();
            watch(Duration.ofSeconds(Math.max(2, SECONDS / 4)), 1_000);
            over.set(true);
            for (Future<?> caller : callers) {
                caller.get();
            }
            assertThat(down.requestCount() - atHealed)
                    .as("it stays with the cheapest vendor")
                    .isGreaterThan((offered.get() - offeredAtHealed) * 9 / 10);
            assertThat(down.requestCount()).isLessThanOrEqualTo(firstAtDown.get() * 6 / 5 + 10);
            assertThat(half.requestCount()).isLessThanOrEqualTo(firstAtHalf.get() * 6 / 5 + 10);
        } finally {
            over.set(true);
            pool.shutdownNow();
            vendors.close();
            Path folder = Curve.folder();
            Curve.csv(folder.resolve("storm.csv"), COLUMNS, samples);
            Curve.svg(folder.resolve("storm.svg"), "A storm of 503s, and its end", COLUMNS, samples);
        }
    }
}
