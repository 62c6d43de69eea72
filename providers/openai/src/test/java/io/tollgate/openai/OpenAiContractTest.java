package io.tollgate.openai;

import io.tollgate.price.ModelCard;
import io.tollgate.price.Usage;
import io.tollgate.spi.Provider;
import io.tollgate.testkit.ProviderContract;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

class OpenAiContractTest extends ProviderContract {
    @Override
    protected Provider provider() {
        return OpenAi.builder()
                .keySource(() -> credential())
                .header("OpenAI-Project", "proj_1")
                .build();
    }

    @Override
    protected List<Embedded> embeddings() {
        // 1.0, -2.5 and 0.5, 3.0 as little-endian floats.
        return List.of(new Embedded(
                ModelCard.unknown("openai", "embed-test", ModelCard.Kind.EMBEDDING),
                List.of("a", "b"),
                OptionalInt.of(2),
                """
                {"model":"embed-test","input":["a","b"],"dimensions":2,"encoding_format":"base64"}
                """,
                """
                {"object":"list","data":[{"object":"embedding","index":1,"embedding":"AAAAPwAAQEA="},
                 {"object":"embedding","index":0,"embedding":"AACAPwAAIMA="}],"model":"embed-test",
                 "usage":{"prompt_tokens":2,"total_tokens":2}}
                """,
                List.of(new float[] {1.0f, -2.5f}, new float[] {0.5f, 3.0f}),
                Optional.of(Usage.of(2, 0))));
    }
}
