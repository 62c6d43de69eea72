package io.tollgate.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tollgate.Caching;
import io.tollgate.Retrying;
import io.tollgate.Router;
import io.tollgate.TollgateException;
import io.tollgate.budget.Budget;
import io.tollgate.budget.EntryQuery;
import io.tollgate.chat.ChatRequest;
import io.tollgate.embedding.EmbeddingRequest;
import io.tollgate.embedding.EmbeddingResponse;
import io.tollgate.embedding.Purpose;
import io.tollgate.failure.FailureKind;
import io.tollgate.gemini.Gemini;
import io.tollgate.key.KeySource;
import io.tollgate.openai.OpenAi;
import io.tollgate.price.ModelCard;
import io.tollgate.price.Money;
import io.tollgate.price.Price;
import io.tollgate.price.PriceCatalog;
import io.tollgate.testkit.FakeAnswer;
import io.tollgate.testkit.FakeVendor;
import io.tollgate.testkit.FakeVendors;
import io.tollgate.testkit.Fault;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Embeddings through the router: order, batches, cache, one space, all or nothing. */
class EmbeddingsTest {
    private static final String HERE = "openai/vec";
    private static final String THERE = "openai-eu/vec";

    @Test
    void bothVendorsGiveOneVectorPerTextInOrder() {
        try (Bench bench = new Bench(builder -> builder)) {
            for (String model : List.of(HERE, "gemini/gvec")) {
                EmbeddingResponse all = bench.router.embed(EmbeddingRequest.of(model, "a", "b", "c"));
                EmbeddingResponse last = bench.router.embed(EmbeddingRequest.of(model, "c"));
                assertThat(all.vectors()).as(model).hasSize(3);
                assertThat(all.vectors().get(2)).containsExactly(last.vectors().get(0));
                assertThat(all.vectors().get(0)).isNotEqualTo(all.vectors().get(2));
                assertThat(all.model()).isEqualTo(model);
                assertThat(all.cost()).isGreaterThan(Money.ZERO);
            }
            assertThat(bench.here.lastRequest().bodyText()).contains("base64");
        }
    }

    @Test
    void batchesAreAsLargeAsTheVendorTakesAndInOrder() throws Exception {
        List<String> texts = IntStream.range(0, 250).mapToObj(i -> "text " + i).toList();
        try (Bench bench = new Bench(builder -> builder)) {
            EmbeddingResponse response = bench.router.embed(EmbeddingRequest.of("gemini/gvec", texts));
            assertThat(bench.gemini.requestCount()).isEqualTo(3);
            assertThat(response.attempts()).hasSize(3);
            assertThat(response.vectors()).hasSize(250);
            assertThat(response.vectors().get(249))
                    .containsExactly(bench.router
                            .embed(EmbeddingRequest.of("gemini/gvec", "text 249"))
                            .vectors()
                            .get(0));
            assertThat(response.cost().nanos())
                    .isEqualTo(bench.router.ledger().entries(EntryQuery.newest(10)).newest().stream()
                            .skip(1)
                            .mapToLong(entry -> entry.cost().nanos())
                            .sum());
        }
    }

    @Test
    void batchesAreNoLongerThanTheVendorTakesAndALongTextGoesAlone() {
        List<String> texts = List.of("a".repeat(350_000), "b".repeat(350_000), "c".repeat(10), "d".repeat(700_000));
        PriceCatalog wide = catalog()
                .with(ModelCard.of("openai", "vec", ModelCard.Kind.EMBEDDING)
                        .withLimits(200_000, 0)
                        .withPrice(Price.perMillion("1", "0")));
        try (Bench bench = new Bench(builder -> builder.prices(wide))) {
            assertThat(bench.router.embed(EmbeddingRequest.of(HERE, texts)).vectors())
                    .hasSize(4);
            assertThat(bench.here.requests())
                    .extracting(request -> request.text().length())
                    .containsExactly(350_000, 350_011, 700_000);
        }
    }

    @Test
    void manyShortTextsFitAShortWindow() {
        List<String> texts =
                IntStream.range(0, 90).mapToObj(i -> i + "x".repeat(1_000)).toList();
        try (Bench bench = new Bench(builder -> builder)) {
            assertThat(bench.router.embed(EmbeddingRequest.of(HERE, texts)).vectors())
                    .as("22,500 tokens in all, and a window of 8,000 for each")
                    .hasSize(90);
        }
    }

    @Test
    void equalTextsAreSentOnce() {
        try (Bench bench = new Bench(builder -> builder)) {
            EmbeddingResponse response = bench.router.embed(EmbeddingRequest.of(HERE, "a", "b", "a", "a"));
            assertThat(bench.here.lastRequest().text()).isEqualTo("a\nb");
            assertThat(response.vectors()).hasSize(4);
            assertThat(response.vectors().get(3))
                    .containsExactly(response.vectors().get(0));
        }
    }

    @Test
    void theCacheSendsOnlyWhatIsMissingAndAFullHitCostsNothing() {
        try (Bench bench = new Bench(EmbeddingsTest::caching)) {
            EmbeddingResponse first = bench.router.embed(EmbeddingRequest.of(HERE, "a", "b"));
            EmbeddingResponse more = bench.router.embed(EmbeddingRequest.of(HERE, "b", "c", "a"));
            assertThat(bench.here.lastRequest().text()).isEqualTo("c");
            assertThat(more.fromCache()).isEqualTo(2);
            assertThat(more.vectors().get(0)).containsExactly(first.vectors().get(1));
            EmbeddingResponse hit = bench.router.embed(EmbeddingRequest.of(HERE, "c", "a"));
            assertThat(hit.cost()).isEqualTo(Money.ZERO);
            assertThat(hit.attempts()).isEmpty();
            assertThat(bench.here.requestCount()).isEqualTo(2);
            bench.router.embed(EmbeddingRequest.of(HERE, "a").withDimensions(4));
            assertThat(bench.here.requestCount())
                    .as("other dimensions are another space")
                    .isEqualTo(3);
            bench.router.embed(EmbeddingRequest.of(HERE, "a").withPurpose(Purpose.QUERY));
            assertThat(bench.here.requestCount())
                    .as("a query may have another vector than a document")
                    .isEqualTo(4);
        }
    }

    @Test
    void whatAnAppDoesToAVectorDoesNotReachTheCache() {
        try (Bench bench = new Bench(EmbeddingsTest::caching)) {
            float[] mine =
                    bench.router.embed(EmbeddingRequest.of(HERE, "a")).vectors().get(0);
            float[] before = mine.clone();
            Arrays.fill(mine, 0);
            float[] hit =
                    bench.router.embed(EmbeddingRequest.of(HERE, "a")).vectors().get(0);
            assertThat(hit).containsExactly(before);
            Arrays.fill(hit, 0);
            assertThat(bench.router
                            .embed(EmbeddingRequest.of(HERE, "a"))
                            .vectors()
                            .get(0))
                    .containsExactly(before);
        }
    }

    @Test
    void aFailedBatchFailsAllAndTellsWhatWasFinishedAndKept() {
        List<String> texts = IntStream.range(0, 150).mapToObj(i -> "text " + i).toList();
        try (Bench bench = new Bench(EmbeddingsTest::caching)) {
            bench.gemini.next(FakeAnswer.vectors(8), Fault.status(400));
            TollgateException e = catchThrowableOfType(
                    TollgateException.class, () -> bench.router.embed(EmbeddingRequest.of("gemini/gvec", texts)));
            assertThat(e.attempts()).hasSize(2);
            assertThat(e.cost()).isGreaterThan(Money.ZERO);
            assertThat(e.getSuppressed()).singleElement().satisfies(note -> assertThat(note)
                    .hasMessageContaining("100 of 150 texts were finished"));
            assertThat(bench.router
                            .embed(EmbeddingRequest.of("gemini/gvec", texts))
                            .fromCache())
                    .isEqualTo(100);
            assertThat(bench.gemini.requestCount()).isEqualTo(3);
        }
    }

    @Test
    void mixedSpacesAreRefusedWhenTheRouterIsBuilt() {
        assertThatThrownBy(() -> new Bench(builder -> builder.route("mixed", HERE, "gemini/gvec")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("mixed", "vec", "gvec", "space");
    }

    @Test
    void theSameModelWithOtherDimensionsIsAnotherSpace() {
        assertThatThrownBy(() -> new Bench(builder -> builder.prices(catalog()
                                .with(vectors("openai", "vec").withDimensions(8))
                                .with(vectors("openai", "short")
                                        .withEmbeddingSpace("vec")
                                        .withDimensions(4)))
                        .route("lengths", HERE, "openai/short")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("lengths", "8", "4");
    }

    @Test
    void aFailureFallsBackWithinTheSpace() {
        try (Bench bench = new Bench(builder -> builder)) {
            bench.here.always(Fault.status(500));
            bench.there.always(Fault.status(429));
            assertThat(catchThrowable(() -> bench.router.embed(EmbeddingRequest.of("vectors", "a"))))
                    .isInstanceOf(TollgateException.class);
            bench.there.recover();
            bench.router.reopen("openai-eu");
            EmbeddingResponse response = bench.router.embed(EmbeddingRequest.of("vectors", "a"));
            assertThat(response.model()).isEqualTo(THERE);
        }
    }

    @Test
    void vectorsOfAnotherLengthThanAskedForAreAFailure() {
        try (Bench bench = new Bench(EmbeddingsTest::caching)) {
            bench.gemini.answer(FakeAnswer.vectors(8));
            List<String> texts = IntStream.range(0, 150).mapToObj(i -> "t" + i).toList();
            bench.gemini.next(FakeAnswer.vectors(8), FakeAnswer.vectors(6), FakeAnswer.vectors(6));
            TollgateException e = catchThrowableOfType(
                    TollgateException.class, () -> bench.router.embed(EmbeddingRequest.of("gemini/gvec", texts)));
            assertThat(e.failure().orElseThrow().kind()).isEqualTo(FailureKind.BAD_ANSWER);
        }
    }

    @Test
    void whatABudgetHoldsAndBooksIsTheInput() throws Exception {
        try (Bench bench = new Bench(builder -> builder.budget(Budget.usd("1").named("vec")))) {
            EmbeddingResponse response = bench.router.embed(EmbeddingRequest.of(HERE, "some words to embed"));
            assertThat(response.usage().inputTokens()).isPositive();
            assertThat(response.cost().nanos()).isEqualTo(response.usage().inputTokens() * 1_000);
            assertThat(bench.router
                            .ledger()
                            .entries(EntryQuery.newest(1))
                            .newest()
                            .get(0)
                            .cost())
                    .isEqualTo(response.cost());
        }
    }

    @Test
    void aModelThatAChatWasAskedOfInErrorStillGivesVectors() {
        try (Bench bench = new Bench(builder -> builder)) {
            bench.router.chat(ChatRequest.of("openai/in-no-catalogue", "Hello?"));
            assertThat(bench.router
                            .embed(EmbeddingRequest.of("openai/in-no-catalogue", "a"))
                            .vectors())
                    .hasSize(1);
        }
    }

    private static Router.Builder caching(Router.Builder builder) {
        return builder.caching(Caching.off().withEmbeddings(1_000_000, Duration.ofMinutes(1)));
    }

    private static ModelCard vectors(String vendor, String name) {
        return ModelCard.of(vendor, name, ModelCard.Kind.EMBEDDING)
                .withLimits(8_000, 0)
                .withPrice(Price.perMillion("1", "0"));
    }

    private static PriceCatalog catalog() {
        return PriceCatalog.bundled().with(vectors("openai", "vec")).with(vectors("gemini", "gvec"));
    }

    /** One model at two accounts, another at a third. */
    private static final class Bench implements AutoCloseable {
        final FakeVendors vendors = FakeVendors.start();
        final FakeVendor here = vendors.openAi().answer(FakeAnswer.vectors(8));
        final FakeVendor there = vendors.openAi("eu").answer(FakeAnswer.vectors(8));
        final FakeVendor gemini = vendors.gemini().answer(FakeAnswer.vectors(8));
        final Router router;

        Bench(UnaryOperator<Router.Builder> settings) {
            KeySource key = KeySource.of(() -> "key");
            router = settings.apply(Router.builder()
                            .provider(OpenAi.builder()
                                    .baseUrl(here.baseUrl())
                                    .keySource(key)
                                    .build())
                            .provider(OpenAi.builder()
                                    .id("openai-eu")
                                    .baseUrl(there.baseUrl())
                                    .keySource(key)
                                    .build())
                            .provider(Gemini.builder()
                                    .baseUrl(gemini.baseUrl())
                                    .keySource(key)
                                    .build())
                            .route("vectors", HERE, THERE)
                            .retrying(Retrying.standard().withBackoff(Duration.ofMillis(1), Duration.ofMillis(2)))
                            .prices(catalog()))
                    .build();
        }

        @Override
        public void close() {
            router.close();
            vendors.close();
        }
    }
}
