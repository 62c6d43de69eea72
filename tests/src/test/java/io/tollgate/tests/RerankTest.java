package io.tollgate.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tollgate.BudgetExceededException;
import io.tollgate.CallRecord;
import io.tollgate.Plan;
import io.tollgate.Retrying;
import io.tollgate.Router;
import io.tollgate.TollgateException;
import io.tollgate.budget.Basis;
import io.tollgate.budget.Budget;
import io.tollgate.budget.EntryQuery;
import io.tollgate.budget.LedgerEntry;
import io.tollgate.embedding.EmbeddingRequest;
import io.tollgate.failure.FailureKind;
import io.tollgate.key.KeySource;
import io.tollgate.openai.KnownVendor;
import io.tollgate.openai.OpenAiCompatible;
import io.tollgate.price.ModelCard;
import io.tollgate.price.Money;
import io.tollgate.price.Price;
import io.tollgate.price.PriceCatalog;
import io.tollgate.price.Usage;
import io.tollgate.rerank.RerankRequest;
import io.tollgate.rerank.RerankResponse;
import io.tollgate.spi.Provider;
import io.tollgate.testkit.FakeAnswer;
import io.tollgate.testkit.FakeVendor;
import io.tollgate.testkit.FakeVendors;
import io.tollgate.testkit.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Rankings through the router: order, price, budget, fallback, meters. */
class RerankTest {
    private static final String TOKENS = "voyage/by-token";
    private static final String SEARCHES = "jina/by-search";
    private static final RerankRequest ASK = RerankRequest.of(
            "rank",
            "capital of France",
            "Berlin is the capital of Germany.",
            "Bananas are yellow.",
            "Paris is the capital of France.");

    @Test
    void theBestComesFirstWithItsPlaceAndItsTextFromTheRequest() {
        try (Bench bench = new Bench(builder -> builder)) {
            RerankResponse response = bench.router.rerank(ASK);
            assertThat(response.results())
                    .extracting(RerankResponse.Ranked::index)
                    .containsExactly(2, 0, 1);
            assertThat(response.results().get(0).document()).isEqualTo("Paris is the capital of France.");
            assertThat(response.results().get(0).score())
                    .isGreaterThan(response.results().get(1).score());
            assertThat(response.model()).isEqualTo(TOKENS);
            assertThat(response.route()).isEqualTo("rank");
            assertThat(response.attempts()).hasSize(1);
            assertThat(response.requestId()).isEqualTo("req_fake1");
            assertThat(response.latency()).isPositive();
        }
    }

    @Test
    void onlySoManyAsAreWantedComeBack() {
        try (Bench bench = new Bench(builder -> builder)) {
            assertThat(bench.router.rerank(ASK.withTopN(1)).results()).hasSize(1);
            assertThat(bench.voyage.lastRequest().bodyText()).contains("\"top_k\":1");
            assertThat(bench.router.rerank(ASK.withTopN(9)).results()).hasSize(3);
        }
    }

    @Test
    void whoIsCheapestDependsOnTheRequest() {
        try (Bench bench = new Bench(builder -> builder)) {
            assertThat(bench.router.rerank(ASK).model()).isEqualTo(TOKENS);
            List<String> many = Collections.nCopies(90, "w ".repeat(440));
            assertThat(bench.router
                            .rerank(RerankRequest.of("rank", "w ".repeat(500), many))
                            .model())
                    .as("a search costs the same, however long the query is")
                    .isEqualTo(SEARCHES);
        }
    }

    @Test
    void theCostIsExactForTokensAndForSearches() {
        try (Bench bench = new Bench(builder -> builder)) {
            bench.voyage.next(FakeAnswer.text("").withUsage(Usage.of(57, 0)));
            RerankResponse tokens = bench.router.rerank(ASK);
            assertThat(tokens.usage()).isEqualTo(Usage.of(57, 0));
            assertThat(tokens.cost()).isEqualTo(Money.ofNanos(57 * 50));
            bench.jina.next(FakeAnswer.text("").withUsage(Usage.NONE.withSearchUnits(2)));
            RerankResponse searches = bench.router.rerank(at(SEARCHES));
            assertThat(searches.usage().searchUnits()).isEqualTo(2);
            assertThat(searches.cost()).isEqualTo(Money.usd("0.004"));
        }
    }

    @Test
    void aVendorThatFailsIsFollowedByTheNext() {
        try (Bench bench = new Bench(builder -> builder)) {
            bench.voyage.always(Fault.status(503));
            RerankResponse response = bench.router.rerank(ASK);
            assertThat(response.model()).isEqualTo(SEARCHES);
            assertThat(response.attempts()).hasSize(3);
            assertThat(bench.voyage.requestCount()).as("once and a retry").isEqualTo(2);
            TollgateException alone =
                    catchThrowableOfType(TollgateException.class, () -> bench.router.rerank(ASK.withoutFallback()));
            assertThat(alone.failure().orElseThrow().kind()).isEqualTo(FailureKind.OVERLOADED);
        }
    }

    @Test
    void whatTheRequestIsToBlameForIsNeitherRetriedNorTriedElsewhere() {
        try (Bench bench = new Bench(builder -> builder)) {
            bench.voyage.next(Fault.status(400));
            TollgateException e = catchThrowableOfType(TollgateException.class, () -> bench.router.rerank(ASK));
            assertThat(e.failure().orElseThrow().kind()).isEqualTo(FailureKind.INVALID_REQUEST);
            assertThat(bench.voyage.requestCount()).isEqualTo(1);
            assertThat(bench.jina.requestCount()).isZero();
        }
    }

    @Test
    void aBudgetRefusesWhatItCanNotHold() {
        try (Bench bench =
                new Bench(builder -> builder.budget(Budget.usd("0.000001").every("1d")))) {
            assertThatThrownBy(() -> bench.router.rerank(ASK)).isInstanceOf(BudgetExceededException.class);
            assertThat(bench.voyage.requestCount() + bench.jina.requestCount()).isZero();
        }
        try (Bench bench = new Bench(builder -> builder)) {
            assertThatThrownBy(() -> bench.router.rerank(ASK.withMaxCostPerCall(Money.ofNanos(10))))
                    .isInstanceOf(TollgateException.class)
                    .hasMessageContaining("maxCostPerCall");
        }
    }

    @Test
    void theHoldIsSettledAtWhatItCost() throws Exception {
        try (Bench bench = new Bench(builder -> builder.budget(Budget.usd("1").every("1d")))) {
            RerankResponse response = bench.router.rerank(ASK.withTeam("search").withTag("index", "news"));
            LedgerEntry entry = newest(bench);
            assertThat(entry.cost()).isEqualTo(response.cost());
            assertThat(entry.basis()).isEqualTo(Basis.REPORTED);
            assertThat(entry.spender().team()).isEqualTo("search");
            assertThat(entry.spender().tags()).containsEntry("index", "news");
            assertThat(bench.router
                            .plan(ASK)
                            .candidates()
                            .get(0)
                            .estimate()
                            .orElseThrow()
                            .max())
                    .as("the hold covers a query that is read once for each document")
                    .isGreaterThan(response.cost());
        }
    }

    @Test
    void theHoldCoversAQueryThatIsReadOnceForEachDocument() {
        RerankRequest ask = RerankRequest.of(TOKENS, "q".repeat(400), Collections.nCopies(50, "d"));
        try (Bench bench = new Bench(builder -> builder)) {
            Plan.Estimate estimate =
                    bench.router.plan(ask).candidates().get(0).estimate().orElseThrow();
            Money tokenForEachByte = Money.ofNanos((400 + 1) * 50 * 50L);
            assertThat(estimate.max()).isGreaterThanOrEqualTo(tokenForEachByte);
            assertThat(estimate.expected()).isEqualTo(Money.ofNanos((400 + 1) * 50 / 4 * 50L));
        }
    }

    @Test
    void manyOrLongDocumentsAreSeveralSearches() {
        try (Bench bench = new Bench(builder -> builder)) {
            RerankRequest many = RerankRequest.of(SEARCHES, "q", Collections.nCopies(201, "d"));
            assertThat(searches(bench, many).expected()).isEqualTo(Money.usd("0.006"));
            RerankRequest lengthy = RerankRequest.of(SEARCHES, "q", Collections.nCopies(100, "d".repeat(1_000)));
            assertThat(searches(bench, lengthy).expected())
                    .as("250 tokens each")
                    .isEqualTo(Money.usd("0.002"));
            assertThat(searches(bench, lengthy).max())
                    .as("1,000 at most: three pieces")
                    .isEqualTo(Money.usd("0.006"));
        }
    }

    private static Plan.Estimate searches(Bench bench, RerankRequest request) {
        return bench.router.plan(request).candidates().get(0).estimate().orElseThrow();
    }

    @Test
    void aVendorThatCountsNothingIsBookedByAGuess() throws Exception {
        try (Bench bench = new Bench(builder -> builder)) {
            bench.voyage.next(answer("{\"results\":[{\"index\":1,\"relevance_score\":0.5}]}"));
            RerankResponse response = bench.router.rerank(ASK);
            assertThat(response.usage().inputTokens()).isPositive();
            assertThat(response.cost()).isGreaterThan(Money.ZERO);
            assertThat(newest(bench).basis()).isEqualTo(Basis.ESTIMATED);
            bench.jina.next(answer("{\"results\":[{\"index\":1,\"relevance_score\":0.5}]}"));
            assertThat(bench.router.rerank(at(SEARCHES)).cost()).isEqualTo(Money.usd("0.002"));
        }
    }

    @Test
    void aRankingThatDoesNotFitTheRequestIsNoAnswer() {
        for (String results : List.of(
                "{\"index\":3,\"relevance_score\":0.5}",
                "{\"index\":0,\"relevance_score\":0.5},{\"index\":0,\"relevance_score\":0.4}",
                "{\"index\":0,\"relevance_score\":0.5},{\"index\":1,\"relevance_score\":0.4},"
                        + "{\"index\":2,\"relevance_score\":0.3}",
                "{\"index\":0}",
                "")) {
            try (Bench bench = new Bench(builder -> builder)) {
                bench.voyage.next(answer("{\"results\":[" + results + "],\"usage\":{\"total_tokens\":40}}"));
                RerankResponse response = bench.router.rerank(ASK.withTopN(2));
                assertThat(response.model()).as(results).isEqualTo(SEARCHES);
                assertThat(response.attempts().get(0).failure().orElseThrow().kind())
                        .as(results)
                        .isEqualTo(FailureKind.BAD_ANSWER);
            }
        }
    }

    @Test
    void aServerThatKeepsTheRequestsOrderIsPutInOrder() {
        try (Bench bench = new Bench(builder -> builder)) {
            bench.voyage.next(answer("{\"results\":[{\"index\":0,\"relevance_score\":-4},"
                    + "{\"index\":1,\"relevance_score\":2.5},{\"index\":2,\"relevance_score\":0}]}"));
            assertThat(bench.router.rerank(ASK).results())
                    .extracting(RerankResponse.Ranked::index)
                    .containsExactly(1, 2, 0);
        }
    }

    @Test
    void aModelThatTakesFewerDocumentsIsSkippedByName() {
        try (Bench bench = new Bench(builder -> builder)) {
            RerankRequest many = RerankRequest.of("rank", "q", Collections.nCopies(1_001, "d"));
            Plan plan = bench.router.plan(many);
            assertThat(plan.candidates()).isEmpty();
            assertThat(plan.skipped().get(0).reason()).contains("1001 documents", "1000", TOKENS);
            assertThatThrownBy(() -> bench.router.rerank(many))
                    .isInstanceOf(TollgateException.class)
                    .hasMessageContaining("1001 documents");
            assertThat(bench.voyage.requestCount()).isZero();
        }
    }

    @Test
    void aPlanTellsWhoIsAskedAtWhatCostAndAsksNobody() {
        try (Bench bench = new Bench(builder -> builder)) {
            Plan plan = bench.router.plan(ASK);
            assertThat(plan.candidates()).extracting(Plan.Candidate::model).containsExactly(TOKENS, SEARCHES);
            Plan.Estimate searches = plan.candidates().get(1).estimate().orElseThrow();
            assertThat(searches.expected()).isEqualTo(Money.usd("0.002"));
            assertThat(searches.max()).isEqualTo(Money.usd("0.002"));
            assertThat(bench.router
                            .plan(EmbeddingRequest.of("voyage/vectors", "a", "b"))
                            .candidates())
                    .singleElement()
                    .satisfies(one -> assertThat(one.estimate()).isPresent());
            assertThat(bench.voyage.requestCount()).isZero();
        }
    }

    @Test
    void metersAndRecordsCallItRerank() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        List<CallRecord> records = new ArrayList<>();
        try (Bench bench = new Bench(builder -> builder.meterRegistry(registry).onCall(records::add))) {
            RerankResponse response = bench.router.rerank(ASK.withTeam("search"));
            assertThat(registry.get("gen_ai.client.operation.duration")
                            .tag("gen_ai.operation.name", "rerank")
                            .tag("gen_ai.provider.name", "voyage")
                            .tag("error.type", "none")
                            .timer()
                            .count())
                    .isEqualTo(1);
            assertThat(registry.get("gen_ai.client.token.usage")
                            .tag("gen_ai.operation.name", "rerank")
                            .tag("gen_ai.request.model", "by-token")
                            .tag("gen_ai.token.type", "input")
                            .summary()
                            .totalAmount())
                    .isEqualTo((double) response.usage().inputTokens());
            assertThat(registry.get("tollgate.cost")
                            .tag("team", "search")
                            .counter()
                            .count())
                    .isPositive();
            assertThat(records).singleElement().satisfies(record -> {
                assertThat(record.operation()).isEqualTo("rerank");
                assertThat(record.outcome()).isEqualTo("served");
                assertThat(record.cost()).isEqualTo(response.cost());
            });
            assertThat(bench.router.stats().costByTeam()).containsEntry("search", response.cost());
        }
    }

    @Test
    void aDeadlineEndsTheCall() {
        try (Bench bench = new Bench(builder -> builder)) {
            bench.voyage.always(Fault.stall());
            TollgateException e = catchThrowableOfType(
                    TollgateException.class, () -> bench.router.rerank(ASK.withDeadline(Duration.ofMillis(300))));
            assertThat(e.failure().orElseThrow().kind()).isEqualTo(FailureKind.DEADLINE);
            assertThat(bench.jina.requestCount()).isZero();
        }
    }

    @Test
    void noWordOfQueryOrDocumentIsInAMessage() {
        try (Bench bench = new Bench(builder -> builder)) {
            bench.voyage.next(Fault.status(400).message("bad: Paris is the capital of France. / capital of France"));
            assertThatThrownBy(() -> bench.router.rerank(ASK))
                    .satisfies(e -> assertThat(e.toString()).doesNotContain("capital of France"));
            assertThat(ASK.toString()).doesNotContain("France");
        }
    }

    @Test
    void kindsAreNotMixedInARoute() {
        assertThatThrownBy(() -> new Bench(builder -> builder.route("mixed", TOKENS, "voyage/vectors")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("mixed", TOKENS, "voyage/vectors", "kind");
    }

    @Test
    void modelsThatNoCatalogueListsRankAsWell() {
        try (Bench bench = new Bench(builder -> builder.route("own", "voyage/mine", "jina/mine"))) {
            bench.voyage.always(Fault.status(500));
            assertThat(bench.router.rerank(at("own")).model()).isEqualTo("jina/mine");
            bench.voyage.recover();
            assertThat(bench.router.rerank(at("voyage/mine")).results()).hasSize(3);
        }
        try (Bench bench = new Bench(builder -> builder.route("own", "voyage/mine", TOKENS)
                .budget(Budget.usd("1").every("1d")))) {
            assertThat(bench.router.plan(at("own")).skipped())
                    .singleElement()
                    .satisfies(skip -> assertThat(skip.reason()).contains("no price known"));
        }
    }

    private static RerankRequest at(String model) {
        return RerankRequest.of(model, ASK.query(), ASK.documents());
    }

    private static Fault answer(String body) {
        return Fault.json(body);
    }

    private static LedgerEntry newest(Bench bench) throws Exception {
        return bench.router.ledger().entries(EntryQuery.newest(1)).newest().get(0);
    }

    /** One vendor that charges by the token, and one by the search. */
    private static final class Bench implements AutoCloseable {
        final FakeVendors vendors = FakeVendors.start();
        final FakeVendor voyage = vendors.openAi("voyage");
        final FakeVendor jina = vendors.openAi("jina");
        final Router router;

        Bench(UnaryOperator<Router.Builder> settings) {
            router = settings.apply(Router.builder()
                            .provider(provider(KnownVendor.VOYAGE, voyage))
                            .provider(provider(KnownVendor.JINA, jina))
                            .route("rank", SEARCHES, TOKENS)
                            .retrying(Retrying.standard().withBackoff(Duration.ofMillis(1), Duration.ofMillis(2)))
                            .prices(catalog()))
                    .build();
        }

        private static Provider provider(KnownVendor vendor, FakeVendor fake) {
            return OpenAiCompatible.builder(vendor, fake.baseUrl())
                    .keySource(KeySource.of(() -> "key"))
                    .build();
        }

        private static PriceCatalog catalog() {
            return PriceCatalog.bundled()
                    .with(ModelCard.of("voyage", "by-token", ModelCard.Kind.RERANK)
                            .withLimits(500, 0)
                            .withPrice(Price.perMillion("0.05", "0")))
                    .with(ModelCard.of("voyage", "vectors", ModelCard.Kind.EMBEDDING)
                            .withPrice(Price.perMillion("0.05", "0")))
                    .with(ModelCard.of("jina", "by-search", ModelCard.Kind.RERANK)
                            .withPrice(Price.perMillion("0", "0").withSearchUnit(Money.usd("0.002"))));
        }

        @Override
        public void close() {
            router.close();
            vendors.close();
        }
    }
}
