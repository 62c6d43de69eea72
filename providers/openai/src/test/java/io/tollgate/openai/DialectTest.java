package io.tollgate.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Citation;
import io.tollgate.chat.Content;
import io.tollgate.chat.FinishReason;
import io.tollgate.chat.Media;
import io.tollgate.chat.Message;
import io.tollgate.chat.Reasoning;
import io.tollgate.chat.Signature;
import io.tollgate.chat.Tool;
import io.tollgate.embedding.Purpose;
import io.tollgate.failure.Billed;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.price.ModelCard;
import io.tollgate.price.Money;
import io.tollgate.price.Usage;
import io.tollgate.spi.Answer;
import io.tollgate.spi.ChatCodec;
import io.tollgate.spi.ChatEvents;
import io.tollgate.spi.Delivery;
import io.tollgate.spi.EmbeddingCodec;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpCall;
import io.tollgate.spi.HttpReply;
import io.tollgate.spi.Provider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What servers of the dialect do differently from one another, all of it read by one codec. */
class DialectTest {
    private static final Provider LOCAL =
            OpenAiCompatible.builder("local", "http://localhost:8000/v1/").build();
    private static final ModelCard CARD = ModelCard.unknown("local", "m", ModelCard.Kind.CHAT);

    // --- answers that come whole

    @Test
    void contentMayBeAbsentEmptyOrAnObject() throws Exception {
        assertThat(message("{}").content()).isEmpty();
        assertThat(message("{\"content\":null}").content()).isEmpty();
        assertThat(message("{\"content\":\"\"}").content()).isEmpty();
        assertThat(message("{\"content\":{\"a\":1}}").content()).containsExactly(new Content.Text("{\"a\":1}"));
    }

    @Test
    void contentMayBeAnArrayOfThoughtsAndWords() throws Exception {
        Answer answer = message("""
                {"content":[{"type":"thinking","thinking":[{"type":"text","text":"Hm"},{"type":"text","text":"."}]},
                 {"type":"text","text":"A"},{"type":"reference","reference_ids":[1]},{"type":"text","text":"B"}]}""");
        assertThat(answer.content())
                .containsExactly(
                        new Content.Thinking("Hm."),
                        new Content.Text("A"),
                        new Content.Opaque("local", "reference_ids", "{\"type\":\"reference\",\"reference_ids\":[1]}"),
                        new Content.Text("B"));
        assertThat(answer.citations()).containsExactly(Citation.of("1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"content\":\"A\",\"reasoning_content\":\"T\"}",
                "{\"content\":\"A\",\"reasoning\":\"T\"}",
                "{\"content\":\"A\",\"reasoning\":\"T\",\"reasoning_content\":\"T\"}",
                "{\"content\":\"A\",\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"T\"}]}",
                "{\"reasoning_details\":[{\"type\":\"reasoning.summary\",\"summary\":\"T\"}],\"reasoning\":\"T\","
                        + "\"content\":\"A\"}",
            })
    void thoughtsComeOnceAndFirstUnderWhateverNames(String message) throws Exception {
        assertThat(message(message).content()).containsExactly(new Content.Thinking("T"), new Content.Text("A"));
    }

    @Test
    void signedAndEncryptedThoughtsAreKeptAndReplayedToTheirVendorOnly() throws Exception {
        Answer answer = message("""
                {"content":"A","reasoning":"T","reasoning_details":[
                 {"type":"reasoning.text","text":"T","signature":"sig","index":0},
                 {"type":"reasoning.encrypted","data":"xyz"}]}""");
        Content.Opaque encrypted =
                new Content.Opaque("local", "reasoning_details", "{\"type\":\"reasoning.encrypted\",\"data\":\"xyz\"}");
        assertThat(answer.content())
                .containsExactly(
                        new Content.Thinking("T", new Signature("local", "sig")), encrypted, new Content.Text("A"));
        ChatRequest next = ChatRequest.of("r", List.of(Message.assistant(answer.content()), Message.user("B")));
        assertThat(encoded(LOCAL, next))
                .contains("\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"T\",\"signature\":\"sig\"},"
                        + "{\"type\":\"reasoning.encrypted\",\"data\":\"xyz\"}]");
        assertThat(encoded(OpenAi.create(), next)).doesNotContain("reasoning", "sig", "xyz");
    }

    @Test
    void aCallOfTheOldFormAndArgumentsAsAnObjectAreToolCalls() throws Exception {
        Answer old = decode("{\"choices\":[{\"message\":{\"function_call\":{\"name\":\"f\",\"arguments\":\"{}\"}},"
                + "\"finish_reason\":\"function_call\"}]}");
        assertThat(old.content()).containsExactly(new Content.ToolCall("call_0", "f", "{}"));
        assertThat(old.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(message("{\"tool_calls\":[{\"id\":\"\",\"function\":{\"name\":\"f\",\"arguments\":{\"a\":1}}},"
                                + "{\"id\":\"\",\"function\":{\"name\":\"f\",\"arguments\":null}}]}")
                        .content())
                .containsExactly(
                        new Content.ToolCall("call_0", "f", "{\"a\":1}"), new Content.ToolCall("call_1", "f", "{}"));
    }

    @Test
    void aRefusalIsAContentFilterWithItsWords() throws Exception {
        Answer answer = message("{\"content\":null,\"refusal\":\"No.\"}");
        assertThat(answer.finishReason()).isEqualTo(FinishReason.CONTENT_FILTER);
        assertThat(answer.rawFinishReason()).isEqualTo("stop");
        assertThat(answer.content()).containsExactly(new Content.Text("No."));
    }

    @ParameterizedTest
    @CsvSource({
        "stop, STOP",
        "eos, STOP",
        "end_turn, STOP",
        "STOP, STOP",
        "length, LENGTH",
        "max_tokens, LENGTH",
        "tool_calls, TOOL_CALLS",
        "tool_call, TOOL_CALLS",
        "function_call, TOOL_CALLS",
        "content_filter, CONTENT_FILTER",
        "insufficient_system_resource, OVERLOADED",
        "model_context_window_exceeded, CONTEXT_WINDOW",
        "whatever, OTHER",
    })
    void theWordsForTheReasonAreMany(String word, FinishReason reason) throws Exception {
        Answer answer = decode(
                "{\"choices\":[{\"finish_reason\":\"" + word + "\",\"message\":{\"content\":\"A\"},\"index\":0}]}");
        assertThat(answer.finishReason()).isEqualTo(reason);
        assertThat(answer.rawFinishReason()).isEqualTo(word);
    }

    @Test
    void whiteSpaceMayComeBeforeAnAnswer() throws Exception {
        assertThat(decode("\n         \n{\"choices\":[{\"message\":{\"content\":\"A\"}}]}")
                        .content())
                .containsExactly(new Content.Text("A"));
    }

    @Test
    void onlyTheFirstOfSeveralChoicesIsRead() throws Exception {
        assertThat(decode("{\"choices\":[{\"message\":{\"content\":\"B\"},\"index\":1},"
                                + "{\"message\":{\"content\":\"A\"},\"index\":0}]}")
                        .content())
                .containsExactly(new Content.Text("A"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {"error":{"message":"M","code":"rate_limit_exceeded"}} | RATE_LIMIT
        {"error":{"message":"M","code":429}} | RATE_LIMIT
        {"error":{"message":"M","code":400}} | UNSUPPORTED
        {"error":{"message":"M","code":502}} | SERVER_ERROR
        {"error":{"message":"maximum context length is 8","code":400}} | CONTEXT_OVERFLOW
        {"error":"M"} | SERVER_ERROR
        {"choices":[{"error":{"code":402,"message":"M"},"finish_reason":"error"}]} | BILLING
        {"choices":[{"message":{"content":"A"},"finish_reason":"error"}]} | SERVER_ERROR
        {"base_resp":{"status_code":1008,"status_msg":"M"},"choices":[]} | SERVER_ERROR
        {"object":"error","message":"M","code":"3051"} | SERVER_ERROR
        {"message":"M"} | SERVER_ERROR
        {"choices":[]} | BAD_ANSWER
        {} | BAD_ANSWER
        [] | BAD_ANSWER
        <html> | BAD_ANSWER
        """)
    void anErrorInASuccessIsAFailureThatIsNeverRetried(String body, FailureKind kind) {
        assertThatThrownBy(() -> decode(body)).isInstanceOfSatisfying(FailureException.class, e -> {
            assertThat(e.failure().kind()).isEqualTo(kind);
            assertThat(e.failure().status()).isIn(0, 200);
            if (kind != FailureKind.BAD_ANSWER) {
                assertThat(e.failure().billed()).isEqualTo(Billed.NO);
            }
        });
    }

    @Test
    void limitsOnJsonAreBadAnswers() {
        assertBad("{\"a\":" + "[".repeat(5000) + "]".repeat(5000) + "}");
        assertBad("{\"usage\":{\"prompt_tokens\":" + "9".repeat(2000) + "}}");
        assertBad("{\"usage\":{\"prompt_tokens\":99999999999999999999}}");
        assertBad("{\"choices\":[{\"index\":1e99999}]}");
    }

    // --- usage

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {"prompt_tokens":9,"completion_tokens":2,"prompt_tokens_details":null,"completion_tokens_details":null} | 9 | 0 | 0 | 2 | 0
        {"prompt_tokens":9,"completion_tokens":2,"prompt_tokens_details":{"cached_tokens":4,"cache_write_tokens":3}} | 9 | 4 | 3 | 2 | 0
        {"prompt_tokens":9,"completion_tokens":2,"prompt_cache_hit_tokens":4,"prompt_cache_miss_tokens":5} | 9 | 4 | 0 | 2 | 0
        {"prompt_tokens":9,"completion_tokens":2,"num_cached_tokens":4,"prompt_token_details":{"cached_tokens":4}} | 9 | 4 | 0 | 2 | 0
        {"prompt_tokens":9,"completion_tokens":5,"cached_tokens":4,"reasoning_tokens":3} | 9 | 4 | 0 | 5 | 3
        {"prompt_tokens":9,"completion_tokens":2,"cache_read_input_tokens":4,"cache_creation_input_tokens":1} | 9 | 4 | 1 | 2 | 0
        {"prompt_tokens":9,"completion_tokens":5,"total_tokens":14,"completion_tokens_details":{"reasoning_tokens":3}} | 9 | 0 | 0 | 5 | 3
        {"prompt_tokens":9,"completion_tokens":2,"total_tokens":14,"completion_tokens_details":{"reasoning_tokens":3}} | 9 | 0 | 0 | 5 | 3
        {"prompt_tokens":0,"completion_tokens":0,"total_tokens":0} | 0 | 0 | 0 | 0 | 0
        """)
    void usageHasManyNames(String usage, long input, long cached, long written, long output, long reasoning)
            throws Exception {
        Answer answer = decode("{\"usage\":" + usage + ",\"choices\":[{\"message\":{\"content\":\"A\"}}]}");
        assertThat(answer.usage())
                .contains(Usage.of(input, output)
                        .withCachedInputTokens(cached)
                        .withCacheWriteTokens(written)
                        .withReasoningTokens(reasoning));
    }

    @Test
    void theVendorsOwnCostIsKeptWhereItMakesSense() throws Exception {
        assertThat(cost("\"cost\":0.00076154")).isEqualTo(Money.usd("0.00076154"));
        assertThat(cost("\"cost\":{\"input_tokens_cost\":1,\"total_cost\":0.006}"))
                .isEqualTo(Money.usd("0.006"));
        assertThat(cost("\"cost_in_usd_ticks\":7056001")).isEqualTo(Money.ofNanos(705_601));
        for (String odd : List.of("null", "\"1\"", "1e999999999", "1e-999999999", "1e30", "{}", "[1]")) {
            assertThat(decode(withUsage("\"cost\":" + odd))
                            .usage()
                            .orElseThrow()
                            .reportedCost())
                    .as(odd)
                    .isEmpty();
        }
    }

    private static Money cost(String member) throws FailureException {
        return decode(withUsage(member)).usage().orElseThrow().reportedCost().orElseThrow();
    }

    private static String withUsage(String member) {
        return "{\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1," + member
                + "},\"choices\":[{\"message\":{\"content\":\"A\"}}]}";
    }

    @Test
    void usageIsFoundWhereverItStandsAndToldOnceWhileItStaysTheSame() throws Exception {
        String one = "{\"prompt_tokens\":1,\"completion_tokens\":1}";
        String two = "{\"prompt_tokens\":1,\"completion_tokens\":2}";
        assertThat(stream(
                        "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"A\"}}],\"usage\":" + one + "}",
                        "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"B\"},\"usage\":" + one + "}]}",
                        "{\"choices\":[],\"x_groq\":{\"id\":\"r\",\"usage\":" + two + "},\"usage\":" + two + "}"))
                .containsExactly(
                        new ChatEvent.Text("A"),
                        new ChatEvent.UsageReport(Usage.of(1, 1)),
                        new ChatEvent.Text("B"),
                        new ChatEvent.UsageReport(Usage.of(1, 2)));
    }

    // --- streams

    @Test
    void aStreamMayEndWithoutTheDoneMarkAndOpenWithAnEmptyChunk() throws Exception {
        assertThat(stream(
                        "{\"choices\":[],\"id\":\"\",\"model\":\"\",\"object\":\"\",\"prompt_filter_results\":[{}]}",
                        "{\"choices\":[{\"delta\":{\"content\":\"A\"},\"index\":0}]}",
                        "{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\",\"index\":0}]}"))
                .containsExactly(new ChatEvent.Text("A"), new ChatEvent.End(FinishReason.STOP, "stop"));
    }

    @Test
    void aStreamWithoutAReasonHasNoEnd() throws Exception {
        assertThat(stream("{\"choices\":[{\"delta\":{\"content\":\"A\"}}]}", "[DONE]", "{\"choices\":[]}"))
                .containsExactly(new ChatEvent.Text("A"));
    }

    @Test
    void theReasonIsToldOnce() throws Exception {
        assertThat(stream(
                        "{\"choices\":[{\"delta\":{\"content\":\"A\"},\"finish_reason\":\"stop\"}]}",
                        "{\"choices\":[{\"delta\":{\"content\":\"\"},\"finish_reason\":\"stop\"}]}"))
                .containsExactly(new ChatEvent.Text("A"), new ChatEvent.End(FinishReason.STOP, "stop"));
    }

    @Test
    void theMessageSoFarBesideADeltaIsNotReadTwice() throws Exception {
        assertThat(stream(
                        "{\"choices\":[{\"index\":0,\"message\":{\"content\":\"A\"},\"delta\":{\"content\":\"A\"}}]}",
                        "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"B\"},\"message\":{\"content\":\"AB\"}}]}"))
                .containsExactly(new ChatEvent.Text("A"), new ChatEvent.Text("B"));
    }

    @Test
    void aWholeAnswerToAStreamIsReadAsOne() throws Exception {
        String whole = "{\"choices\":[{\"index\":0,\"message\":{\"content\":\"A\",\"tool_calls\":[{\"id\":\"c\","
                + "\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]},\"finish_reason\":\"tool_calls\"}]}";
        assertThat(events(whole))
                .containsExactly(
                        new ChatEvent.Text("A"),
                        new ChatEvent.ToolCall(0, "c", "f", "{}"),
                        new ChatEvent.End(FinishReason.TOOL_CALLS, "tool_calls"));
    }

    @Test
    void piecesOfToolCallsFindTheirCall() throws Exception {
        // Repeated ids, empty ids, no index, and one index for two calls.
        assertThat(calls("0,c,f,{", "0,c,,}")).containsExactly("0 c f {", "0   }");
        assertThat(calls("0,c,f,{", "0,c,f,}")).containsExactly("0 c f {", "0   }");
        assertThat(calls("0,c,f,{", "0,,,}", "0,,,")).containsExactly("0 c f {", "0   }");
        assertThat(calls("-,c,f,{}", "-,d,g,{}")).containsExactly("0 c f {}", "1 d g {}");
        assertThat(calls("-,c,f,{", "-,,,}")).containsExactly("0 c f {", "0   }");
        assertThat(calls("0,c,f,{}", "0,d,f,{}")).containsExactly("0 c f {}", "1 d f {}");
        assertThat(calls("0,,f,{}", "0,,f,{}")).containsExactly("0 call_0 f {}", "1 call_1 f {}");
        assertThat(calls("0,c,f,{", "1,d,g,{", "0,,,}", "1,,,}"))
                .containsExactly("0 c f {", "1 d g {", "0   }", "1   }");
        assertThat(calls("0,c,,", "0,,f,{}")).containsExactly("0 c  ", "0  f {}");
        assertThat(calls("0,x1,f,{", "0,x2,,}")).containsExactly("0 x1 f {", "0   }");
    }

    private static List<String> calls(String... pieces) throws Exception {
        List<String> chunks = new ArrayList<>();
        for (String piece : pieces) {
            List<String> parts = List.of(piece.split(",", -1));
            String index = parts.get(0).equals("-") ? "" : "\"index\":" + parts.get(0) + ",";
            chunks.add("{\"choices\":[{\"delta\":{\"tool_calls\":[{" + index + "\"id\":\"" + parts.get(1)
                    + "\",\"function\":{\"name\":\"" + parts.get(2) + "\",\"arguments\":\"" + parts.get(3)
                    + "\"}}]}}]}");
        }
        return stream(chunks.toArray(new String[0])).stream()
                .map(ChatEvent.ToolCall.class::cast)
                .map(call -> call.index() + " " + call.id() + " " + call.name() + " " + call.arguments())
                .toList();
    }

    @Test
    void thoughtsInAStreamAreSignedAtTheirEnd() throws Exception {
        Signature signature = new Signature("local", "sig");
        assertThat(
                        stream(
                                "{\"choices\":[{\"delta\":{\"reasoning\":\"T\",\"reasoning_details\":[{\"text\":\"T\"}]}}]}",
                                "{\"choices\":[{\"delta\":{\"reasoning\":null,\"reasoning_details\":[{\"signature\":\"sig\"}]}}]}"))
                .containsExactly(new ChatEvent.Thinking("T"), new ChatEvent.Thinking("", signature));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {"error":{"type":"server_error","code":null,"message":"M"}} | SERVER_ERROR
        {"error":{"code":"rate_limit_exceeded","message":"M"}} | RATE_LIMIT
        {"error":{"code":"server_is_overloaded","message":"M"}} | OVERLOADED
        {"error":{"type":"invalid_request_error","message":"M"}} | UNSUPPORTED
        {"error":{"code":"tool_use_failed","type":"invalid_request_error","message":"M"}} | MALFORMED_TOOL_CALL
        {"choices":[{"delta":{"content":""},"finish_reason":"error"}],"error":{"code":502,"message":"M"}} | SERVER_ERROR
        {"x_groq":{"error":"M"},"choices":[]} | SERVER_ERROR
        {"error":"M","status_code":503} | OVERLOADED
        """)
    void anErrorInAStreamIsAFailureAndItsEnd(String chunk, FailureKind kind) throws Exception {
        ChatEvents events = open("data: {\"choices\":[{\"delta\":{\"content\":\"A\"}}]}\n\ndata: " + chunk
                + "\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"B\"}}]}\n\n");
        assertThat(events.next()).isEqualTo(new ChatEvent.Text("A"));
        assertThatThrownBy(events::next).isInstanceOfSatisfying(FailureException.class, e -> {
            Failure failure = e.failure();
            assertThat(failure.kind()).isEqualTo(kind);
            assertThat(failure.status()).isEqualTo(200);
            assertThat(failure.billed()).isEqualTo(Billed.MAYBE);
            assertThat(failure.requestId()).isEqualTo("req_1");
        });
        assertThat(events.next()).isNull();
    }

    // --- requests

    @Test
    void whatTheDialectCannotSayIsRefusedByName() {
        ChatRequest hi = ChatRequest.of("r", "Hi");
        assertRefused(hi.withReasoning(Reasoning.budget(9)), "reasoning");
        assertRefused(user(new Content.Image(Media.url("image/png", "gs://b/a.png"))), "image");
        assertRefused(
                user(new Content.Document(Media.url("application/pdf", "https://example.com/a.pdf"))), "document");
        assertRefused(user(new Content.Image(Media.of("image/png\";x", new byte[1]))), "image");
        assertThatThrownBy(() -> encoded(OpenAi.create(), hi.withUser("u".repeat(65))))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("user: expected at most 64 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[]", "{} {}", "{}x", "1", "{\"a\":}"})
    void aSchemaThatIsNotOneObjectNeverReachesAVendor(String schema) {
        ChatRequest request = ChatRequest.of("r", "Hi").withTools(Tool.of("f", "", schema));
        assertThatThrownBy(() -> encoded(LOCAL, request))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        e -> assertThat(e.failure().kind()).isEqualTo(FailureKind.INVALID_REQUEST))
                .hasMessageContaining("the parameters of tool f");
    }

    @Test
    void aToolWithoutASchemaTakesAnyObject() throws Exception {
        assertThat(encoded(LOCAL, ChatRequest.of("r", "Hi").withTools(Tool.of("f", "", ""))))
                .contains("\"parameters\":{\"type\":\"object\"}");
    }

    @Test
    void emojiAreSentInFourBytes() throws Exception {
        assertThat(encoded(LOCAL, ChatRequest.of("r", "Hi 😀"))).contains("\"Hi 😀\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\uD83D b", "a\uD83D", "\uDE00", "\uD83D\uD83D"})
    void halfACharacterIsStillJson(String text) throws Exception {
        String sent = encoded(LOCAL, ChatRequest.of("r", text));
        assertThat(new ObjectMapper()
                        .readTree(sent)
                        .path("messages")
                        .path(0)
                        .path("content")
                        .asText())
                .isEqualTo(text);
    }

    @Test
    void aServerThatNobodyDescribedIsSpokenToPlainly() throws Exception {
        assertThat(encoded(
                        LOCAL, ChatRequest.of("r", "Hi").withMaxOutputTokens(5).withUser("u")))
                .isEqualTo("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"max_tokens\":5,"
                        + "\"user\":\"u\"}");
        HttpCall call = LOCAL.chat("m").orElseThrow().encode(CARD, ChatRequest.of("r", "Hi"), Delivery.WHOLE);
        assertThat(call.url()).isEqualTo("http://localhost:8000/v1/chat/completions");
    }

    // --- vectors

    @Test
    void vectorsMayBeNumbersAndInAnyOrder() throws Exception {
        EmbeddingCodec.Vectors vectors =
                vectors("{\"data\":[{\"index\":1,\"embedding\":[3,4.5e0]},{\"index\":0,\"embedding\":[1,-2]}],"
                        + "\"usage\":{\"total_tokens\":4}}");
        assertThat(vectors.vectors()).containsExactly(new float[] {1, -2}, new float[] {3, 4.5f});
        assertThat(vectors.usage()).contains(Usage.of(4, 0));
        assertThat(vectors("{\"data\":[{\"embedding\":[1]},{\"embedding\":[2]}]}")
                        .vectors())
                .containsExactly(new float[] {1}, new float[] {2});
    }

    @Test
    void aPlainServerIsNotAskedForBase64() throws Exception {
        HttpCall call = LOCAL.embedding("m").orElseThrow().encode(CARD, List.of("a"), OptionalInt.empty(), Purpose.ANY);
        assertThat(new String(call.body(), StandardCharsets.UTF_8)).isEqualTo("{\"model\":\"m\",\"input\":[\"a\"]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"data\":[]}",
                "{\"data\":[{\"index\":0}]}",
                "{\"data\":[{\"index\":0,\"embedding\":null}]}",
                "{\"data\":[{\"index\":0,\"embedding\":[]}]}",
                "{\"data\":[{\"index\":0,\"embedding\":[1,null]}]}",
                "{\"data\":[{\"index\":0,\"embedding\":\"AAA\"}]}",
                "{\"data\":[{\"index\":0,\"embedding\":\"AAAA\"}]}",
                "{\"data\":[{\"index\":1,\"embedding\":[1]}]}",
                "{\"data\":[{\"index\":-1,\"embedding\":[1]}]}",
                "{\"data\":[{\"index\":0,\"embedding\":[1]},{\"index\":0,\"embedding\":[1]}]}",
                "{\"data\":[1]}",
            })
    void vectorsThatDoNotFitAreABadAnswer(String body) {
        assertThatThrownBy(() -> vectors(body)).isInstanceOfSatisfying(FailureException.class, e -> assertThat(
                        e.failure().kind())
                .isEqualTo(FailureKind.BAD_ANSWER));
    }

    @Test
    void anErrorInPlaceOfVectorsIsThatError() {
        assertThatThrownBy(() -> vectors("{\"error\":{\"code\":\"insufficient_quota\",\"message\":\"M\"}}"))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        e -> assertThat(e.failure().kind()).isEqualTo(FailureKind.BILLING));
    }

    // --- anything

    @Property(tries = 2000)
    void noBytesBreakAReader(@ForAll byte[] bytes) {
        assertEndsInAnswerOrFailure(bytes);
    }

    @Property(tries = 2000)
    void noTextInAChunkBreaksAReader(@ForAll String text) {
        assertEndsInAnswerOrFailure(
                ("{\"choices\":[{\"delta\":{\"content\":" + text + "}}]}").getBytes(StandardCharsets.UTF_8));
        assertEndsInAnswerOrFailure(("data: {\"usage\":{\"prompt_tokens\":" + text + "}}\n\ndata: [DONE]\n\n")
                .getBytes(StandardCharsets.UTF_8));
    }

    private static void assertEndsInAnswerOrFailure(byte[] bytes) {
        ChatCodec codec = LOCAL.chat("m").orElseThrow();
        try {
            codec.decode(reply(bytes));
        } catch (FailureException e) {
            assertThat(e.failure().message()).isNotEmpty();
        }
        try {
            LOCAL.embedding("m").orElseThrow().decode(reply(bytes));
        } catch (FailureException e) {
            assertThat(e.failure().message()).isNotEmpty();
        }
        try {
            drain(codec.decodeStream(Headers.NONE, new ByteArrayInputStream(bytes)));
        } catch (FailureException e) {
            assertThat(e.failure().kind()).isNotNull();
        } catch (IOException e) {
            throw new AssertionError("bytes in memory don't fail", e);
        }
    }

    private static void assertBad(String body) {
        assertThatThrownBy(() -> decode(body)).isInstanceOfSatisfying(FailureException.class, e -> assertThat(
                        e.failure().kind())
                .isEqualTo(FailureKind.BAD_ANSWER));
    }

    private static void assertRefused(ChatRequest request, String field) {
        assertThatThrownBy(() -> encoded(LOCAL, request))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        e -> assertThat(e.failure().kind()).isEqualTo(FailureKind.UNSUPPORTED))
                .hasMessageContaining(field + ":");
    }

    private static ChatRequest user(Content content) {
        return ChatRequest.of("r", List.of(Message.user(content)));
    }

    private static String encoded(Provider provider, ChatRequest request) throws FailureException {
        HttpCall call = provider.chat("m").orElseThrow().encode(CARD, request, Delivery.WHOLE);
        return new String(call.body(), StandardCharsets.UTF_8);
    }

    private static Answer message(String message) throws FailureException {
        return decode("{\"choices\":[{\"message\":" + message + ",\"finish_reason\":\"stop\"}]}");
    }

    private static Answer decode(String body) throws FailureException {
        return LOCAL.chat("m").orElseThrow().decode(reply(body.getBytes(StandardCharsets.UTF_8)));
    }

    private static EmbeddingCodec.Vectors vectors(String body) throws FailureException {
        return LOCAL.embedding("m").orElseThrow().decode(reply(body.getBytes(StandardCharsets.UTF_8)));
    }

    private static HttpReply reply(byte[] body) {
        return new HttpReply(200, Headers.NONE, body, Instant.EPOCH);
    }

    private static List<ChatEvent> stream(String... chunks) throws Exception {
        StringBuilder text = new StringBuilder();
        for (String chunk : chunks) {
            text.append("data: ").append(chunk).append("\r\n\r\n");
        }
        return events(text.toString());
    }

    private static List<ChatEvent> events(String body) throws Exception {
        return drain(open(body));
    }

    private static ChatEvents open(String body) {
        return LOCAL.chat("m")
                .orElseThrow()
                .decodeStream(
                        Headers.of("x-request-id", "req_1", "retry-after", "9"),
                        new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<ChatEvent> drain(ChatEvents events) throws IOException, FailureException {
        List<ChatEvent> all = new ArrayList<>();
        for (ChatEvent event = events.next(); event != null; event = events.next()) {
            all.add(event);
        }
        return all;
    }
}
