package io.tollgate.gemini;

import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Content;
import io.tollgate.chat.FinishReason;
import io.tollgate.chat.Message;
import io.tollgate.chat.Signature;
import io.tollgate.failure.Cooldown;
import io.tollgate.failure.FailureKind;
import io.tollgate.price.ModelCard;
import io.tollgate.price.Usage;
import io.tollgate.spi.Answer;
import io.tollgate.spi.Delivery;
import io.tollgate.spi.Headers;
import io.tollgate.spi.Provider;
import io.tollgate.testkit.ProviderContract;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

class GeminiContractTest extends ProviderContract {
    private static final Signature SIGNED = new Signature("gemini", "c2ln");

    @Override
    protected Provider provider() {
        return Gemini.create();
    }

    @Override
    protected ModelCard card() {
        return ModelCard.unknown("gemini", "gemini-9-flash", ModelCard.Kind.CHAT);
    }

    @Override
    protected List<Golden> requests() {
        ChatRequest question = ChatRequest.of("gemini/gemini-9-flash", "Hello");
        ChatRequest followUp = question.withSystem("Be brief.")
                .withMessage(Message.assistant(List.of(new Content.ToolCall("c1", "add", "{\"a\":1}", SIGNED))))
                .withMessage(Message.toolResult("c1", "2"));
        return List.of(new Golden(question, Delivery.WHOLE, """
                        {"contents":[{"role":"user","parts":[{"text":"Hello"}]}],"generationConfig":{}}"""), new Golden(followUp, Delivery.STREAM, """
                        {"systemInstruction":{"parts":[{"text":"Be brief."}]},
                         "contents":[{"role":"user","parts":[{"text":"Hello"}]},
                          {"role":"model","parts":[
                            {"functionCall":{"id":"c1","name":"add","args":{"a":1}},"thoughtSignature":"c2ln"}]},
                          {"role":"user","parts":[
                            {"functionResponse":{"id":"c1","name":"add","response":{"output":"2"}}}]}],
                         "generationConfig":{}}"""));
    }

    @Override
    protected List<Whole> answers() {
        return List.of(
                new Whole(
                        """
                        {"candidates":[{"content":{"parts":[
                            {"text":"Let me think.","thought":true},
                            {"executableCode":{"code":"print(1)","language":"PYTHON"}},
                            {"text":"Grüße 🙂","thoughtSignature":"c2ln"}],"role":"model"},
                          "finishReason":"STOP","index":0}],
                         "usageMetadata":{"promptTokenCount":9,"cachedContentTokenCount":4,"candidatesTokenCount":3,
                          "thoughtsTokenCount":5,"toolUsePromptTokenCount":2,"totalTokenCount":19},
                         "modelVersion":"gemini-9-flash","responseId":"r1"}
                        """,
                        Answer.of(
                                        List.of(
                                                new Content.Thinking("Let me think."),
                                                new Content.Opaque(
                                                        "gemini",
                                                        "executableCode",
                                                        "{\"executableCode\":{\"code\":\"print(1)\",\"language\":\"PYTHON\"}}"),
                                                new Content.Text("Grüße 🙂", SIGNED)),
                                        FinishReason.STOP,
                                        "STOP")
                                .withUsage(
                                        Usage.of(11, 8).withCachedInputTokens(4).withReasoningTokens(5))
                                .withId("r1")),
                new Whole(
                        """
                        {"responseId":"r2","candidates":[{"finishReason":"STOP","content":{"role":"model","parts":[
                          {"functionCall":{"name":"add","args":{"a": 1.50}},"thoughtSignature":"c2ln"},
                          {"functionCall":{"id":"x","name":"now"}}]}}]}""",
                        Answer.of(
                                        List.of(
                                                new Content.ToolCall("call_r2_0", "add", "{\"a\":1.50}", SIGNED),
                                                new Content.ToolCall("x", "now", "{}")),
                                        FinishReason.TOOL_CALLS,
                                        "STOP")
                                .withId("r2")));
    }

    @Override
    protected List<Streamed> streams() {
        return List.of(new Streamed(
                """
                data: {"candidates":[{"content":{"parts":[{"text":"Hm.","thought":true}]}}],"responseId":"r"}\r
                \r
                data: {"candidates":[{"content":{"parts":[{"text":"Grüße"},{"inlineData":{"data":"AA=="}}]}}]}\r
                \r
                data: {"candidates":[{"content":{"parts":[{"functionCall":{"name":"now","args":{}}}]}}],"usageMetadata":{"promptTokenCount":4}}\r
                \r
                data: {"candidates":[{"content":{"parts":[{"text":"","thoughtSignature":"c2ln"}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":4,"candidatesTokenCount":2,"thoughtsTokenCount":1}}\r
                \r
                """,
                new ChatEvent.Thinking("Hm."),
                new ChatEvent.Text("Grüße"),
                new ChatEvent.Part(new Content.Opaque("gemini", "inlineData", "{\"inlineData\":{\"data\":\"AA==\"}}")),
                new ChatEvent.ToolCall(0, "call_r_0", "now", "{}"),
                new ChatEvent.UsageReport(Usage.of(4, 0)),
                new ChatEvent.Text("", SIGNED),
                new ChatEvent.UsageReport(Usage.of(4, 3).withReasoningTokens(1)),
                new ChatEvent.End(FinishReason.TOOL_CALLS, "STOP")));
    }

    @Override
    protected List<Refused> errors() {
        return List.of(
                new Refused(400, """
                        {"error":{"code":400,"message":"API key not valid.","status":"INVALID_ARGUMENT",
                         "details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID"}]}}""", FailureKind.AUTHENTICATION, Cooldown.KEY_CHANGE),
                new Refused(
                        429,
                        Headers.NONE,
                        """
                        [{"error":{"code":429,"message":"Quota exceeded.","status":"RESOURCE_EXHAUSTED","details":[
                          {"violations":[{"quotaId":"RequestsPerModelPerMinute"}]},{"retryDelay":"34.07s"}]}}]""",
                        FailureKind.RATE_LIMIT,
                        Cooldown.SHORT,
                        Optional.of(Duration.ofMillis(34_070))),
                new Refused(404, "<html>no</html>", FailureKind.MODEL_NOT_FOUND, Cooldown.OPERATOR));
    }

    @Override
    protected List<Embedded> embeddings() {
        return List.of(new Embedded(
                ModelCard.unknown("gemini", "gemini-embedding-2", ModelCard.Kind.EMBEDDING),
                List.of("a", "b"),
                OptionalInt.of(2),
                """
                {"requests":[
                 {"model":"models/gemini-embedding-2","content":{"parts":[{"text":"a"}]},"outputDimensionality":2},
                 {"model":"models/gemini-embedding-2","content":{"parts":[{"text":"b"}]},"outputDimensionality":2}]}""",
                """
                {"embeddings":[{"values":[0.25,-1]},{"values":[1e-3,0]}],"usageMetadata":{"promptTokenCount":4}}""",
                List.of(new float[] {0.25f, -1}, new float[] {0.001f, 0}),
                Optional.of(Usage.of(4, 0))));
    }
}
