package io.tollgate.cohere;

import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Content;
import io.tollgate.chat.Message;
import io.tollgate.chat.Reasoning;
import io.tollgate.chat.Tool;
import io.tollgate.chat.ToolChoice;
import io.tollgate.price.ModelCard;
import io.tollgate.price.Usage;
import io.tollgate.spi.Delivery;
import io.tollgate.spi.Provider;
import io.tollgate.testkit.ProviderContract;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

class CohereContractTest extends ProviderContract {
    @Override
    protected Provider provider() {
        return Cohere.create();
    }

    @Override
    protected List<Golden> requests() {
        List<Golden> requests = new ArrayList<>(super.requests());
        requests.add(golden("follow-up", followUp(), Delivery.STREAM));
        return requests;
    }

    private static ChatRequest followUp() {
        return ChatRequest.of("cohere/command-x", "Hello")
                .withSystem("Be brief.")
                .withMessage(Message.assistant(List.of(
                        new Content.Thinking("Hm."),
                        new Content.Text("I will add."),
                        new Content.ToolCall("c1", "add", "{\"a\":1}"),
                        new Content.ToolCall("c2", "add", ""))))
                .withMessage(Message.toolResult("c1", "2"))
                .withMessage(Message.toolResult("c2", "{\"title\":\"Sum\",\"text\":\"3\"}"))
                .withTools(new Tool("add", "Adds", "{\"type\":\"object\"}", true))
                .withToolChoice(ToolChoice.REQUIRED)
                .withReasoning(Reasoning.budget(64));
    }

    @Override
    protected List<Embedded> embeddings() {
        return List.of(new Embedded(
                ModelCard.unknown("cohere", "embed-x", ModelCard.Kind.EMBEDDING),
                List.of("a", "b"),
                OptionalInt.of(2),
                """
                {"model":"embed-x","input_type":"search_document","texts":["a","b"],"embedding_types":["float"],
                 "output_dimension":2,"truncate":"NONE"}""",
                """
                {"id":"e1","texts":["a","b"],"embeddings":{"float":[[0.25,-1],[1e-3,0]]},
                 "meta":{"api_version":{"version":"2"},"billed_units":{"input_tokens":4,"image_tokens":0}},
                 "response_type":"embeddings_by_type"}""",
                List.of(new float[] {0.25f, -1}, new float[] {0.001f, 0}),
                Optional.of(Usage.of(4, 0))));
    }
}
