package io.tollgate.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Content;
import io.tollgate.chat.Media;
import io.tollgate.chat.Message;
import io.tollgate.chat.Reasoning;
import io.tollgate.chat.ResponseFormat;
import io.tollgate.chat.Signature;
import io.tollgate.chat.Tool;
import io.tollgate.chat.ToolChoice;
import io.tollgate.failure.FailureKind;
import io.tollgate.price.Capability;
import io.tollgate.price.ModelCard;
import io.tollgate.spi.Delivery;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.HttpCall;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeminiRequestTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ModelCard MODEL = ModelCard.unknown("gemini", "gemini-9-flash", ModelCard.Kind.CHAT);
    private static final ChatRequest HELLO = ChatRequest.of("gemini/gemini-9-flash", "Hello");
    private static final Signature SIGNED = new Signature("gemini", "c2ln");
    private static final Signature FOREIGN = new Signature("anthropic", "Zm9yZWlnbg==");
    private static final String SCHEMA = "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"integer\"}}}";

    @Test
    void theUrlNamesModelAndDelivery() throws Exception {
        assertThat(call(MODEL, HELLO, Delivery.WHOLE).url())
                .isEqualTo("https://generativelanguage.googleapis.com/v1beta/models/gemini-9-flash:generateContent");
        assertThat(call(MODEL.withName("tunedModels/my one?x"), HELLO, Delivery.STREAM)
                        .url())
                .isEqualTo("https://generativelanguage.googleapis.com/v1beta/tunedModels/my%20one%3Fx"
                        + ":streamGenerateContent?alt=sse");
    }

    @Test
    void eachSettingHasItsField() throws Exception {
        ChatRequest request = HELLO.withMaxOutputTokens(100)
                .withTemperature(0.25)
                .withTopP(0.5)
                .withPresencePenalty(-1)
                .withFrequencyPenalty(1)
                .withSeed(7)
                .withStop("END", "\n")
                .withResponseFormat(ResponseFormat.jsonSchema("sum", SCHEMA))
                .withReasoning(Reasoning.budget(512))
                .withUser("u1");
        assertThat(body(request).path("generationConfig")).isEqualTo(JSON.readTree("""
                {"maxOutputTokens":100,"temperature":0.25,"topP":0.5,"presencePenalty":-1.0,"frequencyPenalty":1.0,
                 "seed":7,"stopSequences":["END","\\n"],"responseMimeType":"application/json",
                 "responseJsonSchema":%s,"thinkingConfig":{"includeThoughts":true,"thinkingBudget":512}}""".formatted(SCHEMA)));
        assertThat(body(HELLO.withResponseFormat(ResponseFormat.JSON)).path("generationConfig"))
                .isEqualTo(JSON.readTree("{\"responseMimeType\":\"application/json\"}"));
    }

    @ParameterizedTest
    @CsvSource({"MINIMAL, minimal", "LOW, low", "MEDIUM, medium", "HIGH, high", "MAX, high"})
    void anEffortIsALevel(Reasoning.Effort effort, String level) throws Exception {
        JsonNode thinking = body(HELLO.withReasoning(effort)).at("/generationConfig/thinkingConfig");
        assertThat(thinking).isEqualTo(JSON.readTree("{\"includeThoughts\":true,\"thinkingLevel\":\"" + level + "\"}"));
    }

    @Test
    void noEffortIsABudgetOfNothing() throws Exception {
        assertThat(body(HELLO.withReasoning(Reasoning.Effort.NONE)).at("/generationConfig/thinkingConfig"))
                .isEqualTo(JSON.readTree("{\"thinkingBudget\":0}"));
    }

    @Test
    void reasoningThatTheModelDoesNotTakeIsRefused() {
        ModelCard levels = MODEL.withCapabilities(EnumSet.of(Capability.REASONING_EFFORT));
        ModelCard budgets = MODEL.withCapabilities(EnumSet.of(Capability.THINKING_BUDGET));
        assertUnsupported(levels, HELLO.withReasoning(Reasoning.budget(9)), "reasoning");
        assertUnsupported(levels, HELLO.withReasoning(Reasoning.Effort.NONE), "reasoning");
        assertUnsupported(budgets, HELLO.withReasoning(Reasoning.Effort.LOW), "reasoning");
    }

    @Test
    void toolsAreDeclaredWithTheirJsonSchema() throws Exception {
        ChatRequest request = HELLO.withTools(Tool.of("add", "Adds.", SCHEMA), Tool.of("now", "", ""));
        assertThat(body(request).path("tools")).isEqualTo(JSON.readTree("""
                [{"functionDeclarations":[{"name":"add","description":"Adds.","parametersJsonSchema":%s},
                 {"name":"now"}]}]""".formatted(SCHEMA)));
        assertThat(body(request).has("toolConfig")).isFalse();
    }

    @Test
    void eachToolChoiceHasItsMode() throws Exception {
        ChatRequest request = HELLO.withTools(Tool.of("add", "", SCHEMA));
        assertThat(toolConfig(request.withToolChoice(ToolChoice.NONE))).isEqualTo("{\"mode\":\"NONE\"}");
        assertThat(toolConfig(request.withToolChoice(ToolChoice.REQUIRED))).isEqualTo("{\"mode\":\"ANY\"}");
        assertThat(toolConfig(request.withToolChoice(ToolChoice.named("add"))))
                .isEqualTo("{\"mode\":\"ANY\",\"allowedFunctionNames\":[\"add\"]}");
        assertThat(toolConfig(HELLO.withTools(new Tool("add", "", SCHEMA, true))))
                .isEqualTo("{\"mode\":\"VALIDATED\"}");
    }

    private static String toolConfig(ChatRequest request) throws Exception {
        return body(request).at("/toolConfig/functionCallingConfig").toString();
    }

    @Test
    void mediaAreInlineOrAtAUrl() throws Exception {
        ChatRequest request = HELLO.withMessages(List.of(Message.user(
                new Content.Text("What is it?"),
                new Content.Image(Media.of("image/png", new byte[] {1, 2, 3})),
                new Content.Document(Media.url("application/pdf", "https://example.com/a.pdf")))));
        assertThat(body(request).path("contents")).isEqualTo(JSON.readTree("""
                [{"role":"user","parts":[{"text":"What is it?"},
                  {"inlineData":{"mimeType":"image/png","data":"AQID"}},
                  {"fileData":{"mimeType":"application/pdf","fileUri":"https://example.com/a.pdf"}}]}]"""));
    }

    @Test
    void aToolResultHasTheNameOfItsCallAndItsImagesBesideIt() throws Exception {
        ChatRequest request = HELLO.withMessage(Message.assistant(
                        List.of(new Content.ToolCall("a", "look", "", SIGNED), new Content.ToolCall("b", "add", "{}"))))
                .withMessage(Message.toolResults(new Content.ToolResult(
                        "a",
                        List.of(
                                new Content.Text("one"),
                                new Content.Image(Media.of("image/png", new byte[] {1})),
                                new Content.Text("two")),
                        false)))
                .withMessage(Message.toolError("b", "overflow"))
                .withMessage(Message.user("Go on."));
        assertThat(body(request).path("contents")).isEqualTo(JSON.readTree("""
                [{"role":"user","parts":[{"text":"Hello"}]},
                 {"role":"model","parts":[
                  {"functionCall":{"id":"a","name":"look","args":{}},"thoughtSignature":"c2ln"},
                  {"functionCall":{"id":"b","name":"add","args":{}}}]},
                 {"role":"user","parts":[
                  {"functionResponse":{"id":"a","name":"look","response":{"output":"one\\ntwo"}}},
                  {"inlineData":{"mimeType":"image/png","data":"AQ=="}},
                  {"functionResponse":{"id":"b","name":"add","response":{"error":"overflow"}}},
                  {"text":"Go on."}]}]"""));
    }

    @Test
    void itsOwnTurnGoesBackAsItCame() throws Exception {
        String opaque = "{\"toolCall\":{\"id\":\"t\"},\"thoughtSignature\":\"b3Bx\"}";
        ChatRequest request = HELLO.withMessage(Message.assistant(List.of(
                new Content.Thinking("A summary."),
                new Content.Thinking("Signed.", SIGNED),
                new Content.Opaque("gemini", "toolCall", opaque),
                new Content.Text("Hi."),
                new Content.Text("", SIGNED))));
        assertThat(body(request).at("/contents/1/parts")).isEqualTo(JSON.readTree("""
                [{"text":"Signed.","thought":true,"thoughtSignature":"c2ln"}, %s,
                 {"text":"Hi."},{"text":"","thoughtSignature":"c2ln"}]""".formatted(opaque)));
    }

    @Test
    void anotherVendorsTurnGoesWithoutItsSecrets() throws Exception {
        ChatRequest request = HELLO.withMessage(Message.assistant(List.of(
                        new Content.Thinking("Their thoughts.", FOREIGN),
                        new Content.Opaque("anthropic", "redacted_thinking", "{\"data\":\"x\"}"),
                        new Content.Text("", FOREIGN),
                        new Content.Text("Adding.", FOREIGN),
                        new Content.ToolCall("toolu_1", "add", "{\"a\": 1}", FOREIGN),
                        new Content.ToolCall("toolu_2", "add", "{\"a\": 2}", FOREIGN))))
                .withMessage(Message.toolResult("toolu_1", "1"))
                .withMessage(Message.toolResult("toolu_2", "2"));
        assertThat(body(request).at("/contents/1/parts")).isEqualTo(JSON.readTree("""
                [{"text":"Adding."},
                 {"functionCall":{"id":"toolu_1","name":"add","args":{"a":1}},
                  "thoughtSignature":"skip_thought_signature_validator"},
                 {"functionCall":{"id":"toolu_2","name":"add","args":{"a":2}}}]"""));
        assertThat(body(request).toString()).doesNotContain("Zm9yZWlnbg", "redacted", "thoughts");
    }

    @ParameterizedTest
    @CsvSource({
        "gemini-2.5-flash, false",
        "gemini-1.5-pro, false",
        "gemini-3-pro-preview, true",
        "gemini-10-pro, true",
        "gemini-pro-latest, true"
    })
    void onlyModelsThatWantSignaturesGetThePlaceholder(String model, boolean placeholder) throws Exception {
        ChatRequest request =
                HELLO.withMessage(Message.assistant(List.of(new Content.ToolCall("1", "add", "{}", FOREIGN))));
        String body = new String(
                call(MODEL.withName(model), request, Delivery.WHOLE).body(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(body.contains("skip_thought_signature_validator")).isEqualTo(placeholder);
    }

    @Test
    void neighboursOfOneRoleAreOneTurn() throws Exception {
        ChatRequest request = HELLO.withSystem("First.")
                .withMessage(Message.user("Are you there?"))
                .withMessage(Message.assistant(List.of(new Content.Thinking("Hm.", FOREIGN))))
                .withMessage(Message.user(""))
                .withMessage(Message.system("Second."))
                .withMessage(Message.user("Well?"));
        assertThat(body(request).path("systemInstruction"))
                .isEqualTo(JSON.readTree("{\"parts\":[{\"text\":\"First.\"},{\"text\":\"Second.\"}]}"));
        assertThat(body(request).path("contents")).isEqualTo(JSON.readTree("""
                [{"role":"user","parts":[{"text":"Hello"},{"text":"Are you there?"},{"text":"Well?"}]}]"""));
    }

    @Test
    void whatCannotBeSaidIsRefusedByName() {
        ChatRequest withTool = HELLO.withTools(Tool.of("add", "", SCHEMA));
        assertUnsupported(MODEL, withTool.withParallelToolCalls(false), "parallelToolCalls");
        assertUnsupported(MODEL, HELLO.withSeed(1L << 40), "seed");
        assertUnsupported(MODEL, HELLO.withMessage(Message.toolResult("nobody", "1")), "nobody");
        assertUnsupported(
                MODEL,
                HELLO.withMessage(Message.user(new Content.Image(Media.url("image/png", "gs://bucket/a.png")))),
                "image");
        assertUnsupported(
                MODEL,
                HELLO.withMessage(
                        Message.user(new Content.Document(Media.url("application/pdf", "http://example.com/a.pdf")))),
                "document");
        assertUnsupported(
                MODEL,
                HELLO.withMessage(Message.assistant(List.of(new Content.ToolCall("c9", "add", "{\"a\":")))),
                "c9");
    }

    @Test
    void whatNoVendorCanReadIsInvalid() {
        for (ChatRequest request : Arrays.asList(
                HELLO.withTools(Tool.of("add", "", "no schema")),
                HELLO.withResponseFormat(ResponseFormat.jsonSchema("x", "[]")),
                HELLO.withTools(Tool.of("add", "", "{\"half\":\"\ud83d\"}")))) {
            assertThatThrownBy(() -> call(MODEL, request, Delivery.WHOLE))
                    .isInstanceOfSatisfying(
                            FailureException.class,
                            e -> assertThat(e.failure().kind()).isEqualTo(FailureKind.INVALID_REQUEST));
        }
    }

    @Property(tries = 300)
    void anyTextsComeOutAsTheyWentIn(@ForAll String text, @ForAll String result) throws Exception {
        ChatRequest request = HELLO.withSystem("🙂" + text)
                .withMessage(
                        Message.assistant(List.of(new Content.Text(text), new Content.ToolCall(result, "add", "{}"))))
                .withMessage(Message.toolResult(result, text));
        JsonNode body = body(request);
        assertThat(body.at("/systemInstruction/parts/0/text").asText()).isEqualTo("🙂" + text);
        assertThat(body.at("/contents/2/parts/0/functionResponse/id").asText()).isEqualTo(result);
    }

    private static void assertUnsupported(ModelCard model, ChatRequest request, String name) {
        assertThatThrownBy(() -> call(model, request, Delivery.WHOLE))
                .isInstanceOfSatisfying(FailureException.class, e -> {
                    assertThat(e.failure().kind()).isEqualTo(FailureKind.UNSUPPORTED);
                    assertThat(e.failure().message()).contains(name);
                });
    }

    private static JsonNode body(ChatRequest request) throws FailureException, IOException {
        return JSON.readTree(call(MODEL, request, Delivery.WHOLE).body());
    }

    private static HttpCall call(ModelCard model, ChatRequest request, Delivery delivery) throws FailureException {
        return Gemini.create().chat(model.name()).orElseThrow().encode(model, request, delivery);
    }
}
