package io.tollgate.ollama;

import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Content;
import io.tollgate.chat.FinishReason;
import io.tollgate.chat.Media;
import io.tollgate.chat.Message;
import io.tollgate.chat.Reasoning;
import io.tollgate.chat.ResponseFormat;
import io.tollgate.chat.Tool;
import io.tollgate.failure.Cooldown;
import io.tollgate.failure.FailureKind;
import io.tollgate.price.ModelCard;
import io.tollgate.price.Usage;
import io.tollgate.spi.Answer;
import io.tollgate.spi.Delivery;
import io.tollgate.spi.Provider;
import io.tollgate.testkit.ProviderContract;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

class OllamaContractTest extends ProviderContract {
    @Override
    protected Provider provider() {
        return Ollama.create();
    }

    @Override
    protected ModelCard card() {
        return ModelCard.unknown("ollama", "qwen:4b", ModelCard.Kind.CHAT);
    }

    @Override
    protected List<Golden> requests() {
        ChatRequest question = ChatRequest.of("ollama/qwen:4b", "Hello");
        Content.Image image = new Content.Image(Media.of("image/png", new byte[] {1, 2, 3}));
        ChatRequest followUp = question.withSystem("Be brief.")
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
        ChatRequest settings = ChatRequest.of(
                        "ollama/qwen:4b", List.of(Message.user(new Content.Text("What is it?"), image, image)))
                .withResponseFormat(ResponseFormat.jsonSchema("it", "{\"type\":\"object\"}"))
                .withMaxOutputTokens(9)
                .withTemperature(0.5)
                .withTopP(0.9)
                .withPresencePenalty(0.1)
                .withFrequencyPenalty(0.2)
                .withSeed(7)
                .withStop("x", "y")
                .withReasoning(Reasoning.Effort.HIGH);
        return List.of(
                new Golden(question, Delivery.WHOLE, """
                {"model":"qwen:4b","messages":[{"role":"user","content":"Hello"}],
                 "options":{},"truncate":false,"shift":false,"stream":false}"""),
                new Golden(followUp, Delivery.STREAM, """
                {"model":"qwen:4b","messages":[
                  {"role":"system","content":"Be brief."},
                  {"role":"user","content":"Hello"},
                  {"role":"assistant","content":"I will add.","thinking":"Hm.","tool_calls":[
                    {"id":"c1","type":"function","function":{"name":"add","arguments":{"a":1.50}}},
                    {"id":"c2","type":"function","function":{"name":"now","arguments":{}}}]},
                  {"role":"tool","content":"2","tool_call_id":"c1","tool_name":"add"},
                  {"role":"tool","content":"Error: late","tool_call_id":"c2","tool_name":"now","images":["AQID"]}],
                 "tools":[{"type":"function","function":{"name":"add","description":"Adds","parameters":{"type":"object"}}}],
                 "think":true,"options":{},"truncate":false,"shift":false,"stream":true}"""),
                new Golden(settings, Delivery.WHOLE, """
                {"model":"qwen:4b","messages":[{"role":"user","content":"What is it?","images":["AQID","AQID"]}],
                 "format":{"type":"object"},"think":"high","options":{"num_predict":9,"temperature":0.5,"top_p":0.9,
                  "presence_penalty":0.1,"frequency_penalty":0.2,"seed":7,"stop":["x","y"]},
                 "truncate":false,"shift":false,"stream":false}"""));
    }

    @Override
    protected List<Whole> answers() {
        return List.of(
                new Whole(
                        """
                        {"model":"qwen:4b","created_at":"2026-11-27T07:00:00.123Z","message":{"role":"assistant",
                          "content":"Grüße 🙂","thinking":"Hm."},"done":true,"done_reason":"stop","total_duration":5,
                         "prompt_eval_count":4,"eval_count":5}
                        """,
                        Answer.of(
                                        List.of(new Content.Thinking("Hm."), new Content.Text("Grüße 🙂")),
                                        FinishReason.STOP,
                                        "stop")
                                .withUsage(Usage.of(4, 5))),
                new Whole(
                        """
                        {"done_reason":"stop","done":true,"eval_count":5,"created_at":"2026-11-27T07:00:00.123Z",
                         "message":{"role":"assistant","content":"","tool_calls":[
                          {"id":"c1","function":{"index":0,"name":"add","arguments":{"a": 1.50}}},
                          {"function":{"name":"now","arguments":{}}}]}}""",
                        Answer.of(
                                        List.of(
                                                new Content.ToolCall("c1", "add", "{\"a\":1.50}"),
                                                new Content.ToolCall("call_20261127070000123_1", "now", "{}")),
                                        FinishReason.TOOL_CALLS,
                                        "stop")
                                .withUsage(Usage.of(0, 5))));
    }

    @Override
    protected List<Streamed> streams() {
        return List.of(new Streamed(
                """
                {"model":"qwen:4b","created_at":"2026-11-27T07:00:00.1Z","message":{"role":"assistant","content":"","thinking":"Hm."},"done":false}
                {"model":"qwen:4b","created_at":"2026-11-27T07:00:00.2Z","message":{"role":"assistant","content":"Gr"},"done":false}
                {"model":"qwen:4b","created_at":"2026-11-27T07:00:00.3Z","message":{"role":"assistant","content":"üße"},"done":false}
                {"model":"qwen:4b","created_at":"2026-11-27T07:00:00.4Z","message":{"role":"assistant","content":"","tool_calls":[{"function":{"name":"now","arguments":{}}}]},"done":false}
                {"model":"qwen:4b","created_at":"2026-11-27T07:00:00.5Z","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","prompt_eval_count":4,"eval_count":5}
                """,
                new ChatEvent.Thinking("Hm."),
                new ChatEvent.Text("Gr"),
                new ChatEvent.Text("üße"),
                new ChatEvent.ToolCall(0, "call_202611270700004_0", "now", "{}"),
                new ChatEvent.UsageReport(Usage.of(4, 5)),
                new ChatEvent.End(FinishReason.TOOL_CALLS, "stop")));
    }

    @Override
    protected List<Refused> errors() {
        return List.of(
                new Refused(
                        404,
                        "{\"error\":\"model 'qwen:4b' not found\"}",
                        FailureKind.MODEL_NOT_FOUND,
                        Cooldown.OPERATOR),
                new Refused(
                        400,
                        "{\"error\":\"{\\\"error\\\":{\\\"code\\\":400,\\\"message\\\":\\\"too long\\\","
                                + "\\\"type\\\":\\\"exceed_context_size_error\\\"}}\"}",
                        FailureKind.CONTEXT_OVERFLOW,
                        Cooldown.NONE),
                new Refused(503, "server busy", FailureKind.OVERLOADED, Cooldown.SHORT));
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
