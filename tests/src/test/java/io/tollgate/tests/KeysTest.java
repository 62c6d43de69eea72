package io.tollgate.tests;

import static io.tollgate.tests.TwoVendors.ASK;
import static io.tollgate.tests.TwoVendors.CHEAP;
import static io.tollgate.tests.TwoVendors.DEAR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tollgate.Router;
import io.tollgate.TollgateException;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.ChatResponse;
import io.tollgate.failure.FailureKind;
import io.tollgate.gemini.Gemini;
import io.tollgate.key.Credential;
import io.tollgate.key.KeySource;
import io.tollgate.openai.OpenAi;
import io.tollgate.price.Price;
import io.tollgate.testkit.FakeVendor;
import io.tollgate.testkit.FakeVendors;
import io.tollgate.testkit.TestClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys end to end: a rotated one is picked up by itself, once, and a missing one is told by name. */
class KeysTest {
    private static final ChatRequest CHEAP_ONLY = ASK.withModel(CHEAP);

    @Test
    void aKeyRotatedInItsFileCostsNoFailedCall(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("key"), "old\n");
        try (Bench bench = new Bench(KeySource.file(file))) {
            bench.vendor.acceptKey("old");
            bench.router.chat(CHEAP_ONLY);
            Files.writeString(file, "new\n");
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(5)));
            bench.vendor.acceptKey("new");
            for (int i = 0; i < 5; i++) {
                assertThat(bench.router.chat(CHEAP_ONLY).text()).isNotEmpty();
            }
            assertThat(bench.vendor.requestCount())
                    .as("six answers, and at most one 401 if the change wasn't seen yet")
                    .isBetween(6L, 7L);
            assertThat(bench.vendor.lastRequest().headers().first("Authorization"))
                    .contains("Bearer new");
        }
    }

    @Test
    void afterInvalidateTheNextCallHasTheNewKey() {
        try (TwoVendors bench = new TwoVendors()) {
            bench.router.chat(CHEAP_ONLY);
            bench.key.set("key-two");
            bench.router.chat(CHEAP_ONLY);
            assertThat(bench.cheap.lastRequest().headers().first("Authorization"))
                    .as("a supplier isn't asked again by itself")
                    .contains("Bearer key-one");
            bench.router.keys().invalidate("openai");
            bench.cheap.acceptKey("key-two");
            assertThat(bench.router.chat(CHEAP_ONLY).attempts()).hasSize(1);
            assertThat(bench.cheap.lastRequest().headers().first("Authorization"))
                    .contains("Bearer key-two");
        }
    }

    @Test
    void eachTeamSendsItsOwnKeyAndARefusedOneStopsThatTeamAlone() {
        try (Bench bench = new Bench(KeySource.perTeam(team -> KeySource.of(() -> "key-of-" + team)))) {
            bench.vendor.acceptKey("key-of-red", "key-of-none");
            bench.router.chat(CHEAP_ONLY.withTeam("red"));
            assertThat(bench.vendor.lastRequest().headers().first("Authorization"))
                    .contains("Bearer key-of-red");
            bench.router.chat(CHEAP_ONLY);
            assertThat(bench.vendor.lastRequest().headers().first("Authorization"))
                    .contains("Bearer key-of-none");
            TollgateException e =
                    catchThrowableOfType(TollgateException.class, () -> bench.router.chat(CHEAP_ONLY.withTeam("blue")));
            assertThat(e.failure().orElseThrow().kind()).isEqualTo(FailureKind.AUTHENTICATION);
            assertThat(bench.router.chat(CHEAP_ONLY.withTeam("red")).text()).isNotEmpty();
        }
    }

    @Test
    void aMissingKeySkipsItsModelsByName() {
        try (TwoVendors bench = new TwoVendors()) {
            bench.key.set("");
            assertThat(bench.router.chat(ASK).model()).isEqualTo(DEAR);
            assertThat(bench.cheap.requestCount()).isZero();
            TollgateException e = catchThrowableOfType(TollgateException.class, () -> bench.router.chat(CHEAP_ONLY));
            assertThat(e.attempts()).isEmpty();
            assertThat(e.skipped()).singleElement().satisfies(skip -> {
                assertThat(skip.model()).isEqualTo(CHEAP);
                assertThat(skip.reason()).containsIgnoringCase("key").contains("openai");
            });
            assertThat(StreamsTest.entries(bench))
                    .as("nothing held, nothing booked")
                    .hasSize(1);
            bench.key.set("there-it-is");
            assertThat(bench.router.chat(CHEAP_ONLY).text())
                    .as("a failed read isn't kept")
                    .isNotEmpty();
        }
    }

    @Test
    void aKeyThatComesAfterItsPredecessorWasRefusedIsPickedUpByItself() {
        TestClock clock = TestClock.at(Instant.parse("2026-11-22T12:00:00Z"));
        try (TwoVendors bench = new TwoVendors(builder -> builder.clock(clock))) {
            bench.cheap.acceptKey("key-two");
            assertThatThrownBy(() -> bench.router.chat(CHEAP_ONLY)).isInstanceOf(RuntimeException.class);
            assertThat(bench.cheap.requestCount()).isEqualTo(1);
            TollgateException e = catchThrowableOfType(TollgateException.class, () -> bench.router.chat(CHEAP_ONLY));
            assertThat(e).hasMessageContaining("until the key changes");
            assertThat(bench.cheap.requestCount())
                    .as("nothing is sent meanwhile")
                    .isEqualTo(1);
            bench.key.set("key-two");
            clock.advance(Duration.ofSeconds(11));
            assertThat(bench.router.chat(CHEAP_ONLY).text()).isNotEmpty();
            assertThat(bench.cheap.requestCount()).isEqualTo(2);
        }
    }

    @Test
    void aKeyThatComesLaterBringsItsModelBackThoughADearerOneServes() {
        TestClock clock = TestClock.at(Instant.parse("2026-11-22T12:00:00Z"));
        try (TwoVendors bench = new TwoVendors(builder -> builder.clock(clock))) {
            bench.cheap.acceptKey("key-two");
            assertThat(bench.router.chat(ASK).model()).isEqualTo(DEAR);
            bench.key.set("key-two");
            clock.advance(Duration.ofSeconds(11));
            assertThat(bench.router.chat(ASK).model()).isEqualTo(CHEAP);
        }
    }

    @Test
    void invalidateBringsTheModelsOfARefusedKeyBackAtOnce() {
        try (TwoVendors bench = new TwoVendors()) {
            bench.cheap.acceptKey("key-two");
            assertThat(bench.router.chat(ASK).model()).isEqualTo(DEAR);
            bench.key.set("key-two");
            bench.router.keys().invalidate("openai");
            assertThat(bench.router.chat(ASK).model()).isEqualTo(CHEAP);
        }
    }

    @Test
    void manyRefusalsAtOnceReadTheSourceFewTimes() throws Exception {
        AtomicInteger reads = new AtomicInteger();
        AtomicReference<String> key = new AtomicReference<>("old");
        try (Bench bench = new Bench(() -> {
            reads.incrementAndGet();
            return Credential.of(String.valueOf(key.get()));
        })) {
            bench.vendor.acceptKey("old");
            bench.router.chat(CHEAP_ONLY);
            int before = reads.get();
            key.set("new");
            bench.vendor.acceptKey("new");
            int callers = 100;
            var answers = BudgetEndToEndTest.allAtOnce(callers, () -> bench.router.chat(CHEAP_ONLY));
            assertThat(answers).hasSize(callers).allSatisfy(answer -> assertThat(answer.text())
                    .isNotEmpty());
            assertThat(reads.get() - before).as("reads of the source").isBetween(1, 5);
        }
    }

    @Test
    void geminisBadRequestForABadKeyIsTakenForWhatItIs() {
        AtomicReference<String> key = new AtomicReference<>("old");
        try (FakeVendors vendors = FakeVendors.start();
                Router router = Router.builder()
                        .provider(Gemini.builder()
                                .baseUrl(vendors.gemini().baseUrl())
                                .keySource(KeySource.of(key::get))
                                .build())
                        .prices(TwoVendors.prices().with(TwoVendors.card("gemini", "m", Price.perMillion("1", "2"))))
                        .build()) {
            FakeVendor gemini = vendors.gemini().acceptKey("old");
            ChatRequest request = ASK.withModel("gemini/m");
            router.chat(request);
            key.set("new");
            gemini.acceptKey("new");
            ChatResponse response = router.chat(request);
            assertThat(response.attempts()).hasSize(2);
            assertThat(response.attempts().get(0).failure().orElseThrow()).satisfies(failure -> {
                assertThat(failure.status()).isEqualTo(400);
                assertThat(failure.kind()).isEqualTo(FailureKind.AUTHENTICATION);
            });
        }
    }

    /** OpenAI with one key source. */
    private static final class Bench implements AutoCloseable {
        final FakeVendors vendors = FakeVendors.start();
        final FakeVendor vendor = vendors.openAi();
        final Router router;

        Bench(KeySource source) {
            router = Router.builder()
                    .provider(OpenAi.builder()
                            .baseUrl(vendor.baseUrl())
                            .keySource(source)
                            .build())
                    .prices(TwoVendors.prices())
                    .build();
        }

        @Override
        public void close() {
            router.close();
            vendors.close();
        }
    }
}
