package io.tollgate.cohere;

import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Citation;
import io.tollgate.chat.Content;
import io.tollgate.chat.FinishReason;
import io.tollgate.chat.Media;
import io.tollgate.chat.Message;
import io.tollgate.chat.Reasoning;
import io.tollgate.chat.ResponseFormat;
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
import java.util.Optional;
import java.util.OptionalInt;

class CohereContractTest extends ProviderContract {
    private static final Tool ADD = new Tool("add", "Adds", "{\"type\":\"object\"}", true);

    @Override
    protected Provider provider() {
        return Cohere.create();
    }

    @Override
    protected ModelCard card() {
        return ModelCard.unknown("cohere", "command-x", ModelCard.Kind.CHAT);
    }

    @Override
    protected List<Golden> requests() {
        ChatRequest question = ChatRequest.of("cohere/command-x", "Hello");
        ChatRequest followUp = question.withSystem("Be brief.")
                .withMessage(Message.assistant(List.of(
                        new Content.Thinking("Hm."),
                        new Content.Text("I will add."),
                        new Content.ToolCall("c1", "add", "{\"a\":1}"),
                        new Content.ToolCall("c2", "add", ""))))
                .withMessage(Message.toolResult("c1", "2"))
                .withMessage(Message.toolResult("c2", "{\"title\":\"Sum\",\"text\":\"3\"}"))
                .withTools(ADD)
                .withToolChoice(ToolChoice.REQUIRED)
                .withReasoning(Reasoning.budget(64));
        ChatRequest settings = ChatRequest.of(
                        "cohere/command-x",
                        List.of(
                                Message.user(
                                        new Content.Text("What is it?"),
                                        new Content.Image(Media.of("image/png", new byte[] {1, 2, 3})),
                                        new Content.Image(Media.url("image/png", "https://example.com/a.png"))),
                                Message.assistant("A cat."),
                                Message.user("Sure?")))
                .withResponseFormat(ResponseFormat.jsonSchema("it", "{\"type\":\"object\"}"))
                .withMaxOutputTokens(9)
                .withTemperature(0.5)
                .withTopP(0.9)
                .withSeed(7)
                .withStop("x", "y")
                .withReasoning(Reasoning.Effort.NONE);
        return List.of(
                new Golden(question, Delivery.WHOLE, """
                {"model":"command-x","messages":[{"role":"user","content":"Hello"}]}"""),
                new Golden(followUp, Delivery.STREAM, """
                {"model":"command-x","messages":[
                  {"role":"system","content":"Be brief."},
                  {"role":"user","content":"Hello"},
                  {"role":"assistant","content":[{"type":"thinking","thinking":"Hm."}],"tool_plan":"I will add.","tool_calls":[
                    {"id":"c1","type":"function","function":{"name":"add","arguments":"{\\"a\\":1}"}},
                    {"id":"c2","type":"function","function":{"name":"add","arguments":"{}"}}]},
                  {"role":"tool","tool_call_id":"c1","content":"2"},
                  {"role":"tool","tool_call_id":"c2","content":[
                    {"type":"document","document":{"data":{"title":"Sum","text":"3"}}}]}],
                 "tools":[{"type":"function","function":{"name":"add","description":"Adds","parameters":{"type":"object"}}}],
                 "strict_tools":true,"tool_choice":"REQUIRED","thinking":{"type":"enabled","token_budget":64},"stream":true}"""),
                new Golden(settings, Delivery.WHOLE, """
                {"model":"command-x","messages":[
                  {"role":"user","content":[{"type":"text","text":"What is it?"},
                    {"type":"image_url","image_url":{"url":"data:image/png;base64,AQID"}},
                    {"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]},
                  {"role":"assistant","content":"A cat."},
                  {"role":"user","content":"Sure?"}],
                 "response_format":{"type":"json_object","json_schema":{"type":"object"}},
                 "max_tokens":9,"temperature":0.5,"p":0.9,"seed":7,"stop_sequences":["x","y"],
                 "thinking":{"type":"disabled"}}"""));
    }

    @Override
    protected List<Whole> answers() {
        return List.of(
                new Whole(
                        """
                        {"id":"a1","message":{"role":"assistant","content":[
                           {"type":"thinking","thinking":"Hm."},{"type":"text","text":"Grüße 🙂"}],
                          "citations":[{"start":0,"end":5,"text":"Grüße","type":"TEXT_CONTENT","sources":[
                            {"type":"document","id":"d1","document":{"title":"T","snippet":"words"}}]}]},
                         "finish_reason":"COMPLETE","usage":{"billed_units":{"input_tokens":4.0,"output_tokens":5},
                          "tokens":{"input_tokens":400,"output_tokens":9},"cached_tokens":300}}
                        """,
                        Answer.of(
                                        List.of(new Content.Thinking("Hm."), new Content.Text("Grüße 🙂")),
                                        FinishReason.STOP,
                                        "COMPLETE")
                                .withUsage(Usage.of(4, 5))
                                .withCitations(
                                        List.of(Citation.of("d1").withTitle("T").withQuote("words")))
                                .withId("a1")),
                new Whole(
                        """
                        {"finish_reason":"TOOL_CALL","usage":{"tokens":{"input_tokens":40,"output_tokens":9},"cached_tokens":30},
                         "message":{"role":"assistant","tool_plan":"I will add.","tool_calls":[
                          {"id":"c1","type":"function","function":{"name":"add","arguments":"{\\"a\\":1}"}},
                          {"id":"c2","type":"function","function":{"name":"now","arguments":"{}"}}]},"id":"a2"}""",
                        Answer.of(
                                        List.of(
                                                new Content.Text("I will add."),
                                                new Content.ToolCall("c1", "add", "{\"a\":1}"),
                                                new Content.ToolCall("c2", "now", "{}")),
                                        FinishReason.TOOL_CALLS,
                                        "TOOL_CALL")
                                .withUsage(Usage.of(40, 9).withCachedInputTokens(30))
                                .withId("a2")));
    }

    @Override
    protected List<Streamed> streams() {
        return List.of(
                new Streamed(
                        """
                        event: message-start
                        data: {"id":"a1","type":"message-start","delta":{"message":{"role":"assistant","content":[],"tool_plan":"","tool_calls":[],"citations":[]}}}

                        event: content-start
                        data: {"type":"content-start","index":0,"delta":{"message":{"content":{"type":"thinking","thinking":""}}}}

                        event: content-delta
                        data: {"type":"content-delta","index":0,"delta":{"message":{"content":{"thinking":"Hm."}}}}

                        event: content-end
                        data: {"type":"content-end","index":0}

                        event: content-start
                        data: {"type":"content-start","index":1,"delta":{"message":{"content":{"type":"text","text":"Gr"}}}}

                        event: content-delta
                        data: {"type":"content-delta","index":1,"delta":{"message":{"content":{"text":"üße"}}}}

                        event: citation-start
                        data: {"type":"citation-start","index":0,"delta":{"message":{"citations":{"start":0,"end":5,"text":"Grüße","sources":[{"type":"tool","id":"t:0","tool_output":{"url":"https://example.com","title":"T","content":"words"}}]}}}}

                        event: citation-end
                        data: {"type":"citation-end","index":0}

                        event: message-end
                        data: {"type":"message-end","delta":{"finish_reason":"COMPLETE","usage":{"billed_units":{"input_tokens":4,"output_tokens":5}}}}

                        data: [DONE]

                        """,
                        new ChatEvent.Thinking("Hm."),
                        new ChatEvent.Text("Gr"),
                        new ChatEvent.Text("üße"),
                        new ChatEvent.Cited(Citation.of("https://example.com")
                                .withTitle("T")
                                .withQuote("words")),
                        new ChatEvent.UsageReport(Usage.of(4, 5)),
                        new ChatEvent.End(FinishReason.STOP, "COMPLETE")),
                new Streamed(
                        """
                        data: {"type":"tool-plan-delta","delta":{"message":{"tool_plan":"I will add."}}}

                        data: {"type":"tool-call-start","index":0,"delta":{"message":{"tool_calls":{"id":"c1","type":"function","function":{"name":"add","arguments":""}}}}}

                        data: {"type":"tool-call-delta","index":0,"delta":{"message":{"tool_calls":{"function":{"arguments":"{\\"a\\""}}}}}

                        data: {"type":"tool-call-delta","index":0,"delta":{"message":{"tool_calls":{"function":{"arguments":":1}"}}}}}

                        data: {"type":"tool-call-end","index":0}

                        data: {"type":"tool-call-start","index":1,"delta":{"message":{"tool_calls":{"id":"c2","type":"function","function":{"name":"now","arguments":""}}}}}

                        data: {"type":"tool-call-end","index":1}

                        data: {"type":"message-end","delta":{"finish_reason":"TOOL_CALL"}}

                        """,
                        new ChatEvent.Text("I will add."),
                        new ChatEvent.ToolCall(0, "c1", "add", ""),
                        new ChatEvent.ToolCall(0, "", "", "{\"a\""),
                        new ChatEvent.ToolCall(0, "", "", ":1}"),
                        new ChatEvent.ToolCall(1, "c2", "now", ""),
                        new ChatEvent.End(FinishReason.TOOL_CALLS, "TOOL_CALL")));
    }

    @Override
    protected List<Refused> errors() {
        return List.of(
                new Refused(
                        401,
                        "{\"id\":\"e1\",\"message\":\"invalid api token\"}",
                        FailureKind.AUTHENTICATION,
                        Cooldown.KEY_CHANGE),
                new Refused(
                        400,
                        "{\"id\":\"e2\",\"message\":\"too many tokens: size limit exceeded by 10 tokens\"}",
                        FailureKind.CONTEXT_OVERFLOW,
                        Cooldown.NONE),
                new Refused(404, "<html>no</html>", FailureKind.MODEL_NOT_FOUND, Cooldown.OPERATOR));
    }

    @Override
    protected List<Embedded> embeddings() {
        return List.of(new Embedded(
                ModelCard.unknown("cohere", "embed-x", ModelCard.Kind.EMBEDDING),
                List.of("a", "b"),
                OptionalInt.of(2),
                """
                {"model":"embed-x","input_type":"search_document","texts":["a","b"],"embedding_types":["float"],
                 "output_dimension":2,"truncate":"NONE"}""",
                """
                {"id":"e1","texts":["a","b"],"embeddings":{"float":[[0.25,-1],[1e-3,0]]},
                 "meta":{"api_version":{"version":"2"},"billed_units":{"input_tokens":4,"image_tokens":0}},
                 "response_type":"embeddings_by_type"}""",
                List.of(new float[] {0.25f, -1}, new float[] {0.001f, 0}),
                Optional.of(Usage.of(4, 0))));
    }
}
