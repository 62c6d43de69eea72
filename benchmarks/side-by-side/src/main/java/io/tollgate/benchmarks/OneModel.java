package io.tollgate.benchmarks;

import io.tollgate.Router;
import io.tollgate.key.KeySource;
import io.tollgate.openai.OpenAi;
import java.util.List;

/** Tollgate as it comes: one provider, one model, no budget, no registry. */
public final class OneModel implements Contender {
    private final Tollgate calls;

    /** A router that asks the vendor at this URL. */
    public OneModel(String baseUrl) {
        calls = new Tollgate(
                Router.builder()
                        .provider(OpenAi.builder()
                                .baseUrl(baseUrl)
                                .keySource(KeySource.of(() -> "key"))
                                .build())
                        .build(),
                "openai/" + MODEL);
    }

    @Override
    public String chat(String prompt) {
        return calls.chat(prompt);
    }

    @Override
    public void stream(String prompt, Runnable onText) {
        calls.stream(prompt, onText);
    }

    @Override
    public int embed(List<String> texts) {
        return calls.embed(texts);
    }

    @Override
    public void close() {
        calls.close();
    }
}
