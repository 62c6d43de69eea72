package io.tollgate.openai;

import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Content;
import io.tollgate.chat.FinishReason;
import io.tollgate.chat.Media;
import io.tollgate.chat.Message;
import io.tollgate.chat.Reasoning;
import io.tollgate.chat.ResponseFormat;
import io.tollgate.chat.Signature;
import io.tollgate.chat.Tool;
import io.tollgate.chat.ToolChoice;
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

class OpenAiContractTest extends ProviderContract {
    @Override
    protected Provider provider() {
        return OpenAi.builder()
                .keySource(() -> credential())
                .header("OpenAI-Project", "proj_1")
                .build();
    }

    @Override
    protected ModelCard card() {
        return ModelCard.unknown("openai", "gpt-test", ModelCard.Kind.CHAT);
    }

    @Override
    protected List<Golden> requests() {
        return List.of(plain(), settings(), media(), tools());
    }

    private static Golden plain() {
        return new Golden(ChatRequest.of("r", "Hi").withSystem("Be brief."), Delivery.WHOLE, """
                {"model":"gpt-test","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Hi"}]}
                """);
    }

    private static Golden settings() {
        return new Golden(
                ChatRequest.of("r", "Hi")
                        .withTemperature(0.5)
                        .withTopP(0.25)
                        .withMaxOutputTokens(9)
                        .withStop("a", "\n")
                        .withSeed(7)
                        .withPresencePenalty(1)
                        .withFrequencyPenalty(-1)
                        .withReasoning(Reasoning.Effort.LOW)
                        .withUser("u1")
                        .withResponseFormat(ResponseFormat.jsonSchema("thing", "{\"type\": \"object\"}")),
                Delivery.STREAM,
                """
                {"model":"gpt-test","messages":[{"role":"user","content":"Hi"}],"temperature":0.5,"top_p":0.25,
                 "max_completion_tokens":9,"stop":["a","\\n"],"seed":7,"presence_penalty":1,"frequency_penalty":-1,
                 "reasoning_effort":"low","safety_identifier":"u1","response_format":{"type":"json_schema",
                 "json_schema":{"name":"thing","strict":true,"schema":{"type":"object"}}},
                 "stream":true,"stream_options":{"include_usage":true}}
                """);
    }

    private static Golden media() {
        byte[] bytes = {1, 2, 3, 4};
        return new Golden(
                ChatRequest.of(
                                "r",
                                List.of(Message.user(
                                        new Content.Text("What is it?"),
                                        new Content.Image(Media.of("image/png", bytes)),
                                        new Content.Image(Media.url("image/png", "https://example.com/a.png")),
                                        new Content.Document(Media.of("application/pdf", bytes), "a.pdf"))))
                        .withResponseFormat(ResponseFormat.JSON),
                Delivery.WHOLE,
                """
                {"model":"gpt-test","messages":[{"role":"user","content":[{"type":"text","text":"What is it?"},
                 {"type":"image_url","image_url":{"url":"data:image/png;base64,AQIDBA=="}},
                 {"type":"image_url","image_url":{"url":"https://example.com/a.png"}},
                 {"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,AQIDBA=="}}]}],
                 "response_format":{"type":"json_object"}}
                """);
    }

    private static Golden tools() {
        List<Message> turns = List.of(
                Message.user("Weather?"),
                Message.assistant(List.of(
                        new Content.Thinking("Hm.", new Signature("anthropic", "sig")),
                        new Content.Opaque("anthropic", "redacted_thinking", "{}"),
                        new Content.Text("I look."),
                        new Content.ToolCall("c1", "weather", "{\"at\":\"Bonn\"}"),
                        new Content.ToolCall("c2", "map", ""))),
                Message.toolResults(
                        new Content.ToolResult("c1", List.of(new Content.Text("no such place")), true),
                        new Content.ToolResult(
                                "c2", List.of(new Content.Image(Media.of("image/png", new byte[] {9}))), false)),
                Message.user("And?"));
        return new Golden(
                ChatRequest.of("r", turns)
                        .withTools(
                                Tool.of("weather", "The weather.", "{\"type\":\"object\"}"),
                                new Tool("map", "", "{}", true))
                        .withToolChoice(ToolChoice.named("map"))
                        .withParallelToolCalls(false),
                Delivery.WHOLE,
                """
                {"model":"gpt-test","messages":[{"role":"user","content":"Weather?"},
                 {"role":"assistant","content":"I look.","tool_calls":[
                  {"id":"c1","type":"function","function":{"name":"weather","arguments":"{\\"at\\":\\"Bonn\\"}"}},
                  {"id":"c2","type":"function","function":{"name":"map","arguments":"{}"}}]},
                 {"role":"tool","tool_call_id":"c1","content":"Error: no such place"},
                 {"role":"tool","tool_call_id":"c2","content":"See the images in the next message."},
                 {"role":"user","content":[{"type":"text","text":"Images that tool call c2 gave:"},
                  {"type":"image_url","image_url":{"url":"data:image/png;base64,CQ=="}}]},
                 {"role":"user","content":"And?"}],
                 "tools":[{"type":"function","function":{"name":"weather","description":"The weather.",
                   "parameters":{"type":"object"}}},
                  {"type":"function","function":{"name":"map","parameters":{},"strict":true}}],
                 "tool_choice":{"type":"function","function":{"name":"map"}},"parallel_tool_calls":false}
                """);
    }

    @Override
    protected List<Whole> answers() {
        return List.of(
                new Whole(
                        """
                        {"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"gpt-test","choices":[{"index":0,
                         "message":{"role":"assistant","content":"Hello.","refusal":null,"annotations":[]},
                         "logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":20,"completion_tokens":7,
                         "total_tokens":27,"prompt_tokens_details":{"cached_tokens":16,"cache_write_tokens":2},
                         "completion_tokens_details":{"reasoning_tokens":5}},"service_tier":"default"}
                        """,
                        Answer.of(List.of(new Content.Text("Hello.")), FinishReason.STOP, "stop")
                                .withId("chatcmpl-1")
                                .withUsage(Usage.of(20, 7)
                                        .withCachedInputTokens(16)
                                        .withCacheWriteTokens(2)
                                        .withReasoningTokens(5))),
                new Whole(
                        """
                        {"choices":[{"message":{"content":null,"tool_calls":[
                          {"id":"c1","type":"function","function":{"name":"a","arguments":"{\\"x\\":1}"}},
                          {"id":"c2","type":"function","function":{"name":"a","arguments":"{}"}}]},
                          "finish_reason":"stop"}]}
                        """,
                        Answer.of(
                                List.of(
                                        new Content.ToolCall("c1", "a", "{\"x\":1}"),
                                        new Content.ToolCall("c2", "a", "{}")),
                                FinishReason.TOOL_CALLS,
                                "stop")));
    }

    @Override
    protected List<Streamed> streams() {
        return List.of(
                new Streamed(
                        """
                        data: {"id":"x","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}],"usage":null,"obfuscation":"abc"}

                        data: {"id":"x","choices":[{"index":0,"delta":{"content":"Grüß"},"finish_reason":null}],"usage":null}

                        data: {"id":"x","choices":[{"index":0,"delta":{"content":" dich"},"finish_reason":null}],"usage":null}

                        data: {"id":"x","choices":[{"index":0,"delta":{},"finish_reason":"length"}],"usage":null}

                        data: {"id":"x","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11,"prompt_tokens_details":null}}

                        data: [DONE]

                        """,
                        new ChatEvent.Text("Grüß"),
                        new ChatEvent.Text(" dich"),
                        new ChatEvent.End(FinishReason.LENGTH, "length"),
                        new ChatEvent.UsageReport(Usage.of(9, 2))),
                new Streamed(
                        """
                        data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c1","type":"function","function":{"name":"f","arguments":""}}]}}]}

                        data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{}"}}]}}]}

                        data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"id":"c2","type":"function","function":{"name":"f","arguments":"{"}}]}}]}

                        data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"function":{"arguments":"}"}}]}}]}

                        data: {"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}

                        data: [DONE]

                        """,
                        new ChatEvent.ToolCall(0, "c1", "f", ""),
                        new ChatEvent.ToolCall(0, "", "", "{}"),
                        new ChatEvent.ToolCall(1, "c2", "f", "{"),
                        new ChatEvent.ToolCall(1, "", "", "}"),
                        new ChatEvent.End(FinishReason.TOOL_CALLS, "tool_calls")));
    }

    @Override
    protected List<Refused> errors() {
        return List.of(
                new Refused(401, """
                        {"error":{"message":"Incorrect API key provided.","type":"invalid_request_error","param":null,"code":"invalid_api_key"}}
                        """, FailureKind.AUTHENTICATION, Cooldown.KEY_CHANGE),
                new Refused(
                        429,
                        Headers.of("x-ratelimit-reset-requests", "120ms", "x-ratelimit-reset-tokens", "6m0s"),
                        """
                        {"error":{"message":"Rate limit reached","type":"tokens","param":null,"code":"rate_limit_exceeded"}}
                        """,
                        FailureKind.RATE_LIMIT,
                        Cooldown.SHORT,
                        Optional.of(Duration.ofMinutes(6))));
    }

    @Override
    protected List<Embedded> embeddings() {
        ModelCard card = ModelCard.unknown("openai", "embed-test", ModelCard.Kind.EMBEDDING);
        // 1.0, -2.5 and 0.5, 3.0 as little-endian floats.
        return List.of(new Embedded(
                card,
                List.of("a", "b"),
                OptionalInt.of(2),
                """
                {"model":"embed-test","input":["a","b"],"dimensions":2,"encoding_format":"base64"}
                """,
                """
                {"object":"list","data":[{"object":"embedding","index":1,"embedding":"AAAAPwAAQEA="},
                 {"object":"embedding","index":0,"embedding":"AACAPwAAIMA="}],"model":"embed-test",
                 "usage":{"prompt_tokens":2,"total_tokens":2}}
                """,
                List.of(new float[] {1.0f, -2.5f}, new float[] {0.5f, 3.0f}),
                Optional.of(Usage.of(2, 0))));
    }
}
