package io.tollgate.tests;

import static io.tollgate.tests.TwoVendors.ASK;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.CallInterruptedException;
import io.tollgate.chat.ChatStream;
import io.tollgate.key.KeySource;
import io.tollgate.testkit.Fault;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Invariant 11: an interrupt ends a call within 200 ms wherever it waits, and the flag stays set. */
class InterruptTest {
    /** How a thread is started: platform threads always, virtual ones where the JDK has them. */
    record Threads(String name, Consumer<Runnable> start) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Threads> threads() {
        Threads platform = new Threads("platform", task -> new Thread(task).start());
        return Runtime.version().feature() >= 21
                ? Stream.of(platform, new Threads("virtual", InterruptTest::startVirtual))
                : Stream.of(platform);
    }

    private static void startVirtual(Runnable task) {
        try {
            Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("this JDK should have virtual threads", e);
        }
    }

    @ParameterizedTest
    @MethodSource("threads")
    void whileItWaitsForHeaders(Threads threads) throws Exception {
        try (TwoVendors bench = new TwoVendors()) {
            bench.cheap.always(Fault.stall());
            assertReturnsAtOnce(bench, threads, () -> bench.router.chat(ASK));
        }
    }

    @ParameterizedTest
    @MethodSource("threads")
    void inTheMiddleOfABody(Threads threads) throws Exception {
        try (TwoVendors bench = new TwoVendors()) {
            bench.cheap.always(Fault.stallAfterHead());
            assertReturnsAtOnce(bench, threads, () -> bench.router.chat(ASK));
        }
    }

    @ParameterizedTest
    @MethodSource("threads")
    void inTheMiddleOfAStream(Threads threads) throws Exception {
        try (TwoVendors bench = new TwoVendors()) {
            bench.cheap.always(Fault.stallAfterChunks(1));
            assertReturnsAtOnce(bench, threads, () -> {
                try (ChatStream stream = bench.router.stream(ASK)) {
                    stream.collect();
                }
            });
        }
    }

    @ParameterizedTest
    @MethodSource("threads")
    void whileItsKeyIsRead(Threads threads) throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        KeySource hanging = () -> {
            reading.countDown();
            new CountDownLatch(1).await();
            throw new AssertionError("never");
        };
        try (TwoVendors bench = new TwoVendors(builder -> builder.provider(io.tollgate.openai.OpenAi.builder()
                        .id("hanging")
                        .baseUrl("http://localhost:9")
                        .keySource(hanging)
                        .build())
                .route("hanging", "hanging/cheap"))) {
            interruptAndExpect(threads, () -> bench.router.chat(ASK.withModel("hanging")), () -> await(reading));
        }
    }

    private static void assertReturnsAtOnce(TwoVendors bench, Threads threads, Runnable call) throws Exception {
        interruptAndExpect(threads, call, () -> bench.cheap.awaitStalled(1));
        bench.cheap.awaitAbandoned(1);
        assertThat(StreamsTest.entries(bench)).hasSize(1);
        assertThat(bench.dear.requestCount())
                .as("an interrupt must not fall back")
                .isZero();
        bench.cheap.recover();
    }

    private static void interruptAndExpect(Threads threads, Runnable call, Runnable untilItWaits) throws Exception {
        CompletableFuture<Thread> caller = new CompletableFuture<>();
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        threads.start.accept(() -> {
            caller.complete(Thread.currentThread());
            try {
                call.run();
                flag.completeExceptionally(new AssertionError("the call returned"));
            } catch (CallInterruptedException e) {
                flag.complete(Thread.currentThread().isInterrupted());
            } catch (RuntimeException | Error e) {
                flag.completeExceptionally(e);
            }
        });
        Thread thread = caller.get();
        untilItWaits.run();
        long before = System.nanoTime();
        thread.interrupt();
        assertThat(flag.get(10, TimeUnit.SECONDS)).as("the interrupt flag").isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMillis(200));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
