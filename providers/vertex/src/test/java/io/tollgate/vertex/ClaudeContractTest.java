package io.tollgate.vertex;

import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Content;
import io.tollgate.chat.Message;
import io.tollgate.chat.Signature;
import io.tollgate.price.ModelCard;
import io.tollgate.spi.Delivery;
import io.tollgate.spi.Provider;
import io.tollgate.testkit.ProviderContract;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Claude at Vertex AI: Anthropic signs, whoever hosts. */
class ClaudeContractTest extends ProviderContract {
    @Override
    protected Provider provider() {
        return Vertex.builder("my-project", "global").build();
    }

    @Override
    protected ModelCard card() {
        return ModelCard.unknown("vertex", "claude-test-9@20260101", ModelCard.Kind.CHAT);
    }

    @Override
    protected Path fixtures() {
        return super.fixtures().resolveSibling("claude");
    }

    @Override
    protected List<Golden> requests() {
        List<Golden> requests = new ArrayList<>(super.requests());
        requests.add(golden("follow-up", followUp(), Delivery.STREAM));
        return requests;
    }

    private static ChatRequest followUp() {
        Content.Thinking thought = new Content.Thinking("Hm.", new Signature("anthropic", "c2ln"));
        return ChatRequest.of("r", "Hello")
                .withMaxOutputTokens(7)
                .withMessage(Message.assistant(List.of(thought, new Content.Text("Hi"))))
                .withMessage(Message.user("And?"));
    }
}
