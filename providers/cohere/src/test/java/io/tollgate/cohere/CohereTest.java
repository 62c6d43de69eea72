package io.tollgate.cohere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Content;
import io.tollgate.chat.Media;
import io.tollgate.chat.Message;
import io.tollgate.chat.Reasoning;
import io.tollgate.chat.ResponseFormat;
import io.tollgate.chat.Tool;
import io.tollgate.chat.ToolChoice;
import io.tollgate.embedding.Purpose;
import io.tollgate.failure.Billed;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.price.Capability;
import io.tollgate.price.ModelCard;
import io.tollgate.price.Money;
import io.tollgate.price.Price;
import io.tollgate.price.Usage;
import io.tollgate.spi.ChatCodec;
import io.tollgate.spi.ChatEvents;
import io.tollgate.spi.Delivery;
import io.tollgate.spi.EmbeddingCodec;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpReply;
import io.tollgate.spi.Provider;
import io.tollgate.spi.RerankCodec;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CohereTest {
    private static final ChatCodec CHAT = Cohere.create().chat("m").orElseThrow();
    private static final RerankCodec RERANK = Cohere.create().rerank("m").orElseThrow();
    private static final EmbeddingCodec EMBED = Cohere.create().embedding("m").orElseThrow();
    private static final ModelCard CARD = ModelCard.unknown("cohere", "m", ModelCard.Kind.CHAT);
    private static final ChatRequest HELLO = ChatRequest.of("cohere/m", "Hello");
    private static final Tool ADD = Tool.of("add", "", "{\"type\":\"object\"}");

    @Test
    void isFoundByTheServiceLoader() {
        assertThat(ServiceLoader.load(Provider.class)).anyMatch(Cohere.class::isInstance);
    }

    @Test
    void asksUnderVersion2() throws Exception {
        assertThat(CHAT.encode(CARD, HELLO, Delivery.WHOLE).url()).isEqualTo("https://api.cohere.com/v2/chat");
        assertThat(EMBED.encode(CARD, List.of("a"), OptionalInt.empty(), Purpose.ANY)
                        .url())
                .isEqualTo("https://api.cohere.com/v2/embed");
        assertThat(RERANK.encode(CARD, "q", List.of("a"), OptionalInt.empty()).url())
                .isEqualTo("https://api.cohere.com/v2/rerank");
    }

    @Test
    void refusesByNameWhatItCantSay() {
        Content.Image image = new Content.Image(Media.of("image/png", new byte[] {1}));
        refuses("parallelToolCalls", HELLO.withTools(ADD).withParallelToolCalls(false));
        refuses("toolChoice", HELLO.withTools(ADD, Tool.of("b", "", "{}")).withToolChoice(ToolChoice.named("b")));
        refuses("temperature", HELLO.withTemperature(1.5));
        refuses("topP", HELLO.withTopP(1));
        refuses("presencePenalty", HELLO.withPresencePenalty(-1));
        refuses("frequencyPenalty", HELLO.withFrequencyPenalty(1.1));
        refuses("seed", HELLO.withSeed(-1));
        refuses("stop", HELLO.withStop("1", "2", "3", "4", "5", "6"));
        refuses("reasoning", HELLO.withReasoning(Reasoning.Effort.HIGH));
        refuses(
                "document",
                HELLO.withMessage(Message.user(new Content.Document(Media.of("application/pdf", new byte[] {1})))));
        refuses("image", HELLO.withMessage(Message.user(new Content.Image(Media.url("image/png", "gs://b/a.png")))));
        refuses("image", HELLO.withMessage(Message.toolResults(new Content.ToolResult("c", List.of(image), false))));
    }

    private static void refuses(String field, ChatRequest request) {
        FailureException e =
                catchThrowableOfType(FailureException.class, () -> CHAT.encode(CARD, request, Delivery.WHOLE));
        assertThat(e.failure().kind()).as(field).isEqualTo(FailureKind.UNSUPPORTED);
        assertThat(e.failure().message()).startsWith(field + ":");
    }

    @Test
    void aNamedToolThatStandsAloneIsRequired() throws Exception {
        assertThat(body(HELLO.withTools(ADD).withToolChoice(ToolChoice.named("add"))))
                .contains("\"tool_choice\":\"REQUIRED\"");
        assertThat(body(HELLO.withTools(ADD).withToolChoice(ToolChoice.NONE))).contains("\"tool_choice\":\"NONE\"");
        assertThat(body(HELLO.withToolChoice(ToolChoice.NONE))).doesNotContain("tool_choice");
    }

    @Test
    void aModelThatDoesNotThinkIsNotSentThoughts() throws Exception {
        ModelCard plain = CARD.withCapabilities(EnumSet.of(Capability.TOOLS));
        ChatRequest request = HELLO.withMessage(
                        Message.assistant(List.of(new Content.Thinking("Hm."), new Content.Text("Hi."))))
                .withMessage(Message.user("And?"))
                .withReasoning(Reasoning.Effort.NONE);
        String body = new String(CHAT.encode(plain, request, Delivery.WHOLE).body(), StandardCharsets.UTF_8);
        assertThat(body).doesNotContain("thinking", "Hm.").contains("\"content\":\"Hi.\"");
    }

    @Test
    void anyJsonMayBeAskedFor() throws Exception {
        assertThat(body(HELLO.withResponseFormat(ResponseFormat.JSON)))
                .contains("\"response_format\":{\"type\":\"json_object\"}");
    }

    @ParameterizedTest
    @CsvSource({"ERROR,SERVER_ERROR", "TIMEOUT,VENDOR_TIMEOUT"})
    void anAnswerThatEndsByAFailureIsOne(String reason, FailureKind kind) {
        String end = "\"finish_reason\":\"" + reason + "\",\"usage\":{\"billed_units\":{\"input_tokens\":3}}";
        Failure whole = failure("{\"message\":{\"content\":[{\"type\":\"text\",\"text\":\"Hi\"}]}," + end + "}");
        assertThat(whole.kind()).isEqualTo(kind);
        assertThat(whole.code()).isEqualTo(reason);
        assertThat(whole.billed()).isEqualTo(Billed.YES);
        assertThat(whole.usage()).contains(Usage.of(3, 0));
        assertThat(whole.requestId()).isEqualTo("trace");

        ChatEvents events = stream(
                "data: {\"type\":\"content-delta\",\"index\":0,\"delta\":{\"message\":{\"content\":{\"text\":\"Hi\"}}}}"
                        + "\n\ndata: {\"type\":\"message-end\",\"delta\":{" + end + ",\"error\":\"no luck\"}}\n\n");
        assertThat(catchThrowableOfType(FailureException.class, () -> {
                            assertThat(events.next()).isEqualTo(new ChatEvent.Text("Hi"));
                            events.next();
                        })
                        .failure())
                .satisfies(failure -> {
                    assertThat(failure.kind()).isEqualTo(kind);
                    assertThat(failure.message()).isEqualTo("no luck");
                });
    }

    @Test
    void anErrorInPlaceOfAStreamIsAFailure() {
        assertThatThrownBy(() -> stream("{\"id\":\"e\",\"message\":\"too many tokens: no\"}")
                        .next())
                .isInstanceOfSatisfying(
                        FailureException.class,
                        e -> assertThat(e.failure().kind()).isEqualTo(FailureKind.CONTEXT_OVERFLOW));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":\"1\",\"message\":{\"content\":\"Hi\"}}",
                "{\"finish_reason\":\"TOOL_CALL\",\"message\":{\"tool_calls\":[{\"id\":\"c\",\"function\":{}}]}}",
                "[]"
            })
    void anAnswerWithoutWhatItNeedsIsABadOne(String body) {
        assertThat(failure(body).kind()).isEqualTo(FailureKind.BAD_ANSWER);
    }

    @Test
    void aReasonNobodyKnowsIsAnother() throws Exception {
        assertThat(CHAT.decode(reply("{\"message\":{\"content\":\"Hi\"},\"finish_reason\":\"NEW\"}"))
                        .rawFinishReason())
                .isEqualTo("NEW");
    }

    @Test
    void theIdOfARequestIsTheTraceOrTheBodysOwn() {
        byte[] body = "{\"id\":\"e1\",\"message\":\"no\"}".getBytes(StandardCharsets.UTF_8);
        HttpReply traced = new HttpReply(500, Headers.of("X-Debug-Trace-Id", "t1"), body, Instant.EPOCH);
        HttpReply plain = new HttpReply(500, Headers.NONE, body, Instant.EPOCH);
        assertThat(Cohere.create().failure(traced).requestId()).isEqualTo("t1");
        assertThat(Cohere.create().failure(plain).requestId()).isEqualTo("e1");
    }

    /** Billed units of a chat at $2.50 and $10 per million, worked out by hand: 68 × 2,500 + 8 × 10,000 nano-dollars. */
    @Test
    void whatIsBilledIsPricedAndNotTheTemplate() throws Exception {
        Usage usage = CHAT.decode(reply("{\"message\":{\"content\":\"Hi\"},\"finish_reason\":\"COMPLETE\",\"usage\":{"
                        + "\"billed_units\":{\"input_tokens\":68,\"output_tokens\":8},"
                        + "\"tokens\":{\"input_tokens\":1591,\"output_tokens\":38},\"cached_tokens\":992}}"))
                .usage()
                .orElseThrow();
        assertThat(Price.perMillion("2.5", "10").cost(usage, Instant.EPOCH)).isEqualTo(Money.ofNanos(250_000));
    }

    @Test
    void documentsAreRankedAndPricedByTheSearch() throws Exception {
        assertThat(new String(
                        RERANK.encode(CARD, "q", List.of("a", "b"), OptionalInt.of(1))
                                .body(),
                        StandardCharsets.UTF_8))
                .isEqualTo("{\"model\":\"m\",\"query\":\"q\",\"documents\":[\"a\",\"b\"],\"top_n\":1}");
        RerankCodec.Ranking ranking = RERANK.decode(reply("{\"id\":\"r\",\"results\":["
                + "{\"index\":1,\"relevance_score\":0.98},{\"relevance_score\":5e-1,\"index\":0}],"
                + "\"meta\":{\"api_version\":{\"version\":\"2\"},\"billed_units\":{\"search_units\":2}}}"));
        assertThat(ranking.scores()).containsExactly(new RerankCodec.Score(1, 0.98), new RerankCodec.Score(0, 0.5));
        assertThat(ranking.usage()).contains(Usage.of(0, 0).withSearchUnits(2));
        Price price = Price.perMillion("0", "0").withSearchUnit(Money.usd("0.002"));
        assertThat(price.cost(ranking.usage().orElseThrow(), Instant.EPOCH)).isEqualTo(Money.ofNanos(4_000_000));
        assertThat(RERANK.maxDocuments()).isEqualTo(1_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "{\"results\":[]}",
                "{\"results\":[{\"index\":0}]}",
                "{\"results\":[{\"relevance_score\":1}]}",
                "{\"results\":[{\"index\":0,\"relevance_score\":\"high\"}]}",
                "{\"results\":[{\"index\":0,\"relevance_score\":1e999}]}"
            })
    void aRankingWithoutScoresIsABadAnswer(String body) {
        assertThatThrownBy(() -> RERANK.decode(reply(body)))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        e -> assertThat(e.failure().kind()).isEqualTo(FailureKind.BAD_ANSWER));
    }

    @ParameterizedTest
    @CsvSource({
        "ANY,search_document",
        "DOCUMENT,search_document",
        "QUERY,search_query",
        "CLASSIFICATION,classification",
        "CLUSTERING,clustering"
    })
    void vectorsAreToldWhatTheyAreFor(Purpose purpose, String told) throws Exception {
        assertThat(new String(
                        EMBED.encode(CARD, List.of("a"), OptionalInt.empty(), purpose)
                                .body(),
                        StandardCharsets.UTF_8))
                .contains("\"input_type\":\"" + told + '"');
        assertThat(EMBED.maxTexts()).isEqualTo(96);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"embeddings\":{\"float\":[]}}", "{\"embeddings\":{\"float\":[[1e99]]}}"})
    void anAnswerWithoutVectorsIsABadOne(String body) {
        assertThatThrownBy(() -> EMBED.decode(reply(body))).isInstanceOf(FailureException.class);
    }

    private static String body(ChatRequest request) throws FailureException {
        return new String(CHAT.encode(CARD, request, Delivery.WHOLE).body(), StandardCharsets.UTF_8);
    }

    private static Failure failure(String body) {
        return catchThrowableOfType(FailureException.class, () -> CHAT.decode(reply(body)))
                .failure();
    }

    private static ChatEvents stream(String body) {
        return CHAT.decodeStream(Headers.NONE, new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }

    private static HttpReply reply(String body) {
        return new HttpReply(
                200, Headers.of("x-debug-trace-id", "trace"), body.getBytes(StandardCharsets.UTF_8), Instant.EPOCH);
    }
}
