package io.tollgate.tests.wire;

import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Content;
import io.tollgate.chat.Media;
import io.tollgate.chat.Message;
import io.tollgate.chat.Reasoning;
import io.tollgate.chat.ResponseFormat;
import io.tollgate.chat.Tool;
import io.tollgate.chat.ToolChoice;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Requests that together use everything a {@code ChatRequest} can say. */
final class EveryFeature {
    private static final String SCHEMA =
            "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}},\"required\":[\"city\"],"
                    + "\"additionalProperties\":false}";
    private static final Tool WEATHER = new Tool("weather", "The weather of a city", SCHEMA, true);
    private static final Tool TIME = Tool.of("time", "", "{\"type\":\"object\",\"properties\":{}}");
    private static final Media PICTURE = Media.of("image/png", new byte[] {1, 2, 3, 4});

    private EveryFeature() {}

    /** By what they are about. */
    static Map<String, ChatRequest> requests() {
        Map<String, ChatRequest> all = new LinkedHashMap<>();
        ChatRequest plain = ChatRequest.of("any", "Why is the sky blue?");
        all.put("a question", plain);
        all.put(
                "a conversation with instructions",
                plain.withSystem("Be brief.")
                        .withMessage(Message.assistant("It scatters."))
                        .withMessage(Message.user("What does?")));
        all.put(
                "pictures",
                ChatRequest.of(
                        "any",
                        List.of(Message.user(
                                new Content.Text("What is this?"),
                                new Content.Image(PICTURE),
                                new Content.Image(Media.url("image/png", "https://example.com/a.png"))))));
        all.put(
                "a document",
                ChatRequest.of(
                        "any",
                        List.of(Message.user(
                                new Content.Document(Media.of("application/pdf", new byte[] {1, 2}), "a.pdf"),
                                new Content.Text("Sum it up.")))));
        all.put("JSON", plain.withResponseFormat(ResponseFormat.JSON));
        all.put("JSON by a schema", plain.withResponseFormat(ResponseFormat.jsonSchema("place", SCHEMA)));
        all.put("an end user", plain.withUser("user-1"));
        sampling(all, plain);
        tools(all, plain);
        for (Reasoning.Effort effort : Reasoning.Effort.values()) {
            all.put("effort " + effort, plain.withReasoning(effort));
        }
        all.put(
                "a budget for thoughts",
                plain.withReasoning(Reasoning.budget(2048)).withMaxOutputTokens(4096));
        return all;
    }

    private static void sampling(Map<String, ChatRequest> all, ChatRequest plain) {
        all.put("a maximum", plain.withMaxOutputTokens(100));
        all.put("a temperature", plain.withTemperature(0.5));
        all.put("top-p", plain.withTopP(0.9));
        all.put("stops", plain.withStop("END", "\n\n"));
        all.put("a seed", plain.withSeed(42));
        all.put("penalties", plain.withPresencePenalty(0.5).withFrequencyPenalty(-0.5));
    }

    private static void tools(Map<String, ChatRequest> all, ChatRequest plain) {
        ChatRequest tools = plain.withTools(WEATHER, TIME);
        all.put("tools", tools);
        all.put("a tool that must be called", tools.withToolChoice(ToolChoice.named("time")));
        all.put("some tool that must be called", tools.withToolChoice(ToolChoice.REQUIRED));
        all.put("tools that may not be called", tools.withToolChoice(ToolChoice.NONE));
        all.put("one tool at a time", tools.withParallelToolCalls(false));
        all.put("tools at once", tools.withParallelToolCalls(true));
        all.put(
                "results of tools",
                tools.withMessage(Message.assistant(List.of(
                                new Content.Thinking("Two things."),
                                new Content.Text("Let me look."),
                                new Content.ToolCall("call_1", "weather", "{\"city\":\"Oslo\"}"),
                                new Content.ToolCall("call_2", "time", ""))))
                        .withMessage(Message.toolResults(
                                new Content.ToolResult(
                                        "call_1",
                                        List.of(new Content.Text("sunny"), new Content.Image(PICTURE)),
                                        false),
                                new Content.ToolResult("call_2", List.of(new Content.Text("no clock")), true)))
                        .withMessage(Message.user("And now?")));
    }
}
