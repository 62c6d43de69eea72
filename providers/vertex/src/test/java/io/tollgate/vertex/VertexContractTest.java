package io.tollgate.vertex;

import io.tollgate.price.ModelCard;
import io.tollgate.price.Usage;
import io.tollgate.spi.Provider;
import io.tollgate.testkit.ProviderContract;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

class VertexContractTest extends ProviderContract {
    @Override
    protected Provider provider() {
        return Vertex.builder("my-project", "europe-west4").build();
    }

    @Override
    protected ModelCard card() {
        return ModelCard.unknown("vertex", "gemini-9-flash", ModelCard.Kind.CHAT);
    }

    @Override
    protected List<Embedded> embeddings() {
        return List.of(
                new Embedded(
                        ModelCard.unknown("vertex", "text-embedding-9", ModelCard.Kind.EMBEDDING),
                        List.of("a", "b"),
                        OptionalInt.of(2),
                        """
                        {"instances":[{"content":"a"},{"content":"b"}],"parameters":{"outputDimensionality":2}}""",
                        """
                        {"predictions":[
                          {"embeddings":{"values":[0.25,-1],"statistics":{"token_count":3,"truncated":false}}},
                          {"embeddings":{"statistics":{"token_count":4},"values":[1e-3,0]}}],
                         "metadata":{"billableCharacterCount":2}}""",
                        List.of(new float[] {0.25f, -1}, new float[] {0.001f, 0}),
                        Optional.of(Usage.of(7, 0))),
                new Embedded(
                        ModelCard.unknown("vertex", "gemini-embedding-9", ModelCard.Kind.EMBEDDING),
                        List.of("a"),
                        OptionalInt.of(2),
                        """
                        {"content":{"parts":[{"text":"a"}]},"outputDimensionality":2}""",
                        """
                        {"embedding":{"values":[0.25,-1]},"usageMetadata":{"promptTokenCount":4},"truncated":false}""",
                        List.of(new float[] {0.25f, -1}),
                        Optional.of(Usage.of(4, 0))));
    }
}
