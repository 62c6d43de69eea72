package io.tollgate.benchmarks;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** LangChain4j's models of OpenAI with their default settings. */
public final class LangChain4j implements Contender {
    private final String baseUrl;
    private final Supplier<ChatModel> chat = once(this::chatModel);
    private final Supplier<StreamingChatModel> streaming = once(this::streamingModel);
    private final Supplier<EmbeddingModel> embedding = once(this::embeddingModel);

    /** Models that ask the vendor at this URL; each is made when it is first needed. */
    public LangChain4j(String baseUrl) {
        this.baseUrl = baseUrl;
    }

    private static <T> Supplier<T> once(Supplier<T> make) {
        return new Supplier<>() {
            private volatile T made;

            @Override
            public synchronized T get() {
                if (made == null) {
                    made = make.get();
                }
                return made;
            }
        };
    }

    private ChatModel chatModel() {
        return OpenAiChatModel.builder()
                .baseUrl(baseUrl)
                .apiKey("key")
                .modelName(MODEL)
                .build();
    }

    private StreamingChatModel streamingModel() {
        return OpenAiStreamingChatModel.builder()
                .baseUrl(baseUrl)
                .apiKey("key")
                .modelName(MODEL)
                .build();
    }

    private EmbeddingModel embeddingModel() {
        return OpenAiEmbeddingModel.builder()
                .baseUrl(baseUrl)
                .apiKey("key")
                .modelName(EMBEDDING_MODEL)
                .build();
    }

    @Override
    public String chat(String prompt) {
        return chat.get().chat(prompt);
    }

    @Override
    public void stream(String prompt, Runnable onText) throws Exception {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        streaming.get().chat(prompt, new StreamingChatResponseHandler() {
            @Override
            public void onPartialResponse(String text) {
                onText.run();
            }

            @Override
            public void onCompleteResponse(ChatResponse response) {
                done.complete(true);
            }

            @Override
            public void onError(Throwable error) {
                done.completeExceptionally(error);
            }
        });
        done.get();
    }

    @Override
    public int embed(List<String> texts) {
        return embedding.get().embedAll(texts.stream().map(TextSegment::from).toList()).content().stream()
                .mapToInt(each -> each.vector().length)
                .sum();
    }

    @Override
    public void close() {
        // Nothing to close: the JDK's client ends with the process.
    }
}
