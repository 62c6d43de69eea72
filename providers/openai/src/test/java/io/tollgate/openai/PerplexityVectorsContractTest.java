package io.tollgate.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.embedding.Purpose;
import io.tollgate.price.ModelCard;
import io.tollgate.price.Money;
import io.tollgate.price.Usage;
import io.tollgate.spi.Provider;
import io.tollgate.testkit.RetrievalContract;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class PerplexityVectorsContractTest extends RetrievalContract {
    private static final ModelCard CARD = ModelCard.unknown("perplexity", "pplx-embed-test", ModelCard.Kind.EMBEDDING);

    @Override
    protected Provider provider() {
        return OpenAiCompatible.of(KnownVendor.PERPLEXITY);
    }

    @Override
    protected List<Embedded> embeddings() {
        // 1, -2, 127 and -128 as signed bytes.
        return List.of(new Embedded(
                CARD,
                List.of("a"),
                OptionalInt.of(4),
                """
                {"model":"pplx-embed-test","input":["a"],"dimensions":4}
                """,
                """
                {"object":"list","data":[{"object":"embedding","embedding":"Af5/gA==","index":0}],"model":"pplx-embed-test",
                 "usage":{"prompt_tokens":3,"total_tokens":3,
                  "cost":{"input_cost":0.00001,"total_cost":0.00001,"currency":"USD"}}}
                """,
                List.of(new float[] {1, -2, 127, -128}),
                Optional.of(Usage.of(3, 0).withReportedCost(Money.usd("0.00001")))));
    }

    private static String url(Provider provider) throws Exception {
        return provider.embedding("pplx-embed-test")
                .orElseThrow()
                .encode(CARD, List.of("a"), OptionalInt.empty(), Purpose.ANY)
                .url();
    }

    @Test
    void vectorsComeFromBelowV1() throws Exception {
        assertThat(url(provider())).isEqualTo("https://api.perplexity.ai/v1/embeddings");
        assertThat(url(OpenAiCompatible.builder(KnownVendor.PERPLEXITY, "https://api.perplexity.ai/v1")
                        .build()))
                .isEqualTo("https://api.perplexity.ai/v1/embeddings");
    }
}
