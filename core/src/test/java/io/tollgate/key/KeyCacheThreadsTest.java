package io.tollgate.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KeyCacheThreadsTest {
    private static final Duration LONG = Duration.ofSeconds(50);
    private static final Duration SHORT = Duration.ofMillis(50);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger reads = new AtomicInteger();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private static KeyCache cache(KeySource source) {
        return KeyCache.of(Map.of("p", source));
    }

    private static Credential get(KeyCache cache, Duration timeout) throws Exception {
        return cache.get("p", "none", timeout);
    }

    /** Waits until the thread waits: there is no event for "has begun to wait". */
    private static void awaitWaiting(CompletableFuture<Thread> thread) {
        Thread waiting = thread.join();
        while (waiting.getState() != Thread.State.WAITING && waiting.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
    }

    @Test
    void manyCallersShareOneRead() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        KeyCache cache = cache(() -> {
            reads.incrementAndGet();
            reading.countDown();
            go.await();
            return Credential.of("k");
        });
        List<Future<Credential>> calls = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            calls.add(threads.submit(() -> get(cache, LONG)));
        }
        reading.await();
        go.countDown();
        for (Future<Credential> call : calls) {
            assertThat(call.get().secret()).isEqualTo("k");
        }
        assertThat(reads).hasValue(1);
    }

    @Test
    void aReadThatBeganBeforeAnInvalidationIsNotUsedByACallAfterIt() throws Exception {
        AtomicInteger stored = new AtomicInteger(1);
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        KeyCache cache = cache(() -> {
            Credential read = Credential.of("k" + stored.get());
            if (reads.incrementAndGet() == 1) {
                reading.countDown();
                go.await();
            }
            return read;
        });
        Future<Credential> early = threads.submit(() -> get(cache, LONG));
        reading.await();
        stored.set(2);
        cache.invalidate("p");
        assertThat(get(cache, Duration.ofSeconds(5)).secret()).isEqualTo("k2");
        go.countDown();
        assertThat(early.get().secret()).isEqualTo("k1");
        assertThat(get(cache, LONG).secret())
                .as("the late read replaces nothing")
                .isEqualTo("k2");
        assertThat(reads).hasValue(2);
    }

    @Test
    void noCallThatStartsAfterAnInvalidationUsesAnOlderKey() throws Exception {
        AtomicLong stored = new AtomicLong();
        AtomicLong promised = new AtomicLong();
        AtomicLong seen = new AtomicLong();
        AtomicBoolean over = new AtomicBoolean();
        KeyCache cache = cache(KeySource.of(() -> Long.toString(stored.get())));
        CyclicBarrier start = new CyclicBarrier(5);
        List<Future<Boolean>> calls = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            calls.add(threads.submit(() -> {
                start.await();
                boolean fresh = true;
                while (!over.get()) {
                    long atLeast = promised.get();
                    long got = Long.parseLong(get(cache, LONG).secret());
                    fresh &= got >= atLeast;
                    seen.accumulateAndGet(got, Math::max);
                }
                return fresh;
            }));
        }
        whatIsLoggedBy(() -> {
            start.await();
            for (int n = 0; n < 1_000; n++) {
                long next = stored.incrementAndGet();
                cache.invalidateAll();
                promised.set(next);
                while (seen.get() < next) {
                    // Of two cores the callers need both.
                    LockSupport.parkNanos(1);
                }
            }
            over.set(true);
            return null;
        });
        for (Future<Boolean> call : calls) {
            assertThat(call.get()).isTrue();
        }
    }

    @Test
    void aHundredRefusalsAtOnceReadOnce() throws Exception {
        KeyCache cache = cache(() -> Credential.of("bad" + Math.min(0, reads.incrementAndGet())));
        Credential bad = get(cache, LONG);
        CyclicBarrier start = new CyclicBarrier(100);
        List<Future<Boolean>> calls = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            calls.add(threads.submit(() -> {
                start.await();
                return cache.reject("p", "none", bad, LONG);
            }));
        }
        for (Future<Boolean> call : calls) {
            assertThat(call.get()).isFalse();
        }
        assertThat(reads).hasValue(2);
    }

    @Test
    void aHundredRefusalsAtOnceAllSeeTheChangedKey() throws Exception {
        KeyCache cache = cache(() -> Credential.of("k" + reads.incrementAndGet()));
        Credential old = get(cache, LONG);
        CyclicBarrier start = new CyclicBarrier(100);
        List<Future<String>> calls = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            calls.add(threads.submit(() -> {
                start.await();
                return cache.reject("p", "none", old, LONG) + get(cache, LONG).secret();
            }));
        }
        for (Future<String> call : calls) {
            assertThat(call.get()).isEqualTo("truek2");
        }
        assertThat(reads).hasValue(2);
    }

    @Test
    void aFailedReadIsToldToAllWhoWaited() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        KeyCache cache = cache(() -> {
            reads.incrementAndGet();
            go.await();
            throw new IOException("expected a key, but the vault is sealed");
        });
        Future<Credential> leader = threads.submit(() -> get(cache, LONG));
        while (reads.get() == 0) {
            Thread.onSpinWait();
        }
        CompletableFuture<Thread> waiting = new CompletableFuture<>();
        Future<Credential> follower = threads.submit(() -> {
            waiting.complete(Thread.currentThread());
            return get(cache, LONG);
        });
        awaitWaiting(waiting);
        go.countDown();
        assertThatThrownBy(leader::get).hasRootCauseMessage("expected a key, but the vault is sealed");
        assertThatThrownBy(follower::get).cause().hasMessage("expected a key, but the vault is sealed");
    }

    @Test
    void whoeverWaitsForAHangingReadWaitsNoLongerThanItsDeadline() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        KeyCache cache = cache(() -> {
            reading.countDown();
            new CountDownLatch(1).await();
            return Credential.of("never");
        });
        Future<Credential> leader = threads.submit(() -> get(cache, LONG));
        reading.await();
        assertThatThrownBy(() -> get(cache, SHORT))
                .isInstanceOf(TimeoutException.class)
                .hasMessage("the key of provider p was not read in time from a key source of the app");
        assertThat(leader.isDone()).isFalse();
    }

    @Test
    void anInterruptEndsTheReadAndOneWhoWaitsReadsInstead() throws Exception {
        CompletableFuture<Thread> first = new CompletableFuture<>();
        CountDownLatch ended = new CountDownLatch(1);
        CountDownLatch reading = new CountDownLatch(1);
        KeyCache cache = cache(() -> {
            if (reads.incrementAndGet() == 1) {
                reading.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    ended.countDown();
                    throw new IOException("closed by interrupt", e);
                }
            }
            return Credential.of("k");
        });
        Future<Credential> leader = threads.submit(() -> {
            first.complete(Thread.currentThread());
            return get(cache, LONG);
        });
        reading.await();
        CompletableFuture<Thread> waiting = new CompletableFuture<>();
        Future<Credential> follower = threads.submit(() -> {
            waiting.complete(Thread.currentThread());
            return get(cache, LONG);
        });
        awaitWaiting(waiting);
        first.get().interrupt();
        assertThatThrownBy(leader::get).hasCauseInstanceOf(InterruptedException.class);
        ended.await();
        assertThat(follower.get().secret()).isEqualTo("k");
    }

    /** As a socket's read does, {@code join} ignores interrupts. */
    @Test
    void aSourceThatIgnoresInterruptsHoldsNobodyAndItsLateKeyIsOfUse() throws Exception {
        CompletableFuture<Void> go = new CompletableFuture<>();
        KeyCache cache = cache(() -> {
            if (reads.incrementAndGet() > 1) {
                throw new IOException("expected a key, but the vault is sealed");
            }
            go.join();
            return Credential.of("late");
        });
        assertThatThrownBy(() -> get(cache, Duration.ofSeconds(1)))
                .isInstanceOf(TimeoutException.class)
                .hasMessage("the key of provider p was not read in time from a key source of the app");
        assertThatThrownBy(() -> get(cache, LONG)).hasMessageContaining("sealed");
        go.complete(null);
        while (true) {
            try {
                assertThat(get(cache, LONG).secret()).isEqualTo("late");
                return;
            } catch (IOException stillSealed) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void whenEveryReaderHangsCallersStillWaitNoLongerThanTheyCan() throws Exception {
        CompletableFuture<Void> go = new CompletableFuture<>();
        KeyCache cache = cache(() -> {
            reads.incrementAndGet();
            go.join();
            return Credential.of("k");
        });
        for (int i = 0; i < Readers.MOST + 10; i++) {
            assertThatThrownBy(() -> get(cache, Duration.ofMillis(5))).isInstanceOf(TimeoutException.class);
        }
        assertThat(reads).hasValueLessThanOrEqualTo(Readers.MOST);
        go.complete(null);
        assertThat(get(cache, LONG).secret()).isEqualTo("k");
    }

    @Test
    void whoeverLooksOrReadsIsOneThreadAsLongAsCallersComeOneByOne() throws Exception {
        AtomicLong time = new AtomicLong();
        Set<Thread> readers = ConcurrentHashMap.newKeySet();
        KeySource source = new KeySource() {
            @Override
            public Credential read() {
                readers.add(Thread.currentThread());
                return Credential.of("k");
            }

            @Override
            public String version() {
                readers.add(Thread.currentThread());
                return "same";
            }
        };
        KeyCache cache = KeyCache.of(Map.of("p", source), Clock.systemUTC(), time::get);
        for (int second = 0; second < 100; second++) {
            get(cache, LONG);
            time.addAndGet(TimeUnit.SECONDS.toNanos(1));
        }
        // One that has just given its answer may not yet wait for more.
        assertThat(readers).hasSizeLessThanOrEqualTo(5);
        assertThat(readers).allSatisfy(reader -> assertThat(reader.isDaemon()).isTrue());
    }

    /** Whose keys are k1, k2 and so on, and which tells this version. */
    private KeySource counted(Supplier<String> version) {
        return new KeySource() {
            @Override
            public Credential read() {
                return Credential.of("k" + reads.incrementAndGet());
            }

            @Override
            public String version() {
                return version.get();
            }
        };
    }

    @Test
    void afterALookThatTookAllItsTimeACallerReadsNothing() throws Exception {
        AtomicLong time = new AtomicLong();
        AtomicBoolean changed = new AtomicBoolean();
        KeySource source = counted(() -> {
            time.addAndGet(changed.get() ? LONG.toNanos() : 0);
            return changed.get() ? "second" : "first";
        });
        KeyCache cache = KeyCache.of(Map.of("p", source), Clock.systemUTC(), time::get);
        get(cache, LONG);
        time.addAndGet(TimeUnit.SECONDS.toNanos(1));
        changed.set(true);
        assertThatThrownBy(() -> get(cache, LONG)).isInstanceOf(TimeoutException.class);
        assertThat(reads).hasValue(1);
    }

    @Test
    void aReaderSeesNothingOfTheThreadThatAskedButItsClassLoader() throws Exception {
        InheritableThreadLocal<String> tenant = new InheritableThreadLocal<>();
        ClassLoader loader = new ClassLoader(getClass().getClassLoader()) {};
        KeyCache cache = cache(() -> Credential.of(
                tenant.get() + (Thread.currentThread().getContextClassLoader() == loader ? " here" : " elsewhere")));
        Future<Credential> call = threads.submit(() -> {
            tenant.set("somebody");
            Thread.currentThread().setContextClassLoader(loader);
            return get(cache, LONG);
        });
        assertThat(call.get().secret()).isEqualTo("null here");
    }

    @Test
    void aVersionThatHangsCostsOneCallerASecondAndTheKeyIsUsedOn() throws Exception {
        AtomicLong time = new AtomicLong();
        AtomicInteger looks = new AtomicInteger();
        CompletableFuture<Void> go = new CompletableFuture<>();
        KeySource source = counted(() -> {
            if (looks.incrementAndGet() == 2) {
                go.join();
            }
            return "same";
        });
        KeyCache cache = KeyCache.of(Map.of("p", source), Clock.systemUTC(), time::get);
        String log = whatIsLoggedBy(() -> {
            for (int second = 0; second < 5; second++) {
                assertThat(get(cache, LONG).secret()).isEqualTo("k1");
                time.addAndGet(TimeUnit.SECONDS.toNanos(1));
            }
            return null;
        });
        assertThat(looks).as("nobody looks while one does").hasValue(2);
        assertThat(log)
                .containsOnlyOnce(
                        "The key of provider p is used on: a key source of the app doesn't say within a second");
        go.complete(null);
    }

    @Test
    void anInterruptedFollowerStopsWaiting() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        KeyCache cache = cache(() -> {
            reading.countDown();
            new CountDownLatch(1).await();
            return Credential.of("never");
        });
        Future<Credential> leader = threads.submit(() -> get(cache, LONG));
        reading.await();
        CompletableFuture<Thread> waiting = new CompletableFuture<>();
        Future<Credential> follower = threads.submit(() -> {
            waiting.complete(Thread.currentThread());
            return get(cache, LONG);
        });
        awaitWaiting(waiting);
        waiting.get().interrupt();
        assertThatThrownBy(follower::get).hasCauseInstanceOf(InterruptedException.class);
        assertThat(leader.isDone()).isFalse();
    }

    @Test
    void aReadThatOutlivesItsCallersDeadlineBlocksNobody() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        CompletableFuture<Void> go = new CompletableFuture<>();
        KeyCache cache = cache(() -> {
            int read = reads.incrementAndGet();
            if (read == 1) {
                reading.countDown();
                go.join();
            }
            return Credential.of("k" + read);
        });
        Future<Credential> hanging = threads.submit(() -> get(cache, Duration.ofSeconds(1)));
        reading.await();
        assertThat(get(cache, LONG).secret()).isEqualTo("k2");
        assertThatThrownBy(hanging::get).hasCauseInstanceOf(TimeoutException.class);
        go.complete(null);
        assertThat(get(cache, LONG).secret()).isEqualTo("k2");
    }

    @Test
    void whileOneRefreshesTheOthersUseTheKeyThatIsStillValid() throws Exception {
        AtomicLong time = new AtomicLong();
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        KeySource source = () -> {
            int read = reads.incrementAndGet();
            if (read == 2) {
                reading.countDown();
                go.await();
            }
            return Credential.of("k" + read);
        };
        KeyCache cache = KeyCache.of(Map.of("p", source.withTtl(Duration.ofMinutes(10))), Clock.systemUTC(), time::get);
        get(cache, LONG);
        time.addAndGet(TimeUnit.MINUTES.toNanos(9));
        Future<Credential> refresher = threads.submit(() -> get(cache, LONG));
        reading.await();
        for (int i = 0; i < 5; i++) {
            assertThat(get(cache, LONG).secret()).isEqualTo("k1");
            time.addAndGet(TimeUnit.SECONDS.toNanos(2));
        }
        go.countDown();
        assertThat(refresher.get().secret()).isEqualTo("k2");
        assertThat(get(cache, LONG).secret()).isEqualTo("k2");
        assertThat(reads).hasValue(2);
    }

    private static String whatIsLoggedBy(Callable<@Nullable Void> work) throws Exception {
        PrintStream before = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            work.call();
        } finally {
            System.setErr(before);
        }
        return log.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aChangeIsLoggedOnceAndWithoutSecrets() throws Exception {
        String log = whatIsLoggedBy(() -> {
            KeyCache cache = cache(() -> Credential.of("sk-secret-" + Math.min(2, reads.incrementAndGet())));
            Credential first = get(cache, LONG);
            for (int i = 0; i < 10; i++) {
                cache.reject("p", "none", first, LONG);
            }
            for (int i = 0; i < 10; i++) {
                cache.reject("p", "none", get(cache, LONG), LONG);
            }
            cache.invalidate("p");
            return null;
        });
        assertThat(log)
                .containsOnlyOnce("changed")
                .containsOnlyOnce("The vendor refused the key of provider p")
                .containsOnlyOnce("was invalidated")
                .doesNotContain("sk-secret");
    }
}
