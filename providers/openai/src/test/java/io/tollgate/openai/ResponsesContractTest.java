package io.tollgate.openai;

import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Content;
import io.tollgate.chat.Message;
import io.tollgate.chat.Signature;
import io.tollgate.spi.Delivery;
import io.tollgate.spi.Provider;
import io.tollgate.testkit.ProviderContract;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

class ResponsesContractTest extends ProviderContract {
    @Override
    protected Provider provider() {
        return OpenAi.builder().keySource(() -> credential()).build().withResponses();
    }

    @Override
    protected Path fixtures() {
        return super.fixtures().resolveSibling("openai-responses");
    }

    @Override
    protected List<Golden> requests() {
        List<Golden> requests = new ArrayList<>(super.requests());
        requests.add(golden("replay", replay(), Delivery.WHOLE));
        return requests;
    }

    private static ChatRequest replay() {
        return ChatRequest.of(
                "r",
                List.of(
                        Message.system("Be brief."),
                        Message.user("Weather?"),
                        Message.assistant(List.of(
                                new Content.Thinking("I should look."),
                                new Content.Opaque(
                                        "openai",
                                        "reasoning",
                                        "{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[],\"encrypted_content\":\"x\"}"),
                                new Content.Text("I look."),
                                new Content.Text("", new Signature("openai", "commentary")),
                                new Content.ToolCall(
                                        "c1", "weather", "{\"at\":\"Bonn\"}", new Signature("openai", "maps")))),
                        Message.toolError("c1", "no such place"),
                        Message.system("Now in German."),
                        Message.user("And?")));
    }
}
