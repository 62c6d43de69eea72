package io.tollgate.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tollgate.chat.CacheTtl;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Content;
import io.tollgate.chat.Media;
import io.tollgate.chat.Message;
import io.tollgate.chat.Reasoning;
import io.tollgate.chat.ResponseFormat;
import io.tollgate.chat.Signature;
import io.tollgate.chat.Tool;
import io.tollgate.chat.ToolChoice;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.price.Capability;
import io.tollgate.price.ModelCard;
import io.tollgate.spi.Delivery;
import io.tollgate.spi.FailureException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RequestWriterTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ModelCard ANY = ModelCard.unknown("anthropic", "claude-test", ModelCard.Kind.CHAT);
    private static final ModelCard BARE = ModelCard.of("anthropic", "claude-old", ModelCard.Kind.CHAT);
    private static final ChatRequest HELLO = ChatRequest.of("a/b", "Hello");
    private static final Tool NOW = Tool.of("now", "", "");

    private static JsonNode body(ModelCard card, ChatRequest request) throws Exception {
        return JSON.readTree(RequestWriter.write("", card, request, Delivery.WHOLE));
    }

    private static JsonNode body(ChatRequest request) throws Exception {
        return body(ANY, request);
    }

    private static JsonNode messages(Message... messages) throws Exception {
        return body(ChatRequest.of("a/b", List.of(messages))).get("messages");
    }

    private static Failure failure(ModelCard card, ChatRequest request) {
        return catchThrowableOfType(
                        FailureException.class, () -> RequestWriter.write("", card, request, Delivery.WHOLE))
                .failure();
    }

    private static void assertUnsupported(ModelCard card, ChatRequest request, String field) {
        Failure failure = failure(card, request);
        assertThat(failure.kind()).isEqualTo(FailureKind.UNSUPPORTED);
        assertThat(failure.message()).startsWith(field + ":");
    }

    private static void assertUnsupported(ChatRequest request, String field) {
        assertUnsupported(ANY, request, field);
    }

    private static void assertJson(JsonNode actual, String expected) throws Exception {
        assertThat(actual).isEqualTo(JSON.readTree(expected));
    }

    @Test
    void sendsTheMaximumOfTheRequestElseOfTheCardElseASafeOne() throws Exception {
        ModelCard card = ANY.withLimits(200_000, 64_000);

        assertThat(body(card, HELLO.withMaxOutputTokens(7)).get("max_tokens").asInt())
                .isEqualTo(7);
        assertThat(body(card, HELLO).get("max_tokens").asInt()).isEqualTo(64_000);
        assertThat(body(HELLO).get("max_tokens").asInt()).isEqualTo(8_192);
        assertThat(body(HELLO.withReasoning(Reasoning.budget(10_000)))
                        .get("max_tokens")
                        .asInt())
                .isEqualTo(18_192);
    }

    @Test
    void gathersInstructionsAboveTheConversation() throws Exception {
        JsonNode body = body(HELLO.withSystem("one").withMessage(Message.system("two")));

        assertJson(body.get("system"), "[{\"type\":\"text\",\"text\":\"one\"},{\"type\":\"text\",\"text\":\"two\"}]");
        assertThat(body.get("messages")).hasSize(1);
    }

    @Test
    void mergesNeighboursSoThatRolesAlternateWithToolResultsFirst() throws Exception {
        JsonNode messages = messages(
                Message.user("a"),
                Message.user("b"),
                Message.assistant("c"),
                Message.assistant(List.of(new Content.ToolCall("t1", "now", "{}"))),
                Message.user("d"),
                Message.toolResult("t1", "noon"));

        assertThat(messages.findValuesAsText("role")).containsExactly("user", "assistant", "user");
        assertThat(messages.get(1).get("content").findValuesAsText("type")).containsExactly("text", "tool_use");
        assertJson(messages.get(2).get("content"), """
                [{"type":"tool_result","tool_use_id":"t1","content":[{"type":"text","text":"noon"}]},
                 {"type":"text","text":"d"}]""");
    }

    @Test
    void tellsThatAToolFailedAndShowsItsPictures() throws Exception {
        Content image = new Content.Image(Media.of("image/png", new byte[] {1}));
        JsonNode messages = messages(Message.toolResults(
                new Content.ToolResult("t1", List.of(image), true), new Content.ToolResult("t2", List.of(), false)));

        assertJson(messages.get(0).get("content"), """
                [{"type":"tool_result","tool_use_id":"t1","is_error":true,"content":[
                   {"type":"image","source":{"type":"base64","media_type":"image/png","data":"AQ=="}}]},
                 {"type":"tool_result","tool_use_id":"t2"}]""");
    }

    @Test
    void sendsAConversationThatBeganElsewhereWithoutWhatOnlyOthersUnderstand() throws Exception {
        JsonNode messages = messages(
                Message.user("a"),
                Message.assistant(List.of(
                        new Content.Thinking("foreign", new Signature("gemini", "x")),
                        new Content.Thinking("unsigned"),
                        new Content.Opaque("openai", "reasoning", "{\"type\":\"reasoning\"}"),
                        new Content.Text("b", new Signature("gemini", "x")),
                        new Content.ToolCall("functions.now:0", "now", "{}", new Signature("gemini", "x")))),
                Message.toolResult("functions.now:0", "noon"),
                Message.assistant(List.of(new Content.Thinking("only thoughts"))),
                Message.user("c"));

        assertThat(messages.findValuesAsText("role")).containsExactly("user", "assistant", "user");
        assertThat(messages.get(1).get("content").findValuesAsText("type")).containsExactly("text", "tool_use");
        String id = messages.get(1).get("content").get(1).get("id").asText();
        assertThat(id).matches("[A-Za-z0-9_-]{1,64}");
        assertThat(messages.get(2).get("content").get(0).get("tool_use_id").asText())
                .isEqualTo(id);
        assertThat(messages.toString()).doesNotContain("signature", "thinking");
    }

    @Test
    void putsWhatTheVendorWantsBackWithATextIntoIt() throws Exception {
        Content kept = new Content.Opaque("anthropic", "citations", "{\"citations\":[{\"encrypted_index\":\"e\"}]}");
        JsonNode messages = messages(
                Message.user("?"), Message.assistant(List.of(new Content.Text("a"), kept, new Content.Text("b"))));

        assertJson(messages.get(1).get("content"), """
                [{"type":"text","text":"a","citations":[{"encrypted_index":"e"}]},{"type":"text","text":"b"}]""");
    }

    @Test
    void sendsItsOwnOpaquePartsBackAsTheyCame() throws Exception {
        String part = "{\"type\" : \"redacted_thinking\",\"data\":\"eA==\"}";
        ChatRequest request = HELLO.withMessage(
                Message.assistant(List.of(new Content.Opaque("anthropic", "redacted_thinking", part))));

        byte[] bytes = RequestWriter.write("", ANY, request, Delivery.WHOLE);

        assertThat(new String(bytes, java.nio.charset.StandardCharsets.UTF_8)).contains(part);
    }

    @Test
    void sendsArgumentsAsAnObjectWhateverTheyAre() throws Exception {
        JsonNode content = messages(Message.assistant(List.of(
                        new Content.ToolCall("1", "f", "{\"a\": 1}"),
                        new Content.ToolCall("2", "f", ""),
                        new Content.ToolCall("3", "f", "{\"a\": 1"),
                        new Content.ToolCall("4", "f", "[1]"),
                        new Content.ToolCall("5", "f", "{}, \"cache_control\": {}"))))
                .get(0)
                .get("content");

        assertJson(content.get(0).get("input"), "{\"a\":1}");
        assertJson(content.get(1).get("input"), "{}");
        assertJson(content.get(2).get("input"), "{\"INVALID_JSON\":\"{\\\"a\\\": 1\"}");
        assertJson(content.get(3).get("input"), "{\"INVALID_JSON\":\"[1]\"}");
        assertThat(content.get(4).has("cache_control")).isFalse();
    }

    @Test
    void leavesOutBlankText() throws Exception {
        JsonNode messages = messages(
                Message.user("a"),
                Message.assistant(" \n"),
                Message.user(new Content.Text(""), new Content.Text("b")),
                Message.toolResult("t", ""));

        assertThat(messages).hasSize(1);
        assertThat(messages.get(0).get("content").findValuesAsText("text")).containsExactly("a", "b");
        assertThat(messages.get(0).get("content").get(0).has("content")).isFalse();
    }

    @Test
    void refusesAConversationInWhichNobodySpeaks() {
        assertUnsupported(ChatRequest.of("a/b", List.of(Message.system("Be brief."))), "messages");
        assertUnsupported(ChatRequest.of("a/b", " "), "messages");
    }

    @Test
    void marksTheLastMarkablePartOfAMessageForTheCache() throws Exception {
        JsonNode body = body(HELLO.withMessages(List.of(
                Message.system("s").withCacheBreakpoint(CacheTtl.HOUR_1),
                Message.user("a"),
                Message.assistant(List.of(
                                new Content.Text("b"),
                                new Content.Text("c"),
                                new Content.Thinking("d", new Signature("anthropic", "x"))))
                        .withCacheBreakpoint(CacheTtl.MINUTES_5))));

        assertJson(body.get("system").get(0).get("cache_control"), "{\"type\":\"ephemeral\",\"ttl\":\"1h\"}");
        JsonNode parts = body.get("messages").get(1).get("content");
        assertThat(parts.get(0).has("cache_control")).isFalse();
        assertJson(parts.get(1).get("cache_control"), "{\"type\":\"ephemeral\",\"ttl\":\"5m\"}");
        assertThat(parts.get(2).has("cache_control")).isFalse();
    }

    @Test
    void sendsTheFirstAndTheLastThreeOfManyBreakpointsAndNoHourAfterFiveMinutes() throws Exception {
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            CacheTtl ttl = i == 5 ? CacheTtl.MINUTES_5 : CacheTtl.HOUR_1;
            messages.add(Message.user("m" + i).withCacheBreakpoint(ttl));
        }

        List<String> marks = new ArrayList<>();
        for (JsonNode part :
                body(HELLO.withMessages(messages)).get("messages").get(0).get("content")) {
            marks.add(part.path("cache_control").path("ttl").asText());
        }

        assertThat(marks).containsExactly("1h", "", "", "", "1h", "5m", "5m");
    }

    @Test
    void describesToolsAndTheChoiceAmongThem() throws Exception {
        ChatRequest request = HELLO.withTools(NOW, new Tool("add", "Adds.", "{\"type\":\"object\"}", true));

        assertJson(body(request).get("tools"), """
                [{"name":"now","input_schema":{"type":"object"}},
                 {"name":"add","description":"Adds.","input_schema":{"type":"object"},"strict":true}]""");
        assertThat(body(request).has("tool_choice")).isFalse();
        assertJson(body(request.withToolChoice(ToolChoice.REQUIRED)).get("tool_choice"), "{\"type\":\"any\"}");
        assertJson(
                body(request.withToolChoice(ToolChoice.named("add"))).get("tool_choice"),
                "{\"type\":\"tool\",\"name\":\"add\"}");
        assertJson(
                body(request.withToolChoice(ToolChoice.NONE).withParallelToolCalls(false))
                        .get("tool_choice"),
                "{\"type\":\"none\"}");
        assertJson(
                body(request.withParallelToolCalls(false)).get("tool_choice"),
                "{\"type\":\"auto\",\"disable_parallel_tool_use\":true}");
        assertThat(body(request.withParallelToolCalls(true)).has("tool_choice")).isFalse();
        assertThat(body(HELLO.withParallelToolCalls(false)).has("tool_choice")).isFalse();
    }

    @Test
    void asksForAJsonSchemaInTheOutputConfiguration() throws Exception {
        ChatRequest request = HELLO.withResponseFormat(ResponseFormat.jsonSchema("s", "{\"type\":\"object\"}"));

        assertJson(
                body(request).get("output_config"),
                "{\"format\":{\"type\":\"json_schema\",\"schema\":{\"type\":\"object\"}}}");
        assertUnsupported(HELLO.withResponseFormat(ResponseFormat.JSON), "responseFormat");
    }

    @Test
    void asksForThinkingInTheFormThatTheModelTakes() throws Exception {
        ModelCard byEffort = BARE.withCapabilities(Set.of(Capability.REASONING_EFFORT));
        ModelCard byBudget =
                BARE.withCapabilities(Set.of(Capability.THINKING_BUDGET)).withLimits(9_000, 8_000);
        ChatRequest low = HELLO.withReasoning(Reasoning.Effort.MINIMAL);
        ChatRequest budget = HELLO.withReasoning(Reasoning.budget(1_024));
        ChatRequest none = HELLO.withReasoning(Reasoning.Effort.NONE);

        assertJson(body(byEffort, low).get("output_config"), "{\"effort\":\"low\"}");
        assertThat(body(byEffort, low).get("thinking").get("type").asText()).isEqualTo("adaptive");
        assertJson(body(byBudget, budget).get("thinking"), "{\"type\":\"enabled\",\"budget_tokens\":1024}");
        assertJson(body(byBudget, none).get("thinking"), "{\"type\":\"disabled\"}");
        assertThat(body(BARE, none).has("thinking")).isFalse();
        assertThat(body(HELLO).has("thinking")).isFalse();
        assertUnsupported(byBudget, low, "reasoning");
        assertUnsupported(byEffort, budget, "reasoning");
    }

    @Test
    void refusesABudgetThatTheApiWouldRefuse() {
        assertUnsupported(HELLO.withReasoning(Reasoning.budget(1_023)), "reasoning");
        assertUnsupported(HELLO.withReasoning(Reasoning.budget(2_000)).withMaxOutputTokens(2_000), "reasoning");
        assertUnsupported(ANY.withLimits(9_000, 4_000), HELLO.withReasoning(Reasoning.budget(4_000)), "reasoning");
    }

    @Test
    void refusesWhatThinkingForbids() {
        ChatRequest thinking = HELLO.withTools(NOW).withReasoning(Reasoning.Effort.HIGH);

        assertUnsupported(thinking.withToolChoice(ToolChoice.REQUIRED), "toolChoice");
        assertUnsupported(thinking.withToolChoice(ToolChoice.named("now")), "toolChoice");
        assertUnsupported(thinking.withTemperature(0.5), "temperature");
        assertUnsupported(thinking.withTopP(0.5), "topP");
    }

    @Test
    void sendsSamplingStopsAndTheUser() throws Exception {
        JsonNode body = body(HELLO.withTemperature(0.5)
                .withTopP(0.9)
                .withStop("END", "\n###")
                .withUser("u-1"));

        assertThat(body.get("temperature").asDouble()).isEqualTo(0.5);
        assertThat(body.get("top_p").asDouble()).isEqualTo(0.9);
        assertJson(body.get("stop_sequences"), "[\"END\",\"\\n###\"]");
        assertJson(body.get("metadata"), "{\"user_id\":\"u-1\"}");
    }

    @Test
    void refusesByNameWhatTheApiDoesNotHave() {
        assertUnsupported(HELLO.withSeed(1), "seed");
        assertUnsupported(HELLO.withPresencePenalty(1), "presencePenalty");
        assertUnsupported(HELLO.withFrequencyPenalty(1), "frequencyPenalty");
        assertUnsupported(HELLO.withTemperature(1.5), "temperature");
        assertUnsupported(HELLO.withStop(" "), "stop");
        assertUnsupported(BARE, HELLO.withTemperature(0.5), "temperature");
        assertUnsupported(BARE, HELLO.withTopP(0.5), "topP");
        assertUnsupported(image(Media.of("image/tiff", new byte[1])), "messages");
        assertUnsupported(image(Media.url("image/png", "gs://bucket/a.png")), "messages");
        assertUnsupported(image(Media.url("image/png", "http://example.com/a.png")), "messages");
        assertUnsupported(
                HELLO.withMessage(Message.user(new Content.Document(Media.of("text/csv", new byte[1])))), "messages");
    }

    private static ChatRequest image(Media media) {
        return HELLO.withMessage(Message.user(new Content.Image(media)));
    }

    @Test
    void refusesAsInvalidWhatNoVendorCouldRead() {
        for (ChatRequest request : List.of(
                HELLO.withTools(Tool.of("t", "", "{\"type\":")),
                HELLO.withResponseFormat(ResponseFormat.jsonSchema("s", "true")),
                HELLO.withMessage(Message.assistant(List.of(new Content.Opaque("anthropic", "x", "{}{}")))),
                HELLO.withMessage(
                        Message.assistant(List.of(new Content.ToolCall("1", "f", "{\"half\":\"\uD83D\"}")))))) {
            assertThat(failure(ANY, request).kind()).isEqualTo(FailureKind.INVALID_REQUEST);
        }
    }
}
