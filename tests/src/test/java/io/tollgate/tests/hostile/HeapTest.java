package io.tollgate.tests.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.tollgate.Retrying;
import io.tollgate.Router;
import io.tollgate.Timeouts;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.ChatStream;
import io.tollgate.embedding.EmbeddingRequest;
import io.tollgate.key.Credential;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** After a storm of failures no prompt is in the heap of a router that stays open, and its key in few places only. */
class HeapTest {
    /** The key in use, and the one that was refused. */
    private static final int PLACES_OF_A_KEY = 2;
    /** Buffers of OkHttp that weren't used since, all routers together. */
    private static final int BUFFERS = 4;

    @TempDir
    private Path folder;

    /** What must not be found, written backwards: the test's own text would be found as well. */
    private enum Secret {
        PROMPT("stomram-dna-zapot-tuoba-hsiw-a"),
        KEY("52155-yek-fo-rekam-nedloG");

        private final String backwards;

        Secret(String backwards) {
            this.backwards = backwards;
        }

        String text() {
            return new StringBuilder(backwards).reverse().toString();
        }
    }

    /** What a vendor does to a call. */
    private enum Trouble {
        NONE,
        REFUSED_KEY,
        REFUSED_PROMPT,
        SERVER_ERROR,
        CUT,
        NOISE,
        SILENCE;

        void happen(Exchange exchange, Format format, Asking asking) throws IOException {
            byte[] echo = Format.bytes(
                    "{\"error\":{\"message\":\"" + Secret.KEY.text() + " said " + Secret.PROMPT.text() + "\"}}");
            byte[] body = format.body(asking);
            switch (this) {
                case NONE -> exchange.send(200, format.contentType(asking), body);
                case REFUSED_KEY -> exchange.send(401, "application/json", echo);
                case REFUSED_PROMPT -> exchange.send(400, "application/json", echo);
                case SERVER_ERROR -> exchange.send(500, "application/json", echo);
                case CUT -> {
                    exchange.head(200, format.contentType(asking), body.length);
                    exchange.send(body, 0, body.length / 2);
                }
                case NOISE -> exchange.send(200, format.contentType(asking), echo);
                case SILENCE -> exchange.stall();
            }
        }
    }

    @Test
    void holdsNoPromptAndFewKeysAfterAStorm() throws Exception {
        // A JVM of its own: what other tests left in buffers that all clients share would take part.
        Path dump = folder.resolve("heap.hprof");
        Process storm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        HeapTest.class.getName(),
                        dump.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        assertThat(storm.waitFor(2, TimeUnit.MINUTES)).as("ended").isTrue();
        assertThat(storm.exitValue()).as(() -> read(folder.resolve("log"))).isZero();
        assertThat(count(dump, Secret.PROMPT)).as("prompts in the heap").isZero();
        assertThat(count(dump, Secret.KEY))
                .as("keys in the heap")
                .isBetween(1, PLACES_OF_A_KEY * Format.values().length + BUFFERS);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Dumps the heap to the given file once the calls are over, while the routers are open. */
    public static void main(String[] arguments) throws Exception {
        List<Router> routers = new ArrayList<>();
        for (Format format : Format.values()) {
            // Jackson keeps buffers with each thread, so that of the storm has to end.
            routers.add(CompletableFuture.supplyAsync(() -> storm(format), task -> new Thread(task, "storm").start())
                    .get(1, TimeUnit.MINUTES));
        }
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpHeap(arguments[0], true);
        routers.forEach(Router::close);
        System.exit(0); // OkHttp's threads of idle connections would take their time
    }

    /** The router of many failed calls, which is the only thing that is left of them. */
    private static Router storm(Format format) {
        Trouble[] trouble = {Trouble.NONE};
        Asking[] asked = {Asking.CHAT};
        try (RawServer server = RawServer.start(exchange -> trouble[0].happen(exchange, format, asked[0]))) {
            Router router = Router.builder()
                    .provider(format.provider(server.url(), () -> Credential.of(Secret.KEY.text())))
                    .prices(format.prices())
                    .timeouts(Timeouts.standard().withFirstContent(Duration.ofMillis(500)))
                    .retrying(Retrying.standard().withBackoff(Duration.ofMillis(1), Duration.ofMillis(1)))
                    .build();
            for (Trouble each : Trouble.values()) {
                for (Asking asking : Asking.values()) {
                    boolean slow = each == Trouble.SILENCE && asking != Asking.CHAT;
                    if (!slow && (asking != Asking.EMBED || format.embeds())) {
                        trouble[0] = each;
                        asked[0] = asking;
                        String model = format.model(asking);
                        router.reopen(model.substring(0, model.indexOf('/')));
                        Throwable thrown = catchThrowable(() -> ask(router, asking, model));
                        assertThat(thrown == null)
                                .as("%s at %s of %s: %s", each, asking, format, thrown)
                                .isEqualTo(each == Trouble.NONE);
                    }
                }
            }
            overwrite(router, format, trouble, asked);
            return router;
        }
    }

    /** OkHttp's buffers keep the last bytes until there are others; one larger call fills all of them. */
    private static void overwrite(Router router, Format format, Trouble[] trouble, Asking[] asked) {
        trouble[0] = Trouble.NONE;
        asked[0] = Asking.CHAT;
        String model = format.model(Asking.CHAT);
        router.reopen(model.substring(0, model.indexOf('/')));
        router.chat(ChatRequest.of(model, "x".repeat(90_000)).withMaxOutputTokens(50));
    }

    private static void ask(Router router, Asking asking, String model) {
        String prompt = "Tell me " + Secret.PROMPT.text();
        ChatRequest request = ChatRequest.of(model, prompt).withMaxOutputTokens(50);
        switch (asking) {
            case CHAT -> router.chat(request);
            case STREAM -> {
                try (ChatStream stream = router.stream(request)) {
                    stream.collect();
                }
            }
            case EMBED -> router.embed(EmbeddingRequest.of(model, prompt));
        }
    }

    private static int count(Path dump, Secret secret) throws IOException {
        String text = secret.text();
        return count(dump, text.getBytes(StandardCharsets.ISO_8859_1))
                + count(dump, text.getBytes(StandardCharsets.UTF_16BE));
    }

    /** By a look at each place: no pattern begins again within itself. */
    private static int count(Path dump, byte[] pattern) throws IOException {
        int found = 0;
        int matched = 0;
        byte[] bytes = new byte[1 << 20];
        try (InputStream in = Files.newInputStream(dump)) {
            for (int length = in.read(bytes); length >= 0; length = in.read(bytes)) {
                for (int i = 0; i < length; i++) {
                    matched = bytes[i] == pattern[matched] ? matched + 1 : bytes[i] == pattern[0] ? 1 : 0;
                    if (matched == pattern.length) {
                        found++;
                        matched = 0;
                    }
                }
            }
        }
        return found;
    }
}
