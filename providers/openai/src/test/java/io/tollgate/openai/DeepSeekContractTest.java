package io.tollgate.openai;

import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Content;
import io.tollgate.chat.FinishReason;
import io.tollgate.chat.Message;
import io.tollgate.chat.Reasoning;
import io.tollgate.failure.Cooldown;
import io.tollgate.failure.FailureKind;
import io.tollgate.price.ModelCard;
import io.tollgate.price.Usage;
import io.tollgate.spi.Answer;
import io.tollgate.spi.Delivery;
import io.tollgate.spi.Provider;
import io.tollgate.testkit.ProviderContract;
import java.util.List;

class DeepSeekContractTest extends ProviderContract {
    @Override
    protected Provider provider() {
        return OpenAiCompatible.deepSeek();
    }

    @Override
    protected ModelCard card() {
        return ModelCard.unknown("deepseek", "deepseek-flash", ModelCard.Kind.CHAT);
    }

    @Override
    protected List<Golden> requests() {
        List<Message> turns = List.of(
                Message.user("Day?"),
                Message.assistant(
                        List.of(new Content.Thinking("I call."), new Content.ToolCall("call_00_a", "day", "{}"))),
                Message.toolResult("call_00_a", "Monday"),
                Message.assistant("Monday."),
                Message.user("Sure?"));
        return List.of(
                new Golden(
                        ChatRequest.of("r", turns).withMaxOutputTokens(50).withUser("not sent"), Delivery.STREAM, """
                        {"model":"deepseek-flash","messages":[{"role":"user","content":"Day?"},
                         {"role":"assistant","reasoning_content":"I call.","tool_calls":[{"id":"call_00_a",
                          "type":"function","function":{"name":"day","arguments":"{}"}}]},
                         {"role":"tool","tool_call_id":"call_00_a","content":"Monday"},
                         {"role":"assistant","content":"Monday.","reasoning_content":""},
                         {"role":"user","content":"Sure?"}],"max_tokens":50,
                         "stream":true,"stream_options":{"include_usage":true}}
                        """),
                new Golden(
                        ChatRequest.of("r", List.of(Message.user("Hi"), Message.assistant("Ho"), Message.user("Hi")))
                                .withReasoning(Reasoning.Effort.NONE),
                        Delivery.WHOLE,
                        """
                        {"model":"deepseek-flash","messages":[{"role":"user","content":"Hi"},
                         {"role":"assistant","content":"Ho"},{"role":"user","content":"Hi"}],
                         "thinking":{"type":"disabled"}}
                        """),
                new Golden(ChatRequest.of("r", "Hi").withReasoning(Reasoning.Effort.MEDIUM), Delivery.WHOLE, """
                        {"model":"deepseek-flash","messages":[{"role":"user","content":"Hi"}],
                         "thinking":{"type":"enabled"},"reasoning_effort":"high"}
                        """));
    }

    @Override
    protected List<Whole> answers() {
        return List.of(new Whole(
                """
                {"id":"d1","choices":[{"index":0,"message":{"role":"assistant","content":"Yes.",
                 "reasoning_content":"Hm."},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":30,
                 "completion_tokens":8,"total_tokens":38,"prompt_tokens_details":{"cached_tokens":20},
                 "completion_tokens_details":{"reasoning_tokens":3},"prompt_cache_hit_tokens":20,
                 "prompt_cache_miss_tokens":10}}
                """,
                Answer.of(List.of(new Content.Thinking("Hm."), new Content.Text("Yes.")), FinishReason.STOP, "stop")
                        .withId("d1")
                        .withUsage(Usage.of(30, 8).withCachedInputTokens(20).withReasoningTokens(3))));
    }

    @Override
    protected List<Streamed> streams() {
        return List.of(new Streamed(
                """
                : keep-alive

                data: {"choices":[{"index":0,"delta":{"role":"assistant","content":null,"reasoning_content":""}}]}

                data: {"choices":[{"index":0,"delta":{"content":null,"reasoning_content":"Hm."},"finish_reason":null}]}

                data: {"choices":[{"index":0,"delta":{"content":"Ye","reasoning_content":null},"finish_reason":null}]}

                data: {"choices":[{"index":0,"delta":{"content":""},"finish_reason":"insufficient_system_resource"}],"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7}}

                data: [DONE]

                """,
                new ChatEvent.Thinking("Hm."),
                new ChatEvent.Text("Ye"),
                new ChatEvent.UsageReport(Usage.of(5, 2)),
                new ChatEvent.End(FinishReason.OVERLOADED, "insufficient_system_resource")));
    }

    @Override
    protected List<Refused> errors() {
        return List.of(new Refused(402, """
                {"error":{"message":"Insufficient Balance","type":"unknown_error","param":null,"code":"invalid_request_error"}}
                """, FailureKind.BILLING, Cooldown.OPERATOR));
    }
}
