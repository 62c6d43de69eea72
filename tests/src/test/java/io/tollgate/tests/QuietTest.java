package io.tollgate.tests;

import static io.tollgate.tests.TwoVendors.ASK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tollgate.Timeouts;
import io.tollgate.TollgateException;
import io.tollgate.budget.Budget;
import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.ChatStream;
import io.tollgate.embedding.EmbeddingRequest;
import io.tollgate.failure.FailureKind;
import io.tollgate.testkit.Fault;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Invariant 11: no thread while idle, none that keeps a JVM from its end, and close() releases all. */
class QuietTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String WATCH = "tollgate-watch";
    private static final String KEY_READER = "tollgate-key";

    private static Set<Thread> ours() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("tollgate"))
                .collect(Collectors.toSet());
    }

    /** One for each thread: two of a name are too many. */
    private static List<String> names() {
        return ours().stream().map(Thread::getName).collect(Collectors.toList());
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + SOON.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited in vain for " + what).isLessThan(end);
            LockSupport.parkNanos(5_000_000);
        }
    }

    /** On a thread of this test, which is no daemon's business. */
    private static CompletableFuture<?> inBackground(Runnable work) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                        done.complete(null);
                    } catch (RuntimeException | Error e) {
                        done.completeExceptionally(e);
                    }
                },
                "of the test");
        thread.setDaemon(true);
        thread.start();
        return done;
    }

    /** Routers of tests before may have one for two seconds more. */
    @BeforeEach
    void noThreadOfOursIsThere() {
        await("no thread", () -> ours().isEmpty());
    }

    @Test
    void aRouterWithoutCallsHasNoThread() {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        try (TwoVendors bench =
                new TwoVendors(builder -> builder.budget(Budget.usd("1.00").every("1d")))) {
            bench.router.plan(ASK);
            bench.router.stats();
            Set<Thread> added = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread ->
                            !before.contains(thread) && !thread.getName().startsWith("fake"))
                    .filter(thread -> thread.getStackTrace().length > 0)
                    .filter(thread -> !isOfTheTestkit(thread))
                    .collect(Collectors.toSet());
            assertThat(added).isEmpty();
        }
    }

    private static boolean isOfTheTestkit(Thread thread) {
        for (StackTraceElement frame : thread.getStackTrace()) {
            if (frame.getClassName().startsWith("io.tollgate.testkit.")) {
                return true;
            }
        }
        return false;
    }

    @Test
    void afterTheLastCallNoThreadOfOursIsLeftThoughTheRouterStaysOpen() {
        try (TwoVendors bench = new TwoVendors()) {
            bench.router.chat(ASK);
            try (ChatStream stream = bench.router.stream(ASK)) {
                stream.collect();
            }
            await("no thread", () -> ours().isEmpty());

            bench.router.chat(ASK);

            assertThat(names()).as("the watch is back").containsOnlyOnce(WATCH).isSubsetOf(WATCH, KEY_READER);
            await("no thread", () -> ours().isEmpty());
        }
    }

    @Test
    void whateverThreadACallStartsIsADaemon() throws Exception {
        try (TwoVendors bench = new TwoVendors()) {
            Set<Thread> before = Thread.getAllStackTraces().keySet();
            bench.cheap.always(Fault.stall());
            CompletableFuture<?> call = inBackground(() -> bench.router.chat(ASK));
            bench.cheap.awaitStalled(1);
            assertThat(names()).containsExactlyInAnyOrder(WATCH, KEY_READER);
            assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> !before.contains(thread))
                    .allMatch(Thread::isDaemon);
            bench.cheap.recover();
            call.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void aHundredCallsInARowHaveOneWatch() {
        try (TwoVendors bench = new TwoVendors()) {
            for (int i = 0; i < 100; i++) {
                bench.router.chat(ASK);
            }
            assertThat(names())
                    .containsOnlyOnce(WATCH)
                    .isSubsetOf(WATCH, KEY_READER)
                    .hasSizeLessThanOrEqualTo(2);
        }
    }

    @Test
    void closeEndsAnOpenCall() throws Exception {
        try (TwoVendors bench = new TwoVendors()) {
            bench.cheap.always(Fault.stall());
            CompletableFuture<?> call = inBackground(() -> bench.router.chat(ASK));
            bench.cheap.awaitStalled(1);

            bench.router.close();

            ExecutionException e = catchThrowableOfType(ExecutionException.class, () -> call.get(5, TimeUnit.SECONDS));
            assertThat(e.getCause()).isInstanceOf(TollgateException.class);
            assertThat(((TollgateException) e.getCause())
                            .failure()
                            .orElseThrow()
                            .kind())
                    .isEqualTo(FailureKind.CANCELLED);
            bench.cheap.awaitAbandoned(1);
            assertThat(bench.dear.requestCount()).as("nobody else is asked").isZero();
            await("no thread", () -> ours().isEmpty());
        }
    }

    @Test
    void closeEndsAnOpenStreamAndWhoWaitsForIt() throws Exception {
        try (TwoVendors bench = new TwoVendors()) {
            bench.cheap.next(Fault.stallAfterChunks(1));
            ChatStream stream = bench.router.stream(ASK);
            Iterator<ChatEvent> events = stream.iterator();
            assertThat(events.next().isContent()).isTrue();
            CompletableFuture<?> reader = inBackground(() -> events.forEachRemaining(event -> {}));
            bench.cheap.awaitStalled(1);

            bench.router.close();

            ExecutionException e =
                    catchThrowableOfType(ExecutionException.class, () -> reader.get(5, TimeUnit.SECONDS));
            assertThat(e.getCause()).isInstanceOf(TollgateException.class);
            bench.cheap.awaitAbandoned(1);
            await("no thread", () -> ours().isEmpty());
        }
    }

    @Test
    void closeEndsAStreamThatNobodyReads() {
        try (TwoVendors bench = new TwoVendors()) {
            bench.cheap.next(Fault.stallAfterChunks(1));
            ChatStream stream = bench.router.stream(ASK);

            bench.router.close();

            bench.cheap.awaitAbandoned(1);
            assertThatThrownBy(stream::collect).isInstanceOf(TollgateException.class);
            await("no thread", () -> ours().isEmpty());
        }
    }

    @Test
    void closeGivesTheConnectionsBack() {
        try (TwoVendors bench = new TwoVendors()) {
            bench.router.chat(ASK);
            assertThat(bench.cheap.openConnections()).isEqualTo(1);
            bench.router.close();
            bench.cheap.awaitOpenConnections(0);
        }
    }

    @Test
    void aClosedRouterRefusesEveryCallAndSaysSo() {
        try (TwoVendors bench = new TwoVendors()) {
            bench.router.close();
            bench.router.close();
            String message = "this router is closed";
            assertThatThrownBy(() -> bench.router.chat(ASK))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(message);
            assertThatThrownBy(() -> bench.router.stream(ASK))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(message);
            assertThatThrownBy(() -> bench.router.embed(EmbeddingRequest.of("openai/text-embedding-3-small", "one")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(message);
            assertThatThrownBy(bench.router::preflightOnline)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(message);
            assertThat(bench.received()).isZero();
            assertThat(ours()).isEmpty();
        }
    }

    @Test
    void theAppsOwnClientStaysUsable() throws Exception {
        OkHttpClient client = new OkHttpClient.Builder()
                .connectionPool(new ConnectionPool(5, 1, TimeUnit.MINUTES))
                .build();
        try (TwoVendors bench = new TwoVendors(builder -> builder.httpClient(client))) {
            bench.router.chat(ASK);
            bench.router.close();

            assertThat(client.connectionPool().connectionCount())
                    .as("its pool isn't emptied")
                    .isEqualTo(1);
            assertThat(client.dispatcher().executorService().isShutdown()).isFalse();
            Request request =
                    new Request.Builder().url(bench.cheap.baseUrl() + "/models").build();
            try (Response response = client.newCall(request).execute()) {
                assertThat(response.code()).isEqualTo(200);
            }
        } finally {
            client.connectionPool().evictAll();
        }
    }

    @Test
    void theAppsOwnLedgerStaysOpen() throws Exception {
        List<String> closed = new CopyOnWriteArrayList<>();
        FailingLedger ledger = new FailingLedger() {
            @Override
            public void close() {
                closed.add("closed");
            }
        };
        try (TwoVendors bench = new TwoVendors(
                builder -> builder.ledger(ledger).timeouts(Timeouts.standard().withConnect(Duration.ofSeconds(1))))) {
            bench.router.chat(ASK);
        }
        assertThat(closed).isEmpty();
    }

    @Test
    void twoRoutersShareNothing() {
        try (TwoVendors one = new TwoVendors();
                TwoVendors other = new TwoVendors()) {
            one.cheap.always(Fault.outOfCredit());
            one.router.chat(ASK);
            assertThat(one.router.plan(ASK).skipped()).isNotEmpty();
            assertThat(other.router.plan(ASK).skipped()).isEmpty();
            assertThat(other.router.chat(ASK).model()).isEqualTo(TwoVendors.CHEAP);
            one.router.close();
            other.router.chat(ASK);
        }
    }
}
