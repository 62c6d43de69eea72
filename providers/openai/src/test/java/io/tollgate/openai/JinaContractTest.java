package io.tollgate.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.embedding.Purpose;
import io.tollgate.price.ModelCard;
import io.tollgate.price.Usage;
import io.tollgate.rerank.RerankRequest;
import io.tollgate.spi.Provider;
import io.tollgate.spi.RerankCodec;
import io.tollgate.testkit.RetrievalContract;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class JinaContractTest extends RetrievalContract {
    private static final ModelCard RANKS = ModelCard.unknown("jina", "rank-test", ModelCard.Kind.RERANK);
    private static final ModelCard EMBEDS = ModelCard.unknown("jina", "embed-test", ModelCard.Kind.EMBEDDING);

    @Override
    protected Provider provider() {
        return OpenAiCompatible.of(KnownVendor.JINA);
    }

    @Override
    protected List<Embedded> embeddings() {
        return List.of(new Embedded(
                EMBEDS,
                List.of("a", "b"),
                OptionalInt.of(2),
                """
                {"model":"embed-test","input":["a","b"],"dimensions":2}
                """,
                """
                {"model":"embed-test","object":"list","usage":{"total_tokens":4,"prompt_tokens":4},
                 "data":[{"object":"embedding","index":0,"embedding":[0.5,1]},
                 {"object":"embedding","index":1,"embedding":[-0.5,0]}]}
                """,
                List.of(new float[] {0.5f, 1}, new float[] {-0.5f, 0}),
                Optional.of(Usage.of(4, 0))));
    }

    @Override
    protected List<Reranked> rankings() {
        return List.of(new Reranked(
                RANKS,
                RerankRequest.of("any/model", "q", "first", "second"),
                """
                {"model":"rank-test","query":"q","documents":["first","second"],"return_documents":false}
                """,
                """
                {"model":"rank-test","object":"list","usage":{"total_tokens":12},
                 "results":[{"index":1,"relevance_score":0.9},{"index":0,"relevance_score":-0.1}]}
                """,
                List.of(new RerankCodec.Score(1, 0.9), new RerankCodec.Score(0, -0.1)),
                Optional.of(Usage.of(12, 0))));
    }

    @Test
    void whatVectorsAreForIsToldAsATask() throws Exception {
        byte[] body = provider()
                .embedding("m")
                .orElseThrow()
                .encode(EMBEDS, List.of("a"), OptionalInt.empty(), Purpose.QUERY)
                .body();
        assertThat(new String(body, StandardCharsets.UTF_8)).contains("\"task\":\"retrieval.query\"");
    }
}
