package io.tollgate.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.failure.FailureKind;
import io.tollgate.price.ModelCard;
import io.tollgate.price.Money;
import io.tollgate.price.PriceCatalog;
import io.tollgate.price.Usage;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpReply;
import io.tollgate.spi.RerankCodec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RerankingsTest {
    @Test
    void aRankingCostsItsTokensToTheNanoDollar() {
        ModelCard card = PriceCatalog.bundled().find("voyage", "rerank-2-lite").orElseThrow();
        assertThat(card.price(Instant.now()).orElseThrow().cost(Usage.of(57, 0), Instant.now()))
                .as("57 × 0.02 / 10^6")
                .isEqualTo(Money.usd("0.00000114"));
    }

    @Test
    void thereAreNoChats() {
        assertThat(OpenAiCompatible.of(KnownVendor.VOYAGE).chat("m")).isEmpty();
        assertThat(OpenAiCompatible.of(KnownVendor.JINA).chat("m")).isEmpty();
        assertThat(OpenAi.create().rerank("m")).isEmpty();
        assertThat(OpenAiCompatible.of(KnownVendor.GROQ).rerank("m")).isEmpty();
    }

    @Test
    void unitsOfSearchAreCountedWhereAServerSpeaksAsCohereDid() throws Exception {
        RerankCodec.Ranking ranking = decode(KnownVendor.LITELLM, """
                {"id":"1","results":[{"index":0,"relevance_score":0.5}],
                 "meta":{"billed_units":{"search_units":2},"tokens":{"input_tokens":9}}}""");
        assertThat(ranking.usage()).contains(Usage.NONE.withSearchUnits(2));
    }

    @Test
    void aServerThatCountsNothingHasNoUsage() throws Exception {
        assertThat(decode(KnownVendor.VLLM, "{\"results\":[{\"index\":0,\"score\":7.5,\"document\":{\"text\":\"d\"}}]}")
                        .usage())
                .isEmpty();
    }

    @Test
    void aResultWithoutAPlaceOrAScoreIsABadAnswerAndAnErrorIsAFailure() {
        for (String results : List.of(
                "[]",
                "[{\"index\":0}]",
                "[{\"relevance_score\":1}]",
                "[{\"index\":-1,\"relevance_score\":1}]",
                "[1]")) {
            assertThatThrownBy(() -> decode(KnownVendor.JINA, "{\"results\":" + results + "}"))
                    .as(results)
                    .isInstanceOfSatisfying(
                            FailureException.class,
                            e -> assertThat(e.failure().kind()).isEqualTo(FailureKind.BAD_ANSWER));
        }
        assertThatThrownBy(() -> decode(KnownVendor.OPENROUTER, "{\"error\":{\"code\":429,\"message\":\"slow down\"}}"))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        e -> assertThat(e.failure().kind()).isEqualTo(FailureKind.RATE_LIMIT));
    }

    private static RerankCodec.Ranking decode(KnownVendor vendor, String body) throws FailureException {
        return OpenAiCompatible.of(vendor)
                .rerank("m")
                .orElseThrow()
                .decode(new HttpReply(200, Headers.NONE, body.getBytes(StandardCharsets.UTF_8), Instant.EPOCH));
    }
}
