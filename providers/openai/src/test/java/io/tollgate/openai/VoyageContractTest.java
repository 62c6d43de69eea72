package io.tollgate.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.embedding.Purpose;
import io.tollgate.price.ModelCard;
import io.tollgate.price.Usage;
import io.tollgate.rerank.RerankRequest;
import io.tollgate.spi.HttpCall;
import io.tollgate.spi.Provider;
import io.tollgate.spi.RerankCodec;
import io.tollgate.testkit.RetrievalContract;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class VoyageContractTest extends RetrievalContract {
    @Override
    protected Provider provider() {
        return OpenAiCompatible.of(KnownVendor.VOYAGE);
    }

    @Override
    protected List<Embedded> embeddings() {
        // 1.0 and -2.5 as little-endian floats.
        return List.of(new Embedded(
                card("embed-test", ModelCard.Kind.EMBEDDING),
                List.of("a"),
                OptionalInt.of(2),
                """
                {"model":"embed-test","input":["a"],"output_dimension":2,"encoding_format":"base64","truncation":false}
                """,
                """
                {"object":"list","data":[{"object":"embedding","embedding":"AACAPwAAIMA=","index":0}],
                 "model":"embed-test","usage":{"total_tokens":2}}
                """,
                List.of(new float[] {1.0f, -2.5f}),
                Optional.of(Usage.of(2, 0))));
    }

    @Override
    protected List<Reranked> rankings() {
        return List.of(new Reranked(
                card("rank-test", ModelCard.Kind.RERANK),
                RerankRequest.of("any/model", "q", "first", "second").withTopN(1),
                """
                {"model":"rank-test","query":"q","documents":["first","second"],"top_k":1}
                """,
                """
                {"object":"list","data":[{"relevance_score":0.75,"index":1}],"model":"rank-test",
                 "usage":{"total_tokens":6}}
                """,
                List.of(new RerankCodec.Score(1, 0.75)),
                Optional.of(Usage.of(6, 0))));
    }

    @Test
    void whatVectorsAreForIsToldInItsWords() throws Exception {
        assertThat(encoded(Purpose.QUERY)).contains("\"input_type\":\"query\"");
        assertThat(encoded(Purpose.DOCUMENT)).contains("\"input_type\":\"document\"");
        assertThat(encoded(Purpose.ANY) + encoded(Purpose.CLUSTERING)).doesNotContain("input_type");
    }

    private static ModelCard card(String name, ModelCard.Kind kind) {
        return ModelCard.unknown("voyage", name, kind);
    }

    private String encoded(Purpose purpose) throws Exception {
        HttpCall call = provider()
                .embedding("m")
                .orElseThrow()
                .encode(card("m", ModelCard.Kind.EMBEDDING), List.of("a"), OptionalInt.empty(), purpose);
        return new String(call.body(), StandardCharsets.UTF_8);
    }
}
