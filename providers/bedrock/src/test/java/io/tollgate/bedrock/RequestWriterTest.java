package io.tollgate.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import io.tollgate.failure.FailureKind;
import io.tollgate.price.ModelCard;
import io.tollgate.price.PriceCatalog;
import io.tollgate.spi.FailureException;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestWriterTest {
    private static final ChatRequest HELLO = ChatRequest.of("bedrock/x", "Hello");
    private static final Tool ADD = Tool.of("add", "", "{\"type\":\"object\"}");
    private static final Message CALL = Message.assistant(List.of(new Content.ToolCall("t:1", "add", "{\"a\":")));

    private static JsonNode write(Family family, ChatRequest request) throws Exception {
        ModelCard card = ModelCard.unknown("bedrock", "m", ModelCard.Kind.CHAT);
        return new ObjectMapper().readTree(RequestWriter.write(family, card, request));
    }

    private static JsonNode write(ChatRequest request) throws Exception {
        return write(Family.CLAUDE, request);
    }

    private static void refuses(Family family, ChatRequest request, String field) {
        assertThatThrownBy(() -> write(family, request))
                .as(field)
                .isInstanceOfSatisfying(FailureException.class, thrown -> {
                    assertThat(thrown.failure().kind()).isEqualTo(FailureKind.UNSUPPORTED);
                    assertThat(thrown.failure().message()).startsWith(field);
                });
    }

    @Test
    void refusesByNameWhatConverseCanNotSay() {
        refuses(Family.CLAUDE, HELLO.withSeed(1), "seed");
        refuses(Family.CLAUDE, HELLO.withPresencePenalty(1), "presencePenalty");
        refuses(Family.CLAUDE, HELLO.withFrequencyPenalty(1), "frequencyPenalty");
        refuses(Family.CLAUDE, HELLO.withResponseFormat(ResponseFormat.JSON), "responseFormat");
        refuses(Family.CLAUDE, HELLO.withTools(ADD).withParallelToolCalls(false), "parallelToolCalls");
        refuses(Family.CLAUDE, HELLO.withTemperature(1.5), "temperature");
        refuses(Family.CLAUDE, HELLO.withTopP(1.5), "topP");
        refuses(Family.CLAUDE, HELLO.withStop("\n"), "stop");
        refuses(Family.CLAUDE, HELLO.withToolChoice(ToolChoice.REQUIRED), "tools");
        refuses(Family.CLAUDE, ChatRequest.of("bedrock/x", List.of(Message.system("x"))), "messages");
        Content.Image image = new Content.Image(Media.url("image/png", "https://example.com/a.png"));
        refuses(Family.CLAUDE, HELLO.withMessage(Message.user(image)), "messages: Bedrock takes images as bytes only");
        Content.Image tiff = new Content.Image(Media.of("image/tiff", new byte[] {1}));
        refuses(Family.CLAUDE, HELLO.withMessage(Message.user(tiff)), "messages: Bedrock takes images of");
    }

    @Test
    void leavesToolsOutWhereNoneMayBeCalled() throws Exception {
        ChatRequest request = HELLO.withTools(ADD).withToolChoice(ToolChoice.NONE);

        assertThat(write(request).has("toolConfig")).isFalse();
        refuses(Family.CLAUDE, request.withMessage(CALL), "toolChoice");
    }

    @Test
    void wantsTheToolsThatAConversationUsed() {
        refuses(Family.CLAUDE, HELLO.withMessage(CALL), "tools");
    }

    @Test
    void forcesATool() throws Exception {
        ChatRequest request = HELLO.withTools(ADD);

        assertThat(write(request.withToolChoice(ToolChoice.REQUIRED)).at("/toolConfig/toolChoice"))
                .hasToString("{\"any\":{}}");
        assertThat(write(request.withToolChoice(ToolChoice.named("add"))).at("/toolConfig/toolChoice"))
                .hasToString("{\"tool\":{\"name\":\"add\"}}");
    }

    @Test
    void sendsACallThatWasCutOffAndAnIdThatTheApiTakes() throws Exception {
        ChatRequest request = HELLO.withTools(ADD)
                .withMessage(CALL)
                .withMessage(Message.toolResult("t:1", "2"))
                .withMessage(Message.user("And?"));

        JsonNode call = write(request).at("/messages/1/content/0/toolUse");
        assertThat(call.path("input")).hasToString("{\"INVALID_JSON\":\"{\\\"a\\\":\"}");
        assertThat(call.path("toolUseId").asText()).matches("[A-Za-z0-9_-]{1,64}");
        assertThat(write(request).at("/messages/2/content/0/toolResult/toolUseId"))
                .isEqualTo(call.path("toolUseId"));
        assertThat(write(request).at("/messages/2/content/1/text").asText()).isEqualTo("And?");
    }

    @Test
    void writesASchemaAsText() throws Exception {
        ChatRequest request = HELLO.withResponseFormat(ResponseFormat.jsonSchema("city", "{\"type\":\"object\"}"));

        assertThat(write(request).path("outputConfig")).hasToString("""
                        {"textFormat":{"type":"json_schema","structure":{"jsonSchema":\
                        {"name":"city","schema":"{\\"type\\":\\"object\\"}"}}}}""");
    }

    @Test
    void refusesASchemaThatIsNoObject() {
        ChatRequest request = HELLO.withResponseFormat(ResponseFormat.jsonSchema("city", "[]"));

        assertThatThrownBy(() -> write(request)).isInstanceOfSatisfying(FailureException.class, thrown -> assertThat(
                        thrown.failure().kind())
                .isEqualTo(FailureKind.INVALID_REQUEST));
    }

    @Test
    void asksEachFamilyToThinkInItsOwnFields() throws Exception {
        ChatRequest high = HELLO.withReasoning(Reasoning.Effort.HIGH);

        assertThat(write(Family.CLAUDE, high).path("additionalModelRequestFields"))
                .hasToString("{\"thinking\":{\"type\":\"adaptive\",\"display\":\"summarized\"}}");
        assertThat(write(Family.CLAUDE, high).path("outputConfig")).hasToString("{\"effort\":\"high\"}");
        assertThat(write(Family.NOVA_2, high).path("additionalModelRequestFields"))
                .hasToString("{\"reasoningConfig\":{\"type\":\"enabled\",\"maxReasoningEffort\":\"high\"}}");
        assertThat(write(Family.GPT_OSS, high).path("additionalModelRequestFields"))
                .hasToString("{\"reasoning_effort\":\"high\"}");
        refuses(Family.NOVA, high, "reasoning");
        refuses(Family.OTHER, high, "reasoning");
    }

    @Test
    void turnsThinkingOffWhereThatCanBeSaid() throws Exception {
        ChatRequest none = HELLO.withReasoning(Reasoning.Effort.NONE);

        assertThat(write(Family.CLAUDE, none).path("additionalModelRequestFields"))
                .hasToString("{\"thinking\":{\"type\":\"disabled\"}}");
        assertThat(write(Family.NOVA_2, none).path("additionalModelRequestFields"))
                .hasToString("{\"reasoningConfig\":{\"type\":\"disabled\"}}");
        assertThat(write(Family.OTHER, none).has("additionalModelRequestFields"))
                .isFalse();
    }

    @Test
    void refusesWhatAFamilyDoesNotTakeWhileItThinks() {
        ChatRequest budget = HELLO.withReasoning(Reasoning.budget(2_000));

        refuses(Family.NOVA_2, budget, "reasoning");
        refuses(Family.GPT_OSS, budget, "reasoning");
        refuses(Family.NOVA_2, HELLO.withReasoning(Reasoning.Effort.HIGH).withMaxOutputTokens(9), "reasoning");
        refuses(Family.CLAUDE, budget.withMaxOutputTokens(2_000), "reasoning");
        refuses(Family.CLAUDE, HELLO.withReasoning(Reasoning.budget(1_000)), "reasoning");
        refuses(Family.CLAUDE, budget.withTemperature(0.5), "temperature");
        refuses(Family.CLAUDE, budget.withTopP(0.5), "topP");
        refuses(Family.CLAUDE, budget.withTools(ADD).withToolChoice(ToolChoice.REQUIRED), "toolChoice");
    }

    @Test
    void refusesAWayOfThinkingThatTheCatalogueDoesNotKnowOfTheModel() {
        ModelCard old = PriceCatalog.bundled()
                .find("bedrock", "anthropic.claude-3-haiku-20240307-v1:0")
                .orElseThrow();

        assertThatThrownBy(() -> RequestWriter.write(Family.CLAUDE, old, HELLO.withReasoning(Reasoning.budget(2_000))))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("takes no budget");
    }

    @Test
    void sendsAtMostFourCachePointsAndOnlyToThoseWhoTakeThem() throws Exception {
        ChatRequest request = ChatRequest.of(
                "bedrock/x",
                List.of(
                        cached("one", CacheTtl.HOUR_1),
                        cached("two", CacheTtl.HOUR_1),
                        cached("three", CacheTtl.HOUR_1),
                        cached("four", CacheTtl.MINUTES_5),
                        cached("five", CacheTtl.HOUR_1)));

        assertThat(write(Family.CLAUDE, request).at("/messages/0/content").toString())
                .isEqualTo(
                        "[{\"text\":\"one\"},{\"cachePoint\":{\"type\":\"default\",\"ttl\":\"1h\"}},{\"text\":\"two\"},"
                                + "{\"text\":\"three\"},{\"cachePoint\":{\"type\":\"default\",\"ttl\":\"1h\"}},"
                                + "{\"text\":\"four\"},{\"cachePoint\":{\"type\":\"default\"}},"
                                + "{\"text\":\"five\"},{\"cachePoint\":{\"type\":\"default\"}}]");
        assertThat(write(Family.NOVA_2, request).toString())
                .contains("cachePoint")
                .doesNotContain("1h");
        assertThat(write(Family.OTHER, request).toString()).doesNotContain("cachePoint");
    }

    private static Message cached(String text, CacheTtl ttl) {
        return Message.user(text).withCacheBreakpoint(ttl);
    }

    @Test
    void sendsThoughtsBackOnlyToWhoSignedThem() throws Exception {
        Message said = Message.assistant(List.of(
                new Content.Thinking("by Claude", new Signature("anthropic", "s1")),
                new Content.Thinking("by another", new Signature("bedrock", "s2")),
                new Content.Thinking("unsigned"),
                new Content.Opaque(
                        "bedrock", "reasoningContent", "{\"reasoningContent\":{\"redactedContent\":\"eA==\"}}"),
                new Content.Opaque("bedrock", "toolUse", "{\"toolUse\":{}}"),
                new Content.Opaque("gemini", "x", "{}"),
                new Content.Text("Hi")));
        ChatRequest request = HELLO.withMessage(said).withMessage(Message.user("And?"));

        assertThat(write(Family.CLAUDE, request).at("/messages/1/content").toString())
                .contains("by Claude", "redactedContent", "Hi")
                .doesNotContain("by another", "unsigned", "toolUse", "{}");
        assertThat(write(Family.NOVA_2, request).at("/messages/1/content").toString())
                .contains("by another", "toolUse", "Hi")
                .doesNotContain("by Claude", "redactedContent");
    }

    @Test
    void givesEachDocumentANameThatTheApiTakes() throws Exception {
        Content.Document one = new Content.Document(Media.of("text/plain", new byte[] {1}), " Année  1.txt ");
        Content.Document none = new Content.Document(Media.of("text/csv", new byte[] {1}));

        JsonNode content = write(ChatRequest.of("bedrock/x", List.of(Message.user(one, one, none))))
                .at("/messages/0/content");
        assertThat(content.findValuesAsText("name")).containsExactly("Ann-e -1-txt", "Ann-e -1-txt-2", "document");
        assertThat(content.findValuesAsText("format")).containsExactly("txt", "txt", "csv");
    }
}
