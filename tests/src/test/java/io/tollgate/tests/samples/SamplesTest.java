package io.tollgate.tests.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tollgate.Caching;
import io.tollgate.Retrying;
import io.tollgate.Router;
import io.tollgate.anthropic.Anthropic;
import io.tollgate.budget.Budget;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.ChatResponse;
import io.tollgate.chat.Message;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.failure.Verdict;
import io.tollgate.key.KeySource;
import io.tollgate.openai.OpenAi;
import io.tollgate.testkit.FakeAnswer;
import io.tollgate.testkit.FakeVendor;
import io.tollgate.testkit.FakeVendors;
import io.tollgate.testkit.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The samples of the README do what it says. */
class SamplesTest {
    private static final ChatRequest ASK =
            ChatRequest.of("assistant", "Why is the sky blue?").withMaxOutputTokens(100);
    private static final Budget DAILY = Budget.usd("5.00").every("1d");

    private final FakeVendors vendors = FakeVendors.start();
    private final FakeVendor openAi = vendors.openAi().answer("Scattered light, mostly the short waves.");
    private final FakeVendor anthropic = vendors.anthropic().answer("Rayleigh scattering.");
    private final Router router = Router.builder()
            .provider(OpenAi.builder()
                    .baseUrl(openAi.baseUrl())
                    .keySource(KeySource.of(() -> "key-one"))
                    .build())
            .provider(Anthropic.builder()
                    .baseUrl(anthropic.baseUrl())
                    .keySource(KeySource.of(() -> "key-two"))
                    .build())
            .route("assistant", "anthropic/claude-haiku-4-5", "openai/gpt-6-luna")
            .budget(DAILY)
            .caching(Caching.off().withEmbeddings(1_000_000, Duration.ofDays(1)))
            .retrying(Retrying.standard().withBackoff(Duration.ofMillis(1), Duration.ofMillis(5)))
            .build();

    @AfterEach
    void close() {
        router.close();
        vendors.close();
    }

    @Test
    void aRequestHasItsSettings() {
        Calls.chat(router, "Why is the sky blue?");
        assertThat(openAi.lastRequest().bodyText()).contains("Answer in one sentence.");
        assertThat(router.stats().costByTeam()).containsKey("search");
    }

    @Test
    void aStreamIsReadToItsEnd() {
        Calls.stream(router, ASK);
        assertThat(openAi.lastRequest().isStream()).isTrue();
    }

    @Test
    void toolsAreCalledUntilTheModelAnswers() {
        openAi.next(FakeAnswer.toolCall("weather", "{\"city\":\"Oslo\"}"), FakeAnswer.text("It is."));
        assertThat(Calls.tools(router).text()).isEqualTo("It is.");
        assertThat(openAi.lastRequest().toolResults()).containsExactly("rain");
    }

    @Test
    void anAnswerBecomesARecord() {
        openAi.answer("{\"name\":\"Oslo\",\"people\":720000}");
        assertThat(Calls.largestCity(router)).isEqualTo(new Calls.City("Oslo", 720_000));
    }

    @Test
    void onlyMissingTextsAreSent() {
        assertThat(Calls.embed(router, List.of("sky", "sea", "sky"))).hasSize(3);
        assertThat(openAi.lastRequest().text().lines()).containsExactly("sky", "sea");
        Calls.embed(router, List.of("sea", "land"));
        assertThat(openAi.lastRequest().text()).isEqualTo("land");
    }

    @Test
    void aSessionStaysWithTheServerOfItsLastCall() {
        ChatRequest dear = ASK.withModel("anthropic/claude-haiku-4-5").withSession("conversation-42");
        router.chat(dear);
        Calls.session(router, List.of(Message.user("And at sunset?")));
        assertThat(anthropic.requestCount()).isEqualTo(2);
    }

    @Test
    void looksAheadWithoutACall() {
        Calls.lookAhead(router, ASK);
        assertThat(openAi.requestCount() + anthropic.requestCount()).isZero();
    }

    @Test
    void errorsTellWhatHappened() {
        openAi.always(Fault.status(400));
        assertThatCode(() -> Calls.errors(router, ASK)).doesNotThrowAnyException();
    }

    @Test
    void aCutStreamHasItsPartialText() {
        openAi.next(Fault.cutAfterChunks(2));
        assertThat(Calls.cut(router, ASK)).startsWith("Scattered light").contains("[cut off; $");
    }

    @Test
    void anInvalidatedKeyIsReadAnew() {
        Calls.rotated(router);
        assertThat(router.chat(ASK).model()).isEqualTo("openai/gpt-6-luna");
    }

    @Test
    void whatWasSpentIsReadable(@TempDir Path folder) throws Exception {
        router.chat(ASK);
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        Path file = folder.resolve("spend.csv");
        Calls.spent(router, DAILY, today, today, file);
        assertThat(file).content().contains("gpt-6-luna");
    }

    @Test
    void aCallRunsOnTheAppsExecutorAndCanBeCancelled() throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try {
            Future<ChatResponse> answer = Calls.elsewhere(router, ASK, executor);
            assertThat(answer.get(10, TimeUnit.SECONDS).model()).isEqualTo("openai/gpt-6-luna");
            openAi.always(Fault.stall());
            Calls.elsewhere(router, ASK, executor).cancel(true);
        } finally {
            executor.shutdown();
            assertThat(executor.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void routersAreBuilt(@TempDir Path folder) throws Exception {
        Path key = Files.writeString(folder.resolve("openai.key"), "key-three");
        Path prices = Files.writeString(folder.resolve("prices.json"), "{}");
        Setups.whole(key, new SimpleMeterRegistry()).close();
        Router.Builder builder = Setups.keys(Router.builder(), folder);
        Setups.budgets(Setups.prices(builder, prices))
                .provider(Setups.local())
                .build()
                .close();
        Setups.settings(Router.builder()
                        .provider(OpenAi.create())
                        .provider(io.tollgate.openai.OpenAiCompatible.deepSeek()))
                .build()
                .close();
        assertThat(Setups.classifier().classifier().verdict(Failure.of(FailureKind.CONTENT_FILTER)))
                .isEqualTo(Verdict.FAIL);
    }
}
