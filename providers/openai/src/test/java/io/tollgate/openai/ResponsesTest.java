package io.tollgate.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Citation;
import io.tollgate.chat.Content;
import io.tollgate.chat.FinishReason;
import io.tollgate.chat.Message;
import io.tollgate.chat.Reasoning;
import io.tollgate.chat.Signature;
import io.tollgate.failure.Billed;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.price.Capability;
import io.tollgate.price.ModelCard;
import io.tollgate.price.Money;
import io.tollgate.price.Price;
import io.tollgate.price.Usage;
import io.tollgate.spi.Answer;
import io.tollgate.spi.ChatCodec;
import io.tollgate.spi.ChatEvents;
import io.tollgate.spi.Delivery;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpReply;
import io.tollgate.spi.Provider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResponsesTest {
    private static final ModelCard CODEX = ModelCard.of("openai", "gpt-x-codex", ModelCard.Kind.CHAT)
            .withCapabilities(EnumSet.allOf(Capability.class))
            .withResponsesOnly();
    private static final ModelCard PLAIN = ModelCard.of("openai", "gpt-plain", ModelCard.Kind.CHAT);
    private static final ModelCard UNKNOWN = ModelCard.unknown("openai", "ft:plain", ModelCard.Kind.CHAT);

    private final Provider provider = OpenAi.create().withResponses();

    @Test
    void theCatalogueDecidesUnlessTheAppDid() throws FailureException {
        Provider usual = OpenAi.create();
        assertThat(url(usual, CODEX)).isEqualTo("https://api.openai.com/v1/responses");
        assertThat(url(usual, PLAIN)).isEqualTo("https://api.openai.com/v1/chat/completions");
        assertThat(url(provider, PLAIN)).isEqualTo("https://api.openai.com/v1/responses");
        assertThat(url(OpenAiCompatible.of(KnownVendor.XAI).withResponses(), PLAIN))
                .isEqualTo("https://api.x.ai/v1/responses");
    }

    @Test
    void onlyModelsThatThinkAreAskedForThoughtsToSendBack() throws FailureException {
        ChatRequest hi = ChatRequest.of("r", "Hi");
        assertThat(body(CODEX, hi)).contains("reasoning.encrypted_content");
        assertThat(body(CODEX, hi.withReasoning(Reasoning.Effort.NONE)))
                .contains("\"effort\":\"none\"")
                .doesNotContain("encrypted_content", "summary");
        assertThat(body(PLAIN, hi)).doesNotContain("encrypted_content");
        assertThat(body(UNKNOWN, hi)).doesNotContain("encrypted_content");
        assertThat(body(UNKNOWN, hi.withReasoning(Reasoning.Effort.HIGH))).contains("encrypted_content");
    }

    @Test
    void instructionsAloneAreTheInput() throws FailureException {
        assertThat(body(PLAIN, ChatRequest.of("r", List.of(Message.system("Tell a joke.")))))
                .contains("\"input\":[{\"role\":\"system\",\"content\":\"Tell a joke.\"}]")
                .doesNotContain("instructions");
    }

    @Test
    void whatTheFormatLacksIsRefusedByName() {
        ChatRequest request = ChatRequest.of("r", "Hi").withStop("a").withSeed(1);
        assertThatThrownBy(() -> body(PLAIN, request)).isInstanceOfSatisfying(FailureException.class, e -> {
            assertThat(e.failure().kind()).isEqualTo(FailureKind.UNSUPPORTED);
            assertThat(e.failure().message()).contains("stop, seed");
        });
    }

    @Test
    void partsOfTheOtherDialectAreNoItems() throws FailureException {
        Content.Opaque detail = new Content.Opaque("openai", Delta.DETAILS, "{\"type\":\"reasoning.encrypted\"}");
        ChatRequest request = ChatRequest.of("r", List.of(Message.assistant(List.of(detail)), Message.user("Hi")));
        assertThat(body(PLAIN, request)).doesNotContain("reasoning.encrypted");
    }

    @Test
    void aRefusalIsTextAndAFilter() throws FailureException {
        Answer answer = decode("""
                {"status":"completed","output":[{"type":"message","content":[{"type":"refusal","refusal":"No."}]}]}
                """);
        assertThat(answer.content()).containsExactly(new Content.Text("No."));
        assertThat(answer.finishReason()).isEqualTo(FinishReason.CONTENT_FILTER);
    }

    @Test
    void sourcesAreToldOnceAndFilesThatToolsMadeAreNone() throws FailureException {
        Answer answer = decode("""
                {"status":"completed","output":[{"type":"message","content":[{"type":"output_text","text":"So.","annotations":[
                 {"type":"file_citation","file_id":"f1","filename":"a.pdf","index":3},
                 {"type":"file_citation","file_id":"f1","filename":"a.pdf","index":9},
                 {"type":"file_path","file_id":"f2","index":9}]}]}]}
                """);
        assertThat(answer.citations()).containsExactly(Citation.of("f1").withTitle("a.pdf"));
    }

    @Test
    void whatMustComeBackWithTextsAndCallsIsTheirSignature() throws FailureException {
        Answer answer = decode("""
                {"status":"completed","output":[
                 {"type":"message","phase":"commentary","content":[{"type":"output_text","text":"So."}]},
                 {"type":"function_call","call_id":"c","name":"f","namespace":"n","arguments":"{}"},
                 {"type":"custom_tool_call","call_id":"d","name":"g","input":"free"}]}
                """);
        assertThat(answer.content())
                .containsExactly(
                        new Content.Text("So."),
                        new Content.Text("", new Signature("openai", "commentary")),
                        new Content.ToolCall("c", "f", "{}", new Signature("openai", "n")),
                        new Content.Opaque(
                                "openai",
                                "custom_tool_call",
                                "{\"type\":\"custom_tool_call\",\"call_id\":\"d\",\"name\":\"g\",\"input\":\"free\"}"));
    }

    @Test
    void plainThoughtsAreKeptForTheNextTurn() throws FailureException {
        String item = "{\"type\":\"reasoning\",\"id\":\"r\",\"summary\":[],"
                + "\"content\":[{\"type\":\"reasoning_text\",\"text\":\"Hm.\"}],\"encrypted_content\":null}";
        assertThat(decode("{\"status\":\"completed\",\"output\":[" + item + "]}")
                        .content())
                .containsExactly(new Content.Thinking("Hm."), new Content.Opaque("openai", "reasoning", item));
    }

    @Test
    void aStreamThatTellsOnlyTheWholeIsReadFromThat() throws Exception {
        assertThat(events("""
                data: {"type":"response.completed","response":{"status":"completed","output":[{"type":"message","content":[{"type":"output_text","text":"Hi"}]}]}}

                """))
                .containsExactly(new ChatEvent.Text("Hi"), new ChatEvent.End(FinishReason.STOP, "completed"));
    }

    @Test
    void anItemWhoseEndIsNotToldEndsWithTheWhole() throws Exception {
        assertThat(events("""
                data: {"type":"response.output_text.delta","output_index":0,"delta":"Hi"}

                data: {"type":"response.completed","response":{"status":"completed","output":[{"type":"message","phase":"final_answer","content":[{"type":"output_text","text":"Hi"}]}]}}

                """))
                .containsExactly(
                        new ChatEvent.Text("Hi"),
                        new ChatEvent.Text("", new Signature("openai", "final_answer")),
                        new ChatEvent.End(FinishReason.STOP, "completed"));
    }

    @Test
    void thoughtsThatComeInTwoFormsCountOnce() throws Exception {
        assertThat(events("""
                data: {"type":"response.reasoning_text.delta","output_index":0,"content_index":0,"delta":"Hm."}

                data: {"type":"response.reasoning_summary_text.delta","output_index":0,"summary_index":0,"delta":"It wonders."}

                """)).containsExactly(new ChatEvent.Thinking("Hm."));
    }

    @Test
    void anErrorInAStreamIsAFailureInEachOfItsForms() {
        String nested = "{\"type\":\"error\",\"error\":{\"code\":\"rate_limit_exceeded\",\"message\":\"slow\"}}";
        String flat = "{\"type\":\"error\",\"code\":\"rate_limit_exceeded\",\"message\":\"slow\",\"param\":null}";
        String failed = "{\"type\":\"response.failed\",\"response\":{\"id\":\"r\",\"status\":\"failed\","
                + "\"error\":{\"code\":\"rate_limit_exceeded\",\"message\":\"slow\"}}}";
        for (String event : List.of(nested, flat, failed)) {
            assertThatThrownBy(() -> events("data: " + event + "\n\n"))
                    .isInstanceOfSatisfying(FailureException.class, e -> {
                        assertThat(e.failure().kind()).as(event).isEqualTo(FailureKind.RATE_LIMIT);
                        assertThat(e.failure().billed()).isEqualTo(Billed.MAYBE);
                        assertThat(e.failure().message()).isEqualTo("slow");
                    });
        }
    }

    @Test
    void anAnswerThatFailedIsAFailure() {
        assertThatThrownBy(() -> decode("""
                {"status":"failed","error":{"code":"server_error","message":"sorry"},"output":[]}
                """)).isInstanceOfSatisfying(FailureException.class, e -> {
            Failure failure = e.failure();
            assertThat(failure.kind()).isEqualTo(FailureKind.SERVER_ERROR);
            assertThat(failure.billed()).isEqualTo(Billed.NO);
        });
    }

    /** 252 of xAI's tokens read, half of them cached, and 396 written, its thoughts among them. */
    @Test
    void usageIsPricedToTheNanoDollarBesideTheVendorsOwnCost() throws FailureException {
        Provider xai = OpenAiCompatible.of(KnownVendor.XAI).withResponses();
        Usage usage = decode(xai, """
                {"status":"completed","output":[],"usage":{"input_tokens":252,"input_tokens_details":{"cached_tokens":126},
                 "output_tokens":396,"output_tokens_details":{"reasoning_tokens":326},"total_tokens":648,
                 "num_server_side_tools_used":0,"cost_in_usd_ticks":11706000,
                 "context_details":{"input_tokens":9999,"output_tokens":9999}}}
                """).usage().orElseThrow();
        assertThat(usage)
                .isEqualTo(Usage.of(252, 396)
                        .withCachedInputTokens(126)
                        .withReasoningTokens(326)
                        .withReportedCost(Money.ofNanos(1_170_600)));
        // 126 × 1.25 + 126 × 0.2 + 396 × 2.5 micro-dollars
        assertThat(Price.perMillion("1.25", "2.5").withCachedInput("0.2").cost(usage, Instant.EPOCH))
                .isEqualTo(Money.ofNanos(1_172_700));
    }

    private String url(Provider provider, ModelCard card) throws FailureException {
        return provider.chat(card)
                .orElseThrow()
                .encode(card, ChatRequest.of("r", "Hi"), Delivery.WHOLE)
                .url();
    }

    private String body(ModelCard card, ChatRequest request) throws FailureException {
        byte[] body = codec(provider).encode(card, request, Delivery.WHOLE).body();
        return new String(body, StandardCharsets.UTF_8);
    }

    private Answer decode(String body) throws FailureException {
        return decode(provider, body);
    }

    private static Answer decode(Provider provider, String body) throws FailureException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return codec(provider).decode(new HttpReply(200, Headers.NONE, bytes, Instant.EPOCH));
    }

    private static ChatCodec codec(Provider provider) {
        return provider.chat("gpt-test").orElseThrow();
    }

    private List<ChatEvent> events(String stream) throws IOException, FailureException {
        ChatEvents events = codec(provider)
                .decodeStream(Headers.NONE, new ByteArrayInputStream(stream.getBytes(StandardCharsets.UTF_8)));
        List<ChatEvent> all = new ArrayList<>();
        for (ChatEvent event = events.next(); event != null; event = events.next()) {
            all.add(event);
        }
        return all;
    }
}
