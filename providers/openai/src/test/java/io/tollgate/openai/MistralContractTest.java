package io.tollgate.openai;

import io.tollgate.price.ModelCard;
import io.tollgate.price.Usage;
import io.tollgate.spi.Provider;
import io.tollgate.testkit.ProviderContract;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

class MistralContractTest extends ProviderContract {
    @Override
    protected Provider provider() {
        return OpenAiCompatible.of(KnownVendor.MISTRAL);
    }

    @Override
    protected List<Embedded> embeddings() {
        return List.of(new Embedded(
                ModelCard.unknown("mistral", "codestral-embed", ModelCard.Kind.EMBEDDING),
                List.of("a", "b"),
                OptionalInt.of(2),
                "{\"model\":\"codestral-embed\",\"input\":[\"a\",\"b\"],\"output_dimension\":2}",
                """
                {"id":"e1","object":"list","data":[{"object":"embedding","embedding":[0.5,-1],"index":0},
                 {"object":"embedding","embedding":[0.25,2],"index":1}],"model":"codestral-embed",
                 "usage":{"prompt_audio_seconds":null,"prompt_tokens":4,"total_tokens":4,"completion_tokens":0}}
                """,
                List.of(new float[] {0.5f, -1}, new float[] {0.25f, 2}),
                Optional.of(Usage.of(4, 0))));
    }
}
