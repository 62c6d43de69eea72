package io.tollgate.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tollgate.CallRecord;
import io.tollgate.Retrying;
import io.tollgate.Router;
import io.tollgate.Timeouts;
import io.tollgate.TollgateException;
import io.tollgate.anthropic.Anthropic;
import io.tollgate.budget.Budget;
import io.tollgate.budget.EntryQuery;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.ChatResponse;
import io.tollgate.chat.ChatStream;
import io.tollgate.chat.Message;
import io.tollgate.embedding.EmbeddingRequest;
import io.tollgate.embedding.EmbeddingResponse;
import io.tollgate.failure.Failure;
import io.tollgate.gemini.Gemini;
import io.tollgate.key.Credential;
import io.tollgate.key.KeySource;
import io.tollgate.openai.OpenAi;
import io.tollgate.openai.OpenAiCompatible;
import io.tollgate.price.ModelCard;
import io.tollgate.price.Price;
import io.tollgate.price.PriceCatalog;
import io.tollgate.spi.Account;
import io.tollgate.spi.ChatCodec;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpCall;
import io.tollgate.spi.HttpReply;
import io.tollgate.spi.Provider;
import io.tollgate.testkit.FakeVendor;
import io.tollgate.testkit.FakeVendors;
import io.tollgate.testkit.Fault;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Invariant 9: neither a credential nor a word of a prompt is in a log, an exception, a trail, a record or a meter. */
class SecretsTest {
    /** Of no vendor's form, so that no pattern of keys can know it. */
    private static final String KEY = "zQ7r+Topaz/marmot=55121";

    private static final String PROMPT = "The patient Ludmilla Quastenflosser has a heart of glass";
    private static final String SYSTEM = "You are the secret physician of King Ottokar";
    private static final List<String> NEVER = List.of(
            KEY, "Topaz/marmot", PROMPT, "Ludmilla Quastenflosser", "heart of glass", SYSTEM, "physician of King");

    static {
        // Read by the binding when the first logger is made: other tests may have been first, and then it stays at
        // INFO.
        System.setProperty("org.slf4j.simpleLogger.log.io.tollgate", "trace");
    }

    /** All four vendors behind one router, and everything that anybody may look at. */
    private static final class Bench implements AutoCloseable {
        final FakeVendors vendors = FakeVendors.start();
        final Map<String, FakeVendor> fakes = new LinkedHashMap<>();
        final SimpleMeterRegistry registry = new SimpleMeterRegistry();
        final List<CallRecord> records = new CopyOnWriteArrayList<>();
        final StringBuilder seen = new StringBuilder();
        final CapturedLog log = CapturedLog.begin();
        final List<Provider> providers = new ArrayList<>();
        final Router router;

        Bench() {
            fakes.put("openai", vendors.openAi());
            fakes.put("deepseek", vendors.deepSeek());
            fakes.put("anthropic", vendors.anthropic());
            fakes.put("gemini", vendors.gemini());
            KeySource key = KeySource.of(() -> KEY);
            providers.add(OpenAi.builder().baseUrl(url("openai")).keySource(key).build());
            providers.add(OpenAiCompatible.deepSeekBuilder()
                    .baseUrl(url("deepseek"))
                    .keySource(key)
                    .build());
            providers.add(
                    Anthropic.builder().baseUrl(url("anthropic")).keySource(key).build());
            providers.add(Gemini.builder().baseUrl(url("gemini")).keySource(key).build());
            PriceCatalog prices = PriceCatalog.bundled();
            for (String vendor : fakes.keySet()) {
                prices = prices.with(TwoVendors.card(vendor, "chat", Price.perMillion("1", "2")));
            }
            for (String vendor : List.of("openai", "gemini")) {
                prices = prices.with(ModelCard.of(vendor, "vectors", ModelCard.Kind.EMBEDDING)
                        .withLimits(8_000, 0)
                        .withPrice(Price.perMillion("1", "0")));
            }
            Router.Builder builder = Router.builder();
            providers.forEach(builder::provider);
            router = builder.prices(prices)
                    .meterRegistry(registry)
                    .onCall(records::add)
                    .budget(Budget.usd("100.00").every("1d").perTeam())
                    .timeouts(Timeouts.standard().withFirstContent(Duration.ofSeconds(5)))
                    .retrying(Retrying.standard().withBackoff(Duration.ofNanos(1), Duration.ofNanos(1)))
                    .build();
        }

        private String url(String vendor) {
            return Objects.requireNonNull(fakes.get(vendor)).baseUrl();
        }

        /** Every kind of call at every vendor, each in a state as if nothing had happened before. */
        void callEverybody() {
            for (String vendor : fakes.keySet()) {
                ChatRequest request = ChatRequest.of(
                                vendor + "/chat", List.of(Message.system(SYSTEM), Message.user(PROMPT)))
                        .withMaxOutputTokens(100)
                        .withTeam("ward");
                note(request);
                attempt(vendor, () -> router.plan(request));
                attempt(vendor, () -> look(router.chat(request)));
                attempt(vendor, () -> {
                    try (ChatStream stream = router.stream(request)) {
                        note(stream);
                        return look(stream.collect());
                    }
                });
                if (vendor.equals("openai") || vendor.equals("gemini")) {
                    EmbeddingRequest texts = EmbeddingRequest.of(vendor + "/vectors", PROMPT, SYSTEM);
                    note(texts);
                    attempt(vendor, () -> {
                        EmbeddingResponse response = router.embed(texts);
                        note(response.attempts());
                        return response;
                    });
                }
            }
        }

        private Object look(ChatResponse response) {
            note(response.attempts());
            note(response.requestId());
            return response;
        }

        private interface Work {
            Object run();
        }

        private void attempt(String vendor, Work work) {
            router.reopen(vendor);
            try {
                note(work.run());
            } catch (TollgateException e) {
                StringWriter trace = new StringWriter();
                e.printStackTrace(new PrintWriter(trace));
                note(trace);
                note(e.attempts());
                note(e.skipped());
                e.failure().ifPresent(failure -> note(failure + failure.message() + failure.code()));
                for (Throwable more : e.getSuppressed()) {
                    note(more);
                }
            }
        }

        private void note(Object what) {
            seen.append(what).append('\n');
        }

        void assertNothingIsTold() throws Exception {
            records.forEach(told -> note(told + " " + told.attempts() + told.tags()));
            note(router.stats());
            note(router.stats().models());
            note(router.stats().costByTeam());
            note(router.preflight());
            note(router.preflight().findings());
            note(router);
            note(router.keys());
            router.ledger()
                    .entries(EntryQuery.newest(10_000))
                    .newest()
                    .forEach(entry -> note(entry + entry.outcome() + entry.requestId()));
            registry.getMeters().forEach(meter -> note(meter.getId()));
            for (Provider provider : providers) {
                note(provider);
                note(provider.account());
                note(provider.account().keySource());
            }
            assertThat(seen.length()).isGreaterThan(1_000);
            assertThat(records).isNotEmpty();
            for (String secret : NEVER) {
                assertThat(linesWith(seen.toString(), secret)).isEmpty();
                assertThat(linesWith(log.text(), secret)).isEmpty();
            }
        }

        private static List<String> linesWith(String text, String secret) {
            return text.lines().filter(line -> line.contains(secret)).toList();
        }

        @Override
        public void close() {
            log.close();
            router.close();
            vendors.close();
        }
    }

    private static void storm(Fault fault) throws Exception {
        try (Bench bench = new Bench()) {
            bench.fakes.values().forEach(vendor -> vendor.always(fault));
            bench.callEverybody();
            bench.fakes.values().forEach(FakeVendor::recover);
            bench.callEverybody();
            bench.assertNothingIsTold();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 307, 400, 401, 402, 403, 404, 408, 409, 413, 421, 422, 429, 500, 501, 502, 503, 529})
    void anErrorThatRepeatsKeyAndPromptTellsNeither(int status) throws Exception {
        String echo =
                "Incorrect API key provided: " + KEY + ". Invalid value '" + PROMPT + "' after \"" + SYSTEM + "\"";
        storm(Fault.status(status).message(echo).code(KEY));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%s %s",
                "{\"detail\":\"%s %s\"}",
                "{\"error\":\"%s %s\"}",
                "{\"error\":{\"message\":\"%s\",\"code\":\"%s\",\"param\":\"%1$s\"}}",
                "<html>%s %s</html>",
                "{\"message\": %s %s"
            })
    void anErrorPageThatRepeatsKeyAndPromptTellsNeither(String page) throws Exception {
        storm(Fault.status(400).body(String.format(page, KEY, PROMPT)));
        storm(Fault.status(500).body(String.format(page, PROMPT, KEY)));
    }

    @Test
    void aKeyAtThePlaceWhereALongMessageIsCutIsNotToldInPart() throws Exception {
        storm(Fault.status(403).message("x".repeat(485) + " " + KEY));
    }

    @Test
    void anErrorInTheMidstOfAStreamTellsNeither() throws Exception {
        storm(Fault.errorInStream(500, 1).message(KEY + " " + PROMPT));
        storm(Fault.errorIn200(400).message(KEY + " " + PROMPT));
    }

    @Test
    void brokenAnswersTellNothing() throws Exception {
        for (Fault fault : List.of(
                Fault.rejectedKey(),
                Fault.cutAfterBytes(30),
                Fault.cutAfterChunks(1),
                Fault.invalidJson(),
                Fault.garbage(),
                Fault.notHttp(),
                Fault.reset(),
                Fault.hangUp(),
                Fault.empty(),
                Fault.html(502),
                Fault.contentFilter(),
                Fault.contextOverflow())) {
            storm(fault);
        }
    }

    @Test
    void theOnlinePreflightTellsNoKeyThatAVendorRepeats() throws Exception {
        try (Bench bench = new Bench()) {
            bench.fakes
                    .values()
                    .forEach(vendor -> vendor.always(Fault.status(401).message("wrong: " + KEY)));
            bench.note(bench.router.preflightOnline());
            bench.note(bench.router.preflightOnline().findings());
            bench.callEverybody();
            bench.assertNothingIsTold();
        }
    }

    @Test
    void theSecondHostOfARedirectSeesNothing() {
        try (Bench bench = new Bench();
                FakeVendors others = FakeVendors.start()) {
            FakeVendor thief = others.openAi("thief");
            for (int status : new int[] {301, 302, 303, 307, 308}) {
                bench.fakes.values().forEach(vendor -> vendor.always(Fault.redirect(status, thief.baseUrl() + "/x")));
                bench.callEverybody();
            }
            assertThat(thief.requestCount()).isZero();
            assertThat(thief.connectionCount()).isZero();
        }
    }

    @Test
    void aKeyWithALineBreakInItIsRefusedBeforeItReachesAHeader() {
        assertThatThrownBy(() -> Credential.of("topaz\r\nX-Evil: 1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("line break")
                .hasMessageNotContaining("topaz");
        assertThat(Credential.of(KEY + "\n"))
                .as("white space around it is cut off")
                .isEqualTo(Credential.of(KEY));
        try (TwoVendors bench = new TwoVendors()) {
            bench.key.set("topaz\nX-Evil: 1");
            assertThatThrownBy(() -> bench.router.chat(TwoVendors.ASK.withModel(TwoVendors.CHEAP)))
                    .isInstanceOf(TollgateException.class)
                    .hasMessageContaining("line break")
                    .hasMessageNotContaining("topaz");
            assertThat(bench.cheap.requestCount()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://api.example.com/v1",
                "http://127.0.0.1.example.com",
                "http://127.example.com",
                "http://localhost.example.com",
                "http://10.0.0.1:8080",
                "http://user:pass@localhost/",
                "ftp://localhost/"
            })
    void plainHttpToAnotherMachineIsRefused(String url) {
        assertThatThrownBy(() -> OpenAi.builder().baseUrl(url).build()).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Anthropic.builder().baseUrl(url).build()).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Gemini.builder().baseUrl(url).build()).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void plainHttpIsAllowedToThisMachineAndWhereItIsAllowedInSoManyWords() {
        assertThat(OpenAi.builder().baseUrl("http://localhost:1234/v1").build()).isNotNull();
        assertThat(OpenAi.builder().baseUrl("http://127.0.0.1:1234/v1").build()).isNotNull();
        assertThat(OpenAi.builder().baseUrl("http://[::1]:1234/v1").build()).isNotNull();
        assertThat(OpenAi.builder().plainHttpBaseUrl("http://models.lan/v1").build())
                .isNotNull();
    }

    @Test
    void aPasswordInAnAddressIsNotRepeatedByItsRefusal() {
        assertThatThrownBy(() -> OpenAi.builder()
                        .baseUrl("https://user:topaz@example.com/v1")
                        .build())
                .hasMessageNotContaining("topaz");
        assertThatThrownBy(() -> OpenAi.builder()
                        .baseUrl("https://user:topaz@exam ple.com/v1")
                        .build())
                .satisfies(e -> {
                    StringWriter trace = new StringWriter();
                    e.printStackTrace(new PrintWriter(trace));
                    assertThat(trace.toString()).doesNotContain("topaz");
                });
    }

    @Test
    void valuesAreNotPartOfWhatIsPrinted() {
        assertThat(Credential.of(KEY).toString()).doesNotContain(KEY);
        assertThat(Headers.of("x-api-key", KEY).toString())
                .contains("x-api-key")
                .doesNotContain(KEY);
        HttpCall call = HttpCall.postJson("https://example.com/v1?key=" + KEY, PROMPT.getBytes(StandardCharsets.UTF_8))
                .withHeader("Authorization", "Bearer " + KEY);
        assertThat(call.toString()).doesNotContain(KEY).doesNotContain(PROMPT);
        assertThat(Message.user(PROMPT).toString()).doesNotContain(PROMPT);
        assertThat(Message.user(PROMPT).content().toString()).doesNotContain(PROMPT);
        assertThatThrownBy(() -> Headers.of("x-api-key", KEY + "\n")).hasMessageNotContaining(KEY);
    }

    /** A provider whose author made a mistake. */
    private record Defective(Provider sound) implements Provider {
        @Override
        public Account account() {
            return sound.account();
        }

        @Override
        public Optional<ChatCodec> chat(String model) {
            return sound.chat(model);
        }

        @Override
        public HttpCall authorize(HttpCall call, Credential credential, Instant now) {
            throw new IllegalStateException(
                    "can't sign " + new String(call.body(), StandardCharsets.UTF_8) + " with " + credential.secret());
        }

        @Override
        public Failure failure(HttpReply reply) {
            return sound.failure(reply);
        }
    }

    @Test
    void aProvidersDefectIsLoggedWithItsPlaceButNotItsWords() {
        try (CapturedLog log = CapturedLog.begin();
                FakeVendors vendors = FakeVendors.start()) {
            Provider sound = OpenAi.builder()
                    .baseUrl(vendors.openAi().baseUrl())
                    .keySource(KeySource.of(() -> KEY))
                    .build();
            try (Router router = Router.builder().provider(new Defective(sound)).build()) {
                assertThatThrownBy(() -> router.chat(ChatRequest.of("openai/chat", PROMPT)))
                        .isInstanceOf(TollgateException.class)
                        .hasMessageContaining("IllegalStateException")
                        .hasMessageNotContaining(KEY)
                        .hasMessageNotContaining(PROMPT);
            }
            assertThat(log.text())
                    .contains("the provider's code failed", "SecretsTest$Defective.authorize")
                    .doesNotContain(KEY)
                    .doesNotContain(PROMPT);
        }
    }
}
