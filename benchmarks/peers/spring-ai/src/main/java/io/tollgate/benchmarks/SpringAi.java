package io.tollgate.benchmarks;

import java.util.List;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.openai.OpenAiEmbeddingModel;
import org.springframework.ai.openai.OpenAiEmbeddingOptions;

/** Spring AI's models of OpenAI with their default settings, without a Spring context. */
public final class SpringAi implements Contender {
    private final OpenAiChatModel chat;
    private final String baseUrl;
    private volatile EmbeddingModel embedding;

    /** Models that ask the vendor at this URL. */
    public SpringAi(String baseUrl) {
        this.baseUrl = baseUrl;
        chat = OpenAiChatModel.builder()
                .options(OpenAiChatOptions.builder()
                        .baseUrl(baseUrl)
                        .apiKey("key")
                        .model(MODEL)
                        .build())
                .build();
    }

    @Override
    public String chat(String prompt) {
        return chat.call(prompt);
    }

    @Override
    public void stream(String prompt, Runnable onText) {
        chat.stream(new Prompt(prompt)).toStream().forEach(response -> {
            if (response.getResult() != null && response.getResult().getOutput().getText() != null) {
                onText.run();
            }
        });
    }

    private synchronized EmbeddingModel embedding() {
        if (embedding == null) {
            embedding = OpenAiEmbeddingModel.builder()
                    .options(OpenAiEmbeddingOptions.builder()
                            .baseUrl(baseUrl)
                            .apiKey("key")
                            .model(EMBEDDING_MODEL)
                            .build())
                    .build();
        }
        return embedding;
    }

    @Override
    public int embed(List<String> texts) {
        return embedding().embed(texts).stream().mapToInt(each -> each.length).sum();
    }

    @Override
    public void close() {
        // Nothing to close: the client ends with the process.
    }
}
