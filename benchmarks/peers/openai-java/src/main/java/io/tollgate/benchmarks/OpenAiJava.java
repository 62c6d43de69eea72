package io.tollgate.benchmarks;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.embeddings.EmbeddingCreateParams;
import java.util.List;

/** OpenAI's own library with its default settings. */
public final class OpenAiJava implements Contender {
    private final OpenAIClient client;

    /** A client that asks the vendor at this URL. */
    public OpenAiJava(String baseUrl) {
        client = OpenAIOkHttpClient.builder().baseUrl(baseUrl).apiKey("key").build();
    }

    private static ChatCompletionCreateParams ask(String prompt) {
        return ChatCompletionCreateParams.builder()
                .model(MODEL)
                .addUserMessage(prompt)
                .build();
    }

    @Override
    public String chat(String prompt) {
        return client.chat().completions().create(ask(prompt)).choices().get(0).message().content().orElse("");
    }

    @Override
    public void stream(String prompt, Runnable onText) {
        try (StreamResponse<ChatCompletionChunk> response = client.chat().completions().createStreaming(ask(prompt))) {
            response.stream()
                    .flatMap(chunk -> chunk.choices().stream())
                    .filter(choice -> choice.delta().content().isPresent())
                    .forEach(choice -> onText.run());
        }
    }

    @Override
    public int embed(List<String> texts) {
        EmbeddingCreateParams ask = EmbeddingCreateParams.builder()
                .model(EMBEDDING_MODEL)
                .inputOfArrayOfStrings(texts)
                .build();
        return client.embeddings().create(ask).data().stream()
                .mapToInt(each -> each.embedding().size())
                .sum();
    }

    @Override
    public void close() {
        client.close();
    }
}
