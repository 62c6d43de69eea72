package io.tollgate.tests.hostile;

import io.tollgate.Router;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.ChatResponse;
import io.tollgate.chat.ChatStream;
import io.tollgate.embedding.EmbeddingRequest;
import io.tollgate.embedding.EmbeddingResponse;
import io.tollgate.failure.Attempt;
import java.util.Arrays;
import java.util.List;

/** What is asked of a vendor. */
enum Asking {
    CHAT,
    STREAM,
    EMBED;

    /** What a call gave. */
    record Given(String said, List<Attempt> attempts) {}

    static ChatRequest request(String model) {
        return ChatRequest.of(model, "Why is the sky blue?").withMaxOutputTokens(100);
    }

    Given ask(Router router, String model) {
        return switch (this) {
            case CHAT -> given(router.chat(request(model)));
            case STREAM -> {
                try (ChatStream stream = router.stream(request(model))) {
                    yield given(stream.collect());
                }
            }
            case EMBED -> {
                EmbeddingResponse response = router.embed(EmbeddingRequest.of(model, "Why?"));
                yield new Given(Arrays.toString(response.vectors().get(0)), response.attempts());
            }
        };
    }

    private static Given given(ChatResponse response) {
        return new Given(response.text(), response.attempts());
    }

    /** The right answer. */
    String right() {
        return this == EMBED ? "[1.5, 2.5]" : Format.TEXT;
    }
}
