package io.tollgate.testkit;

import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Content;
import io.tollgate.chat.Media;
import io.tollgate.chat.Message;
import io.tollgate.chat.Reasoning;
import io.tollgate.chat.ResponseFormat;
import io.tollgate.chat.Signature;
import io.tollgate.chat.Tool;
import io.tollgate.chat.ToolChoice;
import io.tollgate.spi.Delivery;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Requests that together say nearly all that a request can say, each about one thing. */
final class StandardRequests {
    private static final ChatRequest HI = ChatRequest.of("r", "Hi");
    private static final Tool MAP = Tool.of("map", "", "{\"type\":\"object\"}");
    private static final byte[] BYTES = {1, 2, 3, 4};

    private StandardRequests() {}

    /** By name; what is signed is signed by this vendor. */
    static Map<String, ChatRequest> of(String vendor) {
        Map<String, ChatRequest> all = new LinkedHashMap<>();
        all.put("plain", HI.withSystem("Be brief."));
        all.put("stream", HI.withMaxOutputTokens(9));
        all.put("sampling", HI.withTemperature(0.5).withTopP(0.25));
        all.put("stop", HI.withStop("END"));
        all.put("seed", HI.withSeed(7));
        all.put("penalties", HI.withPresencePenalty(0.5).withFrequencyPenalty(0.25));
        all.put("user", HI.withUser("u1"));
        all.put("json", HI.withResponseFormat(ResponseFormat.JSON));
        all.put("json-schema", HI.withResponseFormat(ResponseFormat.jsonSchema("thing", "{\"type\":\"object\"}")));
        all.put("effort", HI.withReasoning(Reasoning.Effort.LOW));
        all.put("no-thinking", HI.withReasoning(Reasoning.Effort.NONE));
        all.put("thinking-budget", HI.withReasoning(Reasoning.budget(2_000)).withMaxOutputTokens(4_000));
        all.put("image", asking(new Content.Text("What?"), new Content.Image(Media.of("image/png", BYTES))));
        all.put("image-url", asking(new Content.Image(Media.url("image/png", "https://example.com/a.png"))));
        all.put("document", asking(new Content.Document(Media.of("application/pdf", BYTES), "a.pdf")));
        all.put(
                "document-url",
                asking(new Content.Document(Media.url("application/pdf", "https://example.com/a.pdf"))));
        all.put("tools", tools(new Content.Text("a map")));
        all.put("tool-image", tools(new Content.Image(Media.of("image/png", BYTES))));
        all.put("strict-tool", HI.withTools(new Tool("map", "", "{\"type\":\"object\"}", true)));
        all.put("named-tool", HI.withTools(MAP).withToolChoice(ToolChoice.named("map")));
        all.put("some-tool", HI.withTools(MAP).withToolChoice(ToolChoice.REQUIRED));
        all.put("one-tool-at-a-time", HI.withTools(MAP).withParallelToolCalls(false));
        all.put("thoughts", thoughts(vendor));
        all.put("signed-call", signedCall(vendor));
        return all;
    }

    /** How the answer to this one shall come. */
    static Delivery delivery(String name) {
        return name.equals("stream") ? Delivery.STREAM : Delivery.WHOLE;
    }

    private static ChatRequest asking(Content... content) {
        return ChatRequest.of("r", List.of(Message.user(content)));
    }

    private static ChatRequest tools(Content map) {
        List<Content> said = List.of(
                new Content.Thinking("Hm.", new Signature("another", "sig")),
                new Content.Opaque("another", "secret", "{}"),
                new Content.Text("I look."),
                new Content.ToolCall("call1abcd", "weather", "{\"at\":\"Bonn\"}"),
                new Content.ToolCall("call_2", "map", ""));
        Message results = Message.toolResults(
                new Content.ToolResult("call1abcd", List.of(new Content.Text("no such place")), true),
                new Content.ToolResult("call_2", List.of(map), false));
        return ChatRequest.of(
                        "r", List.of(Message.user("Weather?"), Message.assistant(said), results, Message.user("And?")))
                .withTools(Tool.of("weather", "The weather.", "{\"type\":\"object\"}"), MAP);
    }

    private static ChatRequest thoughts(String vendor) {
        return HI.withMessage(Message.assistant(
                        List.of(new Content.Thinking("Hm.", new Signature(vendor, "c2ln")), new Content.Text("Ho."))))
                .withMessage(Message.user("Hi"))
                .withMessage(Message.assistant(List.of(new Content.Thinking("Unsigned."), new Content.Text("Ho."))))
                .withMessage(Message.user("Hi"));
    }

    private static ChatRequest signedCall(String vendor) {
        Content.ToolCall call = new Content.ToolCall("call1abcd", "map", "{\"a\":1}", new Signature(vendor, "c2ln"));
        return HI.withMessage(Message.assistant(List.of(call)))
                .withMessage(Message.toolResult("call1abcd", "a map"))
                .withTools(MAP);
    }
}
