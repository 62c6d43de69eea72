package io.tollgate.bedrock;

import io.tollgate.chat.CacheTtl;
import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Content;
import io.tollgate.chat.FinishReason;
import io.tollgate.chat.Media;
import io.tollgate.chat.Message;
import io.tollgate.chat.Reasoning;
import io.tollgate.chat.Signature;
import io.tollgate.chat.Tool;
import io.tollgate.failure.Cooldown;
import io.tollgate.failure.FailureKind;
import io.tollgate.key.Credential;
import io.tollgate.price.ModelCard;
import io.tollgate.price.Usage;
import io.tollgate.spi.Answer;
import io.tollgate.spi.Delivery;
import io.tollgate.spi.Headers;
import io.tollgate.spi.Provider;
import io.tollgate.testkit.ProviderContract;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class BedrockContractTest extends ProviderContract {
    private static final Signature SIGNED = new Signature("anthropic", "c2ln");

    @Override
    protected Provider provider() {
        return Bedrock.builder("eu-west-1").build();
    }

    @Override
    protected Credential credential() {
        return Credential.of(Map.of(
                Signature4.ACCESS_KEY,
                "AKIDCONTRACT01234567",
                Signature4.SECRET_KEY,
                "contract/secret/0123456789+abcdefghijkl",
                Signature4.SESSION_TOKEN,
                "contract-session-0123456789abcdefghijklm"));
    }

    @Override
    protected ModelCard card() {
        return ModelCard.unknown("bedrock", "eu.anthropic.claude-test-v1:0", ModelCard.Kind.CHAT);
    }

    @Override
    protected List<Golden> requests() {
        ChatRequest question = ChatRequest.of("bedrock/claude", "Hello");
        ChatRequest followUp = ChatRequest.of(
                        "bedrock/claude",
                        List.of(
                                Message.system("Be brief.").withCacheBreakpoint(CacheTtl.HOUR_1),
                                Message.user("Hello"),
                                Message.assistant(List.of(
                                        new Content.Thinking("Hm.", SIGNED),
                                        new Content.Opaque(
                                                "bedrock",
                                                "reasoningContent",
                                                "{\"reasoningContent\":{\"redactedContent\":\"eA==\"}}"),
                                        new Content.Text("Let me add."),
                                        new Content.ToolCall("tooluse_1", "add", "{\"a\": 1}"))),
                                Message.toolError("tooluse_1", "no").withCacheBreakpoint(CacheTtl.MINUTES_5),
                                Message.user(
                                        new Content.Image(Media.of("image/png", new byte[] {1, 2})),
                                        new Content.Document(Media.of("application/pdf", new byte[] {3}), "a.pdf"))))
                .withTools(Tool.of("add", "Adds one.", "{\"type\":\"object\"}"))
                .withReasoning(Reasoning.budget(2_000))
                .withMaxOutputTokens(4_000)
                .withStop("END");
        return List.of(new Golden(question, Delivery.WHOLE, """
                        {"messages":[{"role":"user","content":[{"text":"Hello"}]}]}"""), new Golden(followUp, Delivery.STREAM, """
                        {"system":[{"text":"Be brief."},{"cachePoint":{"type":"default","ttl":"1h"}}],
                         "messages":[
                          {"role":"user","content":[{"text":"Hello"}]},
                          {"role":"assistant","content":[
                            {"reasoningContent":{"reasoningText":{"text":"Hm.","signature":"c2ln"}}},
                            {"reasoningContent":{"redactedContent":"eA=="}},
                            {"text":"Let me add."},
                            {"toolUse":{"toolUseId":"tooluse_1","name":"add","input":{"a":1}}}]},
                          {"role":"user","content":[
                            {"toolResult":{"toolUseId":"tooluse_1","content":[{"text":"no"}],"status":"error"}},
                            {"cachePoint":{"type":"default"}},
                            {"image":{"format":"png","source":{"bytes":"AQI="}}},
                            {"document":{"format":"pdf","name":"a-pdf","source":{"bytes":"Aw=="}}}]}],
                         "inferenceConfig":{"maxTokens":4000,"stopSequences":["END"]},
                         "toolConfig":{"tools":[{"toolSpec":{"name":"add","description":"Adds one.",
                           "inputSchema":{"json":{"type":"object"}}}}]},
                         "additionalModelRequestFields":{"thinking":{"type":"enabled","budget_tokens":2000}}}"""));
    }

    @Override
    protected List<Whole> answers() {
        return List.of(
                new Whole(
                        """
                        {"metrics":{"latencyMs":9},"output":{"message":{"role":"assistant","content":[
                          {"reasoningContent":{"reasoningText":{"signature":"c2ln","text":"Hm."}}},
                          {"citationsContent":{"citations":[{"title":"facts","sourceContent":[{"text":"Grüße."}],
                            "location":{"documentChar":{"documentIndex":0,"start":0,"end":6}}}],
                           "content":[{"text":"Grüße"}]}},
                          {"text":" 🙂"}]}},
                         "stopReason":"end_turn",
                         "usage":{"inputTokens":7,"outputTokens":40,"totalTokens":577,
                          "cacheReadInputTokens":500,"cacheReadInputTokenCount":500,
                          "cacheWriteInputTokens":30,"cacheWriteInputTokenCount":30,
                          "cacheDetails":[{"ttl":"1h","inputTokens":20},{"ttl":"5m","inputTokens":10}],
                          "serverToolUsage":{}}}
                        """,
                        Answer.of(
                                        List.of(new Content.Thinking("Hm.", SIGNED), new Content.Text("Grüße 🙂")),
                                        FinishReason.STOP,
                                        "end_turn")
                                .withUsage(Usage.of(537, 40)
                                        .withCachedInputTokens(500)
                                        .withCacheWriteTokens(10)
                                        .withCacheWriteHourTokens(20))),
                new Whole(
                        """
                        {"output":{"message":{"content":[
                          {"reasoningContent":{"redactedContent":"eA=="}},
                          {"toolUse":{"toolUseId":"s1","name":"code","input":{"x":1.50},"type":"server_tool_use"}},
                          {"toolResult":{"toolUseId":"s1","content":[{"json":{"out":2.0}}],"status":"success"}},
                          {"toolUse":{"toolUseId":"t1","name":"add","input":{"a": 1.0,"b":["}"]},"type":"tool_use"}},
                          {"toolUse":{"toolUseId":"t2","name":"now","input":{}}}]}},
                         "stopReason":"tool_use"}""",
                        Answer.of(
                                List.of(
                                        opaque("reasoningContent", """
                                                {"reasoningContent":{"redactedContent":"eA=="}}"""),
                                        opaque("toolUse", """
                                                {"toolUse":{"toolUseId":"s1","name":"code","input":{"x":1.50},"type":"server_tool_use"}}"""),
                                        opaque("toolResult", """
                                                {"toolResult":{"toolUseId":"s1","content":[{"json":{"out":2.0}}],"status":"success"}}"""),
                                        new Content.ToolCall("t1", "add", "{\"a\":1.0,\"b\":[\"}\"]}"),
                                        new Content.ToolCall("t2", "now", "{}")),
                                FinishReason.TOOL_CALLS,
                                "tool_use")));
    }

    private static Content.Opaque opaque(String type, String json) {
        return new Content.Opaque("bedrock", type, json);
    }

    @Override
    protected List<Streamed> streams() {
        byte[] words = new FrameBytes()
                .event("messageStart", "{\"role\":\"assistant\",\"p\":\"abc\"}")
                .event("contentBlockDelta", delta(0, "{\"reasoningContent\":{\"text\":\"Hm.\"}}"))
                .event("contentBlockDelta", delta(0, "{\"reasoningContent\":{\"signature\":\"c2ln\"}}"))
                .event("contentBlockStop", "{\"contentBlockIndex\":0}")
                .event("unheardOf", "[]")
                .event("contentBlockDelta", delta(1, "{\"text\":\"Grüße\"}"))
                .event("contentBlockStop", "{\"contentBlockIndex\":1}")
                .event("messageStop", "{\"stopReason\":\"max_tokens\"}")
                .event(
                        "metadata",
                        "{\"usage\":{\"inputTokens\":5,\"cacheReadInputTokens\":2,\"outputTokens\":9},\"metrics\":{}}")
                .bytes();
        byte[] tools = new FrameBytes()
                .event("contentBlockStart", start(0, "{\"toolUse\":{\"toolUseId\":\"t1\",\"name\":\"add\"}}"))
                .event("contentBlockDelta", delta(0, "{\"toolUse\":{\"input\":\"{\\\"a\\\"\"}}"))
                .event("contentBlockDelta", delta(0, "{\"toolUse\":{\"input\":\":1}\"}}"))
                .event("contentBlockStop", "{\"contentBlockIndex\":0}")
                .event("contentBlockStart", start(1, "{\"toolUse\":{\"toolUseId\":\"t2\",\"name\":\"now\"}}"))
                .event("contentBlockStop", "{\"contentBlockIndex\":1}")
                .event("messageStop", "{\"stopReason\":\"tool_use\"}")
                .bytes();
        return List.of(
                new Streamed(
                        words,
                        List.of(
                                new ChatEvent.Thinking("Hm."),
                                new ChatEvent.Thinking("", SIGNED),
                                new ChatEvent.Text("Grüße"),
                                new ChatEvent.End(FinishReason.LENGTH, "max_tokens"),
                                new ChatEvent.UsageReport(Usage.of(7, 9).withCachedInputTokens(2)))),
                new Streamed(
                        tools,
                        List.of(
                                new ChatEvent.ToolCall(0, "t1", "add", ""),
                                new ChatEvent.ToolCall(0, "", "", "{\"a\""),
                                new ChatEvent.ToolCall(0, "", "", ":1}"),
                                new ChatEvent.ToolCall(1, "t2", "now", ""),
                                new ChatEvent.End(FinishReason.TOOL_CALLS, "tool_use"))));
    }

    private static String delta(int index, String delta) {
        return "{\"contentBlockIndex\":" + index + ",\"delta\":" + delta + ",\"p\":\"ab\"}";
    }

    private static String start(int index, String start) {
        return "{\"contentBlockIndex\":" + index + ",\"start\":" + start + "}";
    }

    @Override
    protected List<Refused> errors() {
        return List.of(
                refused(400, "ValidationException", "messages is empty", FailureKind.INVALID_REQUEST, Cooldown.NONE),
                refused(403, "ExpiredTokenException", "expired", FailureKind.AUTHENTICATION, Cooldown.KEY_CHANGE),
                refused(429, "ThrottlingException", "Too many tokens", FailureKind.RATE_LIMIT, Cooldown.SHORT),
                new Refused(
                        529,
                        Headers.of("retry-after", "7"),
                        """
                        {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""",
                        FailureKind.OVERLOADED,
                        Cooldown.SHORT,
                        Optional.of(Duration.ofSeconds(7))));
    }

    private static Refused refused(int status, String type, String message, FailureKind kind, Cooldown cooldown) {
        return new Refused(
                status,
                Headers.of("x-amzn-errortype", type + ":http://internal.example/"),
                "{\"message\":\"" + message + "\"}",
                kind,
                cooldown,
                Optional.empty());
    }
}
