package io.tollgate.ollama;

import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Content;
import io.tollgate.chat.Media;
import io.tollgate.chat.Message;
import io.tollgate.chat.Reasoning;
import io.tollgate.chat.Tool;
import io.tollgate.price.ModelCard;
import io.tollgate.price.Usage;
import io.tollgate.spi.Delivery;
import io.tollgate.spi.Provider;
import io.tollgate.testkit.ProviderContract;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

class OllamaContractTest extends ProviderContract {
    @Override
    protected Provider provider() {
        return Ollama.create();
    }

    @Override
    protected List<Golden> requests() {
        List<Golden> requests = new ArrayList<>(super.requests());
        requests.add(golden("follow-up", followUp(), Delivery.STREAM));
        return requests;
    }

    private static ChatRequest followUp() {
        Content.Image image = new Content.Image(Media.of("image/png", new byte[] {1, 2, 3}));
        return ChatRequest.of("ollama/qwen:4b", "Hello")
                .withSystem("Be brief.")
                .withMessage(Message.assistant(List.of(
                        new Content.Thinking("Hm."),
                        new Content.Text("I will add."),
                        new Content.ToolCall("c1", "add", "{\"a\":1.50}"),
                        new Content.ToolCall("c2", "now", ""))))
                .withMessage(Message.toolResult("c1", "2"))
                .withMessage(Message.toolResults(
                        new Content.ToolResult("c2", List.of(new Content.Text("late"), image), true)))
                .withTools(Tool.of("add", "Adds", "{\"type\":\"object\"}"))
                .withReasoning(Reasoning.Effort.MEDIUM);
    }

    @Override
    protected List<Embedded> embeddings() {
        return List.of(new Embedded(
                ModelCard.unknown("ollama", "nomic", ModelCard.Kind.EMBEDDING),
                List.of("a", "b"),
                OptionalInt.of(2),
                """
                {"model":"nomic","input":["a","b"],"dimensions":2,"truncate":false}""",
                """
                {"model":"nomic","embeddings":[[0.25,-1],[1e-3,0]],"total_duration":9,"prompt_eval_count":4}""",
                List.of(new float[] {0.25f, -1}, new float[] {0.001f, 0}),
                Optional.of(Usage.of(4, 0))));
    }
}
