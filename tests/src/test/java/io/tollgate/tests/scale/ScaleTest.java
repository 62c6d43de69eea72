package io.tollgate.tests.scale;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.Limits;
import io.tollgate.Router;
import io.tollgate.Timeouts;
import io.tollgate.budget.Budget;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.ChatStream;
import io.tollgate.key.KeySource;
import io.tollgate.openai.OpenAi;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Thousands of calls at once on a thread each, virtual where the JDK has them: the vendor answers none before all are
 * there, so any limit that makes one wait for another would show as a time-out. {@code -Pscale} has the long form.
 */
class ScaleTest {
    private static final boolean VIRTUAL = Runtime.version().feature() >= 21;
    private static final boolean LONG = Boolean.getBoolean("tollgate.scale");
    private static final int CALLS = LONG ? (VIRTUAL ? 10_000 : 1_000) : (VIRTUAL ? 1_000 : 300);

    @Test
    void streamsAtOnce() throws Exception {
        proves("streams", (router, i) -> {
            try (ChatStream stream = router.stream(request(i))) {
                return stream.collect().text();
            }
        });
    }

    @Test
    void slowChatsAtOnce() throws Exception {
        proves("chats", (router, i) -> router.chat(request(i)).text());
    }

    @FunctionalInterface
    private interface Work {
        String on(Router router, int number);
    }

    private static ChatRequest request(int number) {
        return ChatRequest.of("openai/gpt-4.1-mini", "Why is the sky blue?")
                .withMaxOutputTokens(100)
                .withTeam("team-" + number);
    }

    private static void proves(String what, Work work) throws Exception {
        Process upstream = launch();
        try (BufferedReader said =
                        new BufferedReader(new InputStreamReader(upstream.getInputStream(), StandardCharsets.UTF_8));
                Router router = router(Integer.parseInt(said.readLine()));
                Pinned pinned = Pinned.watch()) {
            long start = System.nanoTime();
            ExecutorService callers = callers();
            List<Future<String>> running = new ArrayList<>();
            for (int i = 0; i < CALLS; i++) {
                int number = i;
                running.add(callers.submit(() -> work.on(router, number)));
            }
            for (Future<String> each : running) {
                assertThat(each.get(2, TimeUnit.MINUTES)).isEqualTo("Hello there");
            }
            callers.shutdown();
            if (LONG) {
                System.out.printf(
                        "%d %s at once on %s threads of JDK %d: %d ms%n",
                        CALLS,
                        what,
                        VIRTUAL ? "virtual" : "platform",
                        Runtime.version().feature(),
                        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
            }
            assertThat(pinned.seen()).isEmpty();
            assertThat(router.stats().inFlight().values()).allMatch(n -> n == 0);
        } finally {
            upstream.destroyForcibly();
        }
    }

    private static Router router(int port) {
        return Router.builder()
                .provider(OpenAi.builder()
                        .baseUrl("http://127.0.0.1:" + port)
                        .keySource(KeySource.of(() -> "key"))
                        .build())
                .budget(Budget.usd("1000").every("1d"))
                .budget(Budget.usd("1").every("1d").perTeam())
                .limits(Limits.standard().withInFlightPerProvider(CALLS))
                .timeouts(Timeouts.standard().withConnect(Duration.ofMinutes(1)))
                .build();
    }

    private static ExecutorService callers() throws ReflectiveOperationException {
        return VIRTUAL
                ? (ExecutorService) Executors.class
                        .getMethod("newVirtualThreadPerTaskExecutor")
                        .invoke(null)
                : Executors.newCachedThreadPool();
    }

    private static Process launch() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Upstream.class.getName(),
                        Integer.toString(CALLS))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
