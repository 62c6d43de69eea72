package io.tollgate.benchmarks;

import io.tollgate.Router;
import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.ChatStream;
import io.tollgate.embedding.EmbeddingRequest;
import java.util.List;

/** Calls through a router; what is common to the two set-ups that are measured. */
record Tollgate(Router router, String model) implements Contender {
    static final String EMBEDDING = "openai/" + EMBEDDING_MODEL;

    @Override
    public String chat(String prompt) {
        return router.chat(ChatRequest.of(model, prompt)).text();
    }

    @Override
    public void stream(String prompt, Runnable onText) {
        try (ChatStream stream = router.stream(ChatRequest.of(model, prompt))) {
            for (ChatEvent event : stream) {
                if (event instanceof ChatEvent.Text) {
                    onText.run();
                }
            }
        }
    }

    @Override
    public int embed(List<String> texts) {
        int numbers = 0;
        for (float[] vector :
                router.embed(EmbeddingRequest.of(EMBEDDING, texts)).vectors()) {
            numbers += vector.length;
        }
        return numbers;
    }

    @Override
    public void close() {
        router.close();
    }
}
