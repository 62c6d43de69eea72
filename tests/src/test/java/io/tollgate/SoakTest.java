package io.tollgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tollgate.budget.Budget;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.ChatStream;
import io.tollgate.key.KeySource;
import io.tollgate.openai.OpenAi;
import io.tollgate.spi.Provider;
import io.tollgate.testkit.TestClock;
import io.tollgate.tests.soak.Curve;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Nothing grows: calls through the whole router with every kind of fault mixed in, keys that change, budgets that turn,
 * many teams and many names of models that don't exist. {@code -Psoak} makes five million calls.
 */
class SoakTest {
    private static final long CALLS = Long.getLong("tollgate.soak.calls", 40_000);
    private static final boolean LONG = CALLS >= 1_000_000;
    private static final int TEAMS = LONG ? 50_000 : 200;
    private static final int BAD_MODELS = LONG ? 10_000 : 20;
    private static final int CALLERS = 4;
    private static final int STEPS = LONG ? 100 : 20;
    private static final List<String> PROVIDERS = List.of("one", "two", "three");
    private static final String MODEL = "gpt-4.1-mini";

    private final TestClock clock = TestClock.at(Instant.parse("2030-01-01T00:00:00Z"));
    private final FaultyWire wire = new FaultyWire(25);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AtomicLong keyReads = new AtomicLong();
    private final AtomicLong served = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final Router router = Router.builder()
            .provider(provider("one"))
            .provider(provider("two"))
            .provider(provider("three"))
            .route("assistant", "one/" + MODEL, "two/" + MODEL, "three/" + MODEL)
            .budget(Budget.usd("1000000").every("1h"))
            .budget(Budget.usd("0.05").every("1d").perTeam())
            .retrying(Retrying.standard().withBackoff(Duration.ofNanos(1), Duration.ofNanos(1)))
            .meterRegistry(registry)
            .clock(clock)
            .wire(wire)
            .build();

    private Provider provider(String id) {
        return OpenAi.builder()
                .id(id)
                .keySource(KeySource.of(() -> "key-" + keyReads.incrementAndGet()))
                .build();
    }

    private ChatRequest request(SplittableRandom random) {
        String team = "team-" + random.nextInt(TEAMS);
        int dice = random.nextInt(100);
        String model = dice == 0 ? "one/no-such-" + random.nextInt(BAD_MODELS) : "assistant";
        ChatRequest request = ChatRequest.of(model, "Why is the sky blue?")
                .withTeam(team)
                .withMaxOutputTokens(50 + random.nextInt(100));
        return dice < 10 ? request.withSession("session-" + random.nextInt(TEAMS)) : request;
    }

    /** Each call takes half a second of the ledger's and the breakers' time: cool-downs end and windows turn. */
    private void call(SplittableRandom random) {
        clock.advance(Duration.ofMillis(500));
        ChatRequest request = request(random);
        try {
            if (random.nextInt(5) == 0) {
                try (ChatStream stream = router.stream(request)) {
                    stream.collect();
                }
            } else {
                router.chat(request);
            }
            served.incrementAndGet();
        } catch (TollgateException e) {
            failed.incrementAndGet();
        }
        // A vendor whose account had no credit is out until an operator says that it has.
        if (random.nextInt(100) == 0) {
            String provider = PROVIDERS.get(random.nextInt(PROVIDERS.size()));
            router.keys().invalidate(provider);
            router.reopen(provider);
        }
    }

    private void callers(ExecutorService pool, int step) throws InterruptedException, ExecutionException {
        List<Future<?>> running = new ArrayList<>();
        for (int caller = 0; caller < CALLERS; caller++) {
            SplittableRandom random = new SplittableRandom(step * 1_000L + caller);
            running.add(pool.submit(() -> {
                for (long i = 0; i < CALLS / STEPS / CALLERS; i++) {
                    call(random);
                }
            }));
        }
        for (Future<?> each : running) {
            each.get();
        }
    }

    /** Heap after GC in kilobytes, threads, meters, and replies that nobody closed. */
    private long[] sample(int step) {
        // What lives is in each of these; what other threads of this JVM have just made isn't.
        long heap = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            heap = Math.min(
                    heap,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1024);
        }
        int threads = ManagementFactory.getThreadMXBean().getThreadCount();
        return new long[] {
            CALLS / STEPS * (step + 1), heap, threads, registry.getMeters().size(), wire.open()
        };
    }

    @Test
    void heapThreadsConnectionsAndMetersStayFlat() throws Exception {
        List<long[]> samples = new ArrayList<>();
        ExecutorService pool = Executors.newFixedThreadPool(CALLERS);
        try {
            for (int step = 0; step < STEPS; step++) {
                callers(pool, step);
                samples.add(sample(step));
            }
        } finally {
            pool.shutdownNow();
            router.close();
        }
        write(samples);
        assertThat(served.get() + failed.get()).isEqualTo(CALLS / STEPS / CALLERS * CALLERS * STEPS);
        assertThat(served.get()).isGreaterThan(CALLS / 2);
        assertThat(failed.get()).isGreaterThan(CALLS / 200);
        assertThat(wire.open()).as("replies that nobody closed").isZero();
        for (int column = 1; column < 4; column++) {
            // So few calls of the short form have not met each fault at each vendor before its middle.
            int from = LONG ? 0 : STEPS / 2;
            long first = most(samples.subList(from, from + STEPS / 10), column);
            long last = most(samples.subList(STEPS - STEPS / 10, STEPS), column);
            assertThat(last)
                    .as(Curve.SOAK.get(column) + " in the last tenth, of " + first + " before")
                    .isLessThanOrEqualTo(first + first / 10 + (column == 1 ? 4_096 : 2));
        }
    }

    private static long most(List<long[]> samples, int column) {
        return samples.stream().mapToLong(sample -> sample[column]).max().orElseThrow();
    }

    private static void write(List<long[]> samples) throws IOException {
        Path folder = Curve.folder();
        Curve.csv(folder.resolve("soak.csv"), Curve.SOAK, samples);
        Curve.svg(folder.resolve("soak.svg"), "Heap after GC, threads, meters over calls", Curve.SOAK, samples);
    }
}
