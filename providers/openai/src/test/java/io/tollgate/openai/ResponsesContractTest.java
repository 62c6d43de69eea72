package io.tollgate.openai;

import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Citation;
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
import io.tollgate.spi.Provider;
import io.tollgate.testkit.ProviderContract;
import java.util.List;

class ResponsesContractTest extends ProviderContract {
    private static final Content.Opaque THOUGHT = new Content.Opaque(
            "openai",
            "reasoning",
            "{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[],\"encrypted_content\":\"x\"}");

    @Override
    protected Provider provider() {
        return OpenAi.builder().keySource(() -> credential()).build().withResponses();
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
                {"model":"gpt-test","instructions":"Be brief.","input":[{"role":"user","content":"Hi"}],"store":false}
                """);
    }

    private static Golden settings() {
        return new Golden(
                ChatRequest.of("r", "Hi")
                        .withTemperature(0.5)
                        .withTopP(0.25)
                        .withMaxOutputTokens(9)
                        .withReasoning(Reasoning.Effort.LOW)
                        .withUser("u1")
                        .withResponseFormat(ResponseFormat.jsonSchema("thing", "{\"type\": \"object\"}")),
                Delivery.STREAM,
                """
                {"model":"gpt-test","input":[{"role":"user","content":"Hi"}],"temperature":0.5,"top_p":0.25,
                 "max_output_tokens":16,"reasoning":{"effort":"low","summary":"auto"},
                 "include":["reasoning.encrypted_content"],"safety_identifier":"u1","text":{"format":{
                 "type":"json_schema","name":"thing","strict":true,"schema":{"type":"object"}}},
                 "store":false,"stream":true}
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
                                        new Content.Document(Media.of("application/pdf", bytes), "a.pdf"),
                                        new Content.Document(
                                                Media.url("application/pdf", "https://example.com/b.pdf")))))
                        .withResponseFormat(ResponseFormat.JSON),
                Delivery.WHOLE,
                """
                {"model":"gpt-test","input":[{"role":"user","content":[{"type":"input_text","text":"What is it?"},
                 {"type":"input_image","detail":"auto","image_url":"data:image/png;base64,AQIDBA=="},
                 {"type":"input_image","detail":"auto","image_url":"https://example.com/a.png"},
                 {"type":"input_file","filename":"a.pdf","file_data":"data:application/pdf;base64,AQIDBA=="},
                 {"type":"input_file","file_url":"https://example.com/b.pdf"}]}],
                 "text":{"format":{"type":"json_object"}},"store":false}
                """);
    }

    private static Golden tools() {
        List<Message> turns = List.of(
                Message.system("Be brief."),
                Message.user("Weather?"),
                Message.assistant(List.of(
                        new Content.Thinking("Hm.", new Signature("anthropic", "sig")),
                        new Content.Opaque("anthropic", "redacted_thinking", "{}"),
                        new Content.Thinking("I should look."),
                        THOUGHT,
                        new Content.Text("I look."),
                        new Content.Text("", new Signature("openai", "commentary")),
                        new Content.ToolCall("c1", "weather", "{\"at\":\"Bonn\"}", new Signature("openai", "maps")),
                        new Content.ToolCall("c2", "map", ""))),
                Message.toolResults(
                        new Content.ToolResult("c1", List.of(new Content.Text("no such place")), true),
                        new Content.ToolResult(
                                "c2", List.of(new Content.Image(Media.of("image/png", new byte[] {9}))), false)),
                Message.system("Now in German."),
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
                {"model":"gpt-test","instructions":"Be brief.","input":[{"role":"user","content":"Weather?"},
                 {"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"x"},
                 {"role":"assistant","content":"I look.","phase":"commentary"},
                 {"type":"function_call","call_id":"c1","name":"weather","namespace":"maps",
                  "arguments":"{\\"at\\":\\"Bonn\\"}"},
                 {"type":"function_call","call_id":"c2","name":"map","arguments":"{}"},
                 {"type":"function_call_output","call_id":"c1","output":"Error: no such place"},
                 {"type":"function_call_output","call_id":"c2","output":[
                  {"type":"input_image","detail":"auto","image_url":"data:image/png;base64,CQ=="}]},
                 {"role":"system","content":"Now in German."},{"role":"user","content":"And?"}],
                 "tools":[{"type":"function","name":"weather","description":"The weather.",
                   "parameters":{"type":"object"},"strict":false},
                  {"type":"function","name":"map","parameters":{},"strict":true}],
                 "tool_choice":{"type":"function","name":"map"},"parallel_tool_calls":false,"store":false}
                """);
    }

    @Override
    protected List<Whole> answers() {
        return List.of(
                new Whole(
                        """
                        {"id":"resp_1","object":"response","status":"completed","error":null,"output":[
                         {"type":"reasoning","id":"rs_0","summary":[]},
                         {"type":"message","id":"msg_1","role":"assistant","status":"completed","content":[
                          {"type":"output_text","text":"Hello.","annotations":[]}]}],
                         "usage":{"input_tokens":20,"input_tokens_details":{"cached_tokens":16,"cache_write_tokens":2},
                         "output_tokens":7,"output_tokens_details":{"reasoning_tokens":5},"total_tokens":27}}
                        """,
                        Answer.of(List.of(new Content.Text("Hello.")), FinishReason.STOP, "completed")
                                .withId("resp_1")
                                .withUsage(Usage.of(20, 7)
                                        .withCachedInputTokens(16)
                                        .withCacheWriteTokens(2)
                                        .withReasoningTokens(5))),
                new Whole(
                        """
                        {"output":[{"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"x"},
                          {"type":"function_call","call_id":"c1","name":"a","arguments":"{\\"x\\":1}"},
                          {"type":"function_call","call_id":"c2","name":"a","arguments":"{}"}],
                         "incomplete_details":{"reason":"max_output_tokens"},"status":"incomplete"}
                        """,
                        Answer.of(
                                List.of(
                                        THOUGHT,
                                        new Content.ToolCall("c1", "a", "{\"x\":1}"),
                                        new Content.ToolCall("c2", "a", "{}")),
                                FinishReason.LENGTH,
                                "max_output_tokens")));
    }

    @Override
    protected List<Streamed> streams() {
        return List.of(
                new Streamed(
                        """
                        event: response.created
                        data: {"type":"response.created","sequence_number":0,"response":{"id":"r","status":"in_progress","output":[],"usage":null}}

                        event: response.output_item.added
                        data: {"type":"response.output_item.added","output_index":0,"item":{"type":"message","id":"m","content":[]}}

                        event: response.output_text.delta
                        data: {"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"Grüß","obfuscation":"abc"}

                        event: response.output_text.delta
                        data: {"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":" dich"}

                        event: response.output_text.annotation.added
                        data: {"type":"response.output_text.annotation.added","output_index":0,"annotation":{"type":"url_citation","url":"https://example.com","title":"Ex"}}

                        event: response.output_item.done
                        data: {"type":"response.output_item.done","output_index":0,"item":{"type":"message","content":[{"type":"output_text","text":"Grüß dich","annotations":[{"type":"url_citation","url":"https://example.com","title":"Ex"}]}]}}

                        event: response.completed
                        data: {"type":"response.completed","response":{"id":"r","status":"completed","output":[{"type":"message","content":[{"type":"output_text","text":"Grüß dich"}]}],"usage":{"input_tokens":9,"output_tokens":2,"total_tokens":11}}}

                        """,
                        new ChatEvent.Text("Grüß"),
                        new ChatEvent.Text(" dich"),
                        new ChatEvent.Cited(Citation.of("https://example.com").withTitle("Ex")),
                        new ChatEvent.UsageReport(Usage.of(9, 2)),
                        new ChatEvent.End(FinishReason.STOP, "completed")),
                new Streamed(
                        """
                        data: {"output_index":0,"item":{"id":"rs_1","summary":[],"type":"reasoning"},"type":"response.output_item.added"}

                        data: {"delta":"One","output_index":0,"summary_index":0,"type":"response.reasoning_summary_text.delta"}

                        data: {"delta":"Two","output_index":0,"summary_index":1,"type":"response.reasoning_summary_text.delta"}

                        data: {"item":{"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"x"},"output_index":0,"type":"response.output_item.done"}

                        data: {"item":{"arguments":"","call_id":"c1","name":"f","type":"function_call"},"output_index":1,"type":"response.output_item.added"}

                        data: {"delta":"{}","output_index":1,"type":"response.function_call_arguments.delta"}

                        data: {"item":{"arguments":"{}","call_id":"c1","name":"f","type":"function_call"},"output_index":1,"type":"response.output_item.done"}

                        data: {"response":{"output":[],"status":"completed"},"type":"response.completed"}

                        data: [DONE]

                        """,
                        new ChatEvent.Thinking("One"),
                        new ChatEvent.Thinking("\n\nTwo"),
                        new ChatEvent.Part(THOUGHT),
                        new ChatEvent.ToolCall(0, "c1", "f", ""),
                        new ChatEvent.ToolCall(0, "", "", "{}"),
                        new ChatEvent.End(FinishReason.TOOL_CALLS, "completed")));
    }

    @Override
    protected List<Refused> errors() {
        return List.of(new Refused(401, """
                {"error":{"message":"Incorrect API key provided.","type":"invalid_request_error","param":null,"code":"invalid_api_key"}}
                """, FailureKind.AUTHENTICATION, Cooldown.KEY_CHANGE));
    }
}
