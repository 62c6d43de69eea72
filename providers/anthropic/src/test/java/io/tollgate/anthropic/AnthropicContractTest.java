package io.tollgate.anthropic;

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

class AnthropicContractTest extends ProviderContract {
    private static final Signature SIGNED = new Signature("anthropic", "c2ln");

    @Override
    protected Provider provider() {
        return Anthropic.create();
    }

    @Override
    protected ModelCard card() {
        return ModelCard.unknown("anthropic", "claude-test", ModelCard.Kind.CHAT);
    }

    @Override
    protected List<Golden> requests() {
        ChatRequest question = ChatRequest.of("anthropic/claude-test", "Hello");
        ChatRequest followUp = question.withSystem("Be brief.")
                .withMessage(Message.assistant(List.of(
                        new Content.Thinking("Hm.", SIGNED),
                        new Content.Text("Let me add."),
                        new Content.ToolCall("toolu_1", "add", "{\"a\": 1}"))))
                .withMessage(Message.toolResult("toolu_1", "2"))
                .withMessage(Message.user(
                        new Content.Image(Media.of("image/png", new byte[] {1, 2})),
                        new Content.Document(Media.url("application/pdf", "https://example.com/a.pdf"), "a.pdf")))
                .withTools(Tool.of("add", "Adds one.", "{\"type\":\"object\"}"))
                .withReasoning(Reasoning.budget(2_000))
                .withMaxOutputTokens(4_000)
                .withUser("u-1");
        return List.of(new Golden(question, Delivery.WHOLE, """
                        {"model":"claude-test","max_tokens":8192,
                         "messages":[{"role":"user","content":[{"type":"text","text":"Hello"}]}]}"""), new Golden(followUp, Delivery.STREAM, """
                        {"model":"claude-test","max_tokens":4000,"stream":true,
                         "system":[{"type":"text","text":"Be brief."}],
                         "messages":[
                          {"role":"user","content":[{"type":"text","text":"Hello"}]},
                          {"role":"assistant","content":[
                            {"type":"thinking","thinking":"Hm.","signature":"c2ln"},
                            {"type":"text","text":"Let me add."},
                            {"type":"tool_use","id":"toolu_1","name":"add","input":{"a":1}}]},
                          {"role":"user","content":[
                            {"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"text","text":"2"}]},
                            {"type":"image","source":{"type":"base64","media_type":"image/png","data":"AQI="}},
                            {"type":"document","source":{"type":"url","url":"https://example.com/a.pdf"},"title":"a.pdf"}]}],
                         "tools":[{"name":"add","description":"Adds one.","input_schema":{"type":"object"}}],
                         "thinking":{"type":"enabled","budget_tokens":2000},
                         "metadata":{"user_id":"u-1"}}"""));
    }

    @Override
    protected List<Whole> answers() {
        return List.of(
                new Whole(
                        """
                        {"id":"msg_1","type":"message","role":"assistant","model":"claude-test","content":[
                          {"type":"thinking","thinking":"Hm.","signature":"c2ln"},
                          {"text":"Grüße 🙂","type":"text","citations":null}],
                         "stop_reason":"end_turn","stop_sequence":null,
                         "usage":{"input_tokens":7,"cache_creation_input_tokens":30,"cache_read_input_tokens":500,
                          "cache_creation":{"ephemeral_5m_input_tokens":10,"ephemeral_1h_input_tokens":20},
                          "output_tokens":40,"output_tokens_details":{"thinking_tokens":25},"service_tier":"standard"}}
                        """,
                        Answer.of(
                                        List.of(new Content.Thinking("Hm.", SIGNED), new Content.Text("Grüße 🙂")),
                                        FinishReason.STOP,
                                        "end_turn")
                                .withUsage(Usage.of(537, 40)
                                        .withCachedInputTokens(500)
                                        .withCacheWriteTokens(10)
                                        .withCacheWriteHourTokens(20)
                                        .withReasoningTokens(25))
                                .withId("msg_1")),
                new Whole(
                        """
                        {"content":[{"type":"redacted_thinking","data":"eA=="},
                          {"type":"server_tool_use","id":"s1","name":"web_search","input":{"query":"ü"}},
                          {"type":"web_search_tool_result","tool_use_id":"s1","content":[{"url":"https://example.com"}]},
                          {"type":"tool_use","id":"toolu_1","name":"add","input":{"a":1,"b":["}"]}},
                          {"type":"tool_use","id":"toolu_2","name":"now","input":{}}],
                         "stop_reason":"tool_use"}""",
                        Answer.of(
                                List.of(
                                        opaque("redacted_thinking", """
                                                {"type":"redacted_thinking","data":"eA=="}"""),
                                        opaque("server_tool_use", """
                                                {"type":"server_tool_use","id":"s1","name":"web_search","input":{"query":"ü"}}"""),
                                        opaque("web_search_tool_result", """
                                                {"type":"web_search_tool_result","tool_use_id":"s1","content":[{"url":"https://example.com"}]}"""),
                                        new Content.ToolCall("toolu_1", "add", "{\"a\":1,\"b\":[\"}\"]}"),
                                        new Content.ToolCall("toolu_2", "now", "{}")),
                                FinishReason.TOOL_CALLS,
                                "tool_use")));
    }

    private static Content.Opaque opaque(String type, String json) {
        return new Content.Opaque("anthropic", type, json);
    }

    @Override
    protected List<Streamed> streams() {
        return List.of(
                new Streamed(
                        """
                        event: message_start
                        data: {"type":"message_start","message":{"id":"m","content":[],"usage":{"input_tokens":5,"cache_read_input_tokens":2,"output_tokens":1}}    }

                        event: ping
                        data: {"type": "ping"}

                        data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}

                        data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Hm."}   }

                        data: {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"c2ln"}}

                        data: {"type":"content_block_stop","index":0 }

                        data: {"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}

                        data: {"type":"content_block_delta","index":1,"delta":{"text":"Grüße","type":"text_delta"}}

                        data: {"type":"content_block_stop","index":1}

                        data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":9}}

                        data: {"type":"message_stop"}

                        """,
                        new ChatEvent.UsageReport(Usage.of(7, 1).withCachedInputTokens(2)),
                        new ChatEvent.Thinking("Hm."),
                        new ChatEvent.Thinking("", SIGNED),
                        new ChatEvent.Text("Grüße"),
                        new ChatEvent.UsageReport(Usage.of(7, 9).withCachedInputTokens(2)),
                        new ChatEvent.End(FinishReason.STOP, "end_turn")),
                new Streamed(
                        """
                        data: {"type":"content_block_start","index":0,"content_block":{"type":"server_tool_use","id":"s","name":"web_search","input":{}}}

                        data: {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":""}}

                        data: {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\\"q\\":"}}

                        data: {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":" \\"ü\\"}"}}

                        data: {"type":"content_block_stop","index":0}

                        data: {"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"toolu_1","name":"add","input":{}}}

                        data: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\\"a\\""}}

                        data: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":":1}"}}

                        data: {"type":"content_block_stop","index":1}

                        data: {"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"toolu_2","name":"now","input":{}}}

                        data: {"type":"content_block_stop","index":2}

                        data: {"type":"message_delta","delta":{"stop_reason":"tool_use"}}

                        """,
                        new ChatEvent.Part(opaque("server_tool_use", """
                                {"type":"server_tool_use","id":"s","name":"web_search","input":{"q": "ü"}}""")),
                        new ChatEvent.ToolCall(0, "toolu_1", "add", ""),
                        new ChatEvent.ToolCall(0, "", "", "{\"a\""),
                        new ChatEvent.ToolCall(0, "", "", ":1}"),
                        new ChatEvent.ToolCall(1, "toolu_2", "now", ""),
                        new ChatEvent.ToolCall(1, "", "", "{}"),
                        new ChatEvent.End(FinishReason.TOOL_CALLS, "tool_use")));
    }

    @Override
    protected List<Refused> errors() {
        return List.of(
                new Refused(400, """
                        {"type":"error","error":{"type":"invalid_request_error","message":"messages: field required"},"request_id":"r"}""", FailureKind.INVALID_REQUEST, Cooldown.NONE),
                new Refused(401, """
                        {"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"}}""", FailureKind.AUTHENTICATION, Cooldown.KEY_CHANGE),
                new Refused(
                        529,
                        Headers.of("retry-after", "7", "x-should-retry", "true"),
                        """
                        {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""",
                        FailureKind.OVERLOADED,
                        Cooldown.SHORT,
                        Optional.of(Duration.ofSeconds(7))));
    }
}
