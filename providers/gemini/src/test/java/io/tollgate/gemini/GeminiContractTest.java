package io.tollgate.gemini;

import io.tollgate.price.ModelCard;
import io.tollgate.price.Usage;
import io.tollgate.spi.Provider;
import io.tollgate.testkit.ProviderContract;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

class GeminiContractTest extends ProviderContract {
    @Override
    protected Provider provider() {
        return Gemini.create();
    }

    @Override
    protected ModelCard card() {
        return ModelCard.unknown("gemini", "gemini-9-flash", ModelCard.Kind.CHAT);
    }

    @Override
    protected List<Embedded> embeddings() {
        return List.of(new Embedded(
                ModelCard.unknown("gemini", "gemini-embedding-2", ModelCard.Kind.EMBEDDING),
                List.of("a", "b"),
                OptionalInt.of(2),
                """
                {"requests":[
                 {"model":"models/gemini-embedding-2","content":{"parts":[{"text":"a"}]},"outputDimensionality":2},
                 {"model":"models/gemini-embedding-2","content":{"parts":[{"text":"b"}]},"outputDimensionality":2}]}""",
                """
                {"embeddings":[{"values":[0.25,-1]},{"values":[1e-3,0]}],"usageMetadata":{"promptTokenCount":4}}""",
                List.of(new float[] {0.25f, -1}, new float[] {0.001f, 0}),
                Optional.of(Usage.of(4, 0))));
    }
}
