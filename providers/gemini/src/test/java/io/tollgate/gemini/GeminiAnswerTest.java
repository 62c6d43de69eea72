package io.tollgate.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.Citation;
import io.tollgate.chat.Content;
import io.tollgate.chat.FinishReason;
import io.tollgate.failure.Billed;
import io.tollgate.failure.FailureKind;
import io.tollgate.failure.RetryClassifier;
import io.tollgate.failure.Verdict;
import io.tollgate.price.Usage;
import io.tollgate.spi.Answer;
import io.tollgate.spi.ChatCodec;
import io.tollgate.spi.ChatEvents;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpReply;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GeminiAnswerTest {
    private static final ChatCodec CODEC = Gemini.create().chat("any").orElseThrow();

    @ParameterizedTest
    @CsvSource({
        "STOP, STOP",
        "MAX_TOKENS, LENGTH",
        "SAFETY, CONTENT_FILTER",
        "RECITATION, CONTENT_FILTER",
        "LANGUAGE, CONTENT_FILTER",
        "BLOCKLIST, CONTENT_FILTER",
        "PROHIBITED_CONTENT, CONTENT_FILTER",
        "SPII, CONTENT_FILTER",
        "MODEL_ARMOR, CONTENT_FILTER",
        "IMAGE_SAFETY, CONTENT_FILTER",
        "MALFORMED_FUNCTION_CALL, MALFORMED_TOOL_CALL",
        "UNEXPECTED_TOOL_CALL, MALFORMED_TOOL_CALL",
        "TOO_MANY_TOOL_CALLS, MALFORMED_TOOL_CALL",
        "MISSING_THOUGHT_SIGNATURE, OTHER",
        "WHATEVER_COMES, OTHER",
    })
    void eachFinishReasonHasAMeaning(String raw, FinishReason reason) throws Exception {
        Answer answer = decode("{\"candidates\":[{\"finishReason\":\"" + raw + "\",\"content\":{}}]}");
        assertThat(answer.finishReason()).isEqualTo(reason);
        assertThat(answer.rawFinishReason()).isEqualTo(raw);
        assertThat(answer.content()).isEmpty();
    }

    @Test
    void aBlockedPromptIsAnAnswerThatSaysWhy() throws Exception {
        String blocked = """
                {"promptFeedback":{"blockReason":"PROHIBITED_CONTENT"},"usageMetadata":{"promptTokenCount":7}}""";
        Answer answer = decode(blocked);
        assertThat(answer.finishReason()).isEqualTo(FinishReason.CONTENT_FILTER);
        assertThat(answer.rawFinishReason()).isEqualTo("PROHIBITED_CONTENT");
        assertThat(answer.usage()).contains(Usage.of(7, 0));
        assertThat(stream("data: " + blocked + "\n\n"))
                .endsWith(new ChatEvent.End(FinishReason.CONTENT_FILTER, "PROHIBITED_CONTENT"));
    }

    @Test
    void aPromptThatWasOnlyRatedIsNotBlocked() throws Exception {
        Answer answer = decode("""
                {"promptFeedback":{"safetyRatings":[]},"candidates":[{"finishReason":"STOP",
                 "content":{"parts":[{"text":"Hi"}]}}]}""");
        assertThat(answer.finishReason()).isEqualTo(FinishReason.STOP);
    }

    @Test
    void aPromptThatNobodyCountedIsWhatTheTotalHoldsBeyondTheOutput() throws Exception {
        Answer answer = decode("""
                {"candidates":[{"finishReason":"STOP"}],
                 "usageMetadata":{"candidatesTokenCount":1,"totalTokenCount":392,"thoughtsTokenCount":95}}""");
        assertThat(answer.usage()).contains(Usage.of(296, 96).withReasoningTokens(95));
    }

    @Test
    void usageWithoutACountIsNone() throws Exception {
        assertThat(decode("{\"candidates\":[{\"finishReason\":\"STOP\"}],\"usageMetadata\":{\"trafficType\":\"X\"}}")
                        .usage())
                .isEmpty();
    }

    @Test
    void callsOfOneAnswerHaveIdsThatNoOtherAnswerHas() throws Exception {
        String calls = """
                {"candidates":[{"finishReason":"STOP","content":{"parts":[{"functionCall":{"name":"f"}},
                 {"functionCall":{"name":"f"}}]}}],"responseId":"%s"}""";
        assertThat(ids(decode(calls.formatted("r1")))).containsExactly("call_r1_0", "call_r1_1");
        assertThat(ids(decode(calls.formatted("r2")))).containsExactly("call_r2_0", "call_r2_1");
        assertThat(ids(decode(calls.formatted("")))).containsExactly("call_0", "call_1");
    }

    private static List<String> ids(Answer answer) {
        return answer.content().stream()
                .map(part -> ((Content.ToolCall) part).id())
                .toList();
    }

    @Test
    void aCallThatGoogleAnsweredItselfIsNoCallToTheApp() throws Exception {
        assertThat(stream("""
                data: {"candidates":[{"finishReason":"STOP","content":{"parts":[{"functionCall":{"name":"f"}}]}}]}

                data: {"candidates":[{"content":{"parts":[{"functionResponse":{"name":"f"}}]}}]}

                data: {"candidates":[{"finishReason":"STOP","content":{"parts":[{"text":"Done."}]}}]}

                """)).last().isEqualTo(new ChatEvent.End(FinishReason.STOP, "STOP"));
    }

    @Test
    void theLastOfSeveralFinishReasonsCounts() throws Exception {
        assertThat(stream("""
                data: {"candidates":[{"finishReason":"STOP","content":{"parts":[{"text":"a"}]}}]}

                data: {"candidates":[{"finishReason":"RECITATION"}]}

                """))
                .containsExactly(new ChatEvent.Text("a"), new ChatEvent.End(FinishReason.CONTENT_FILTER, "RECITATION"));
    }

    @Test
    void onlyTheFirstCandidateCounts() throws Exception {
        Answer answer = decode("""
                {"candidates":[{"content":{"parts":[{"text":"a"}]},"finishReason":"STOP"},
                 {"content":{"parts":[{"text":"b"}]},"finishReason":"MAX_TOKENS","index":1}]}""");
        assertThat(answer.content()).containsExactly(new Content.Text("a"));
        assertThat(answer.finishReason()).isEqualTo(FinishReason.STOP);
    }

    @Test
    void eachSourceIsToldOnce() throws Exception {
        String chunk = """
                {"candidates":[{"finishReason":"STOP","content":{"parts":[{"text":"a"}]},
                 "groundingMetadata":{"groundingChunks":[
                  {"web":{"uri":"https://a.example","title":"A"}},
                  {"retrievedContext":{"fileSearchStore":"stores/s","text":"First."}},
                  {"retrievedContext":{"fileSearchStore":"stores/s","text":"Second."}},
                  {"maps":{"uri":"https://maps.example","title":"Cafe"}},
                  {"web":{"title":"Without a place"}}]},
                 "citationMetadata":{"citations":[{"startIndex":1,"uri":"https://b.example","title":"B"},{"license":"mit"}],
                  "citationSources":[{"uri":"https://c.example"}]},
                 "urlContextMetadata":{"urlMetadata":[
                  {"retrievedUrl":"https://a.example","urlRetrievalStatus":"URL_RETRIEVAL_STATUS_SUCCESS"},
                  {"retrievedUrl":"https://d.example","urlRetrievalStatus":"URL_RETRIEVAL_STATUS_SUCCESS"},
                  {"retrievedUrl":"https://e.example","urlRetrievalStatus":"URL_RETRIEVAL_STATUS_ERROR"}]}}]}""".replace("\n", "");
        List<Citation> sources = List.of(
                Citation.of("https://a.example").withTitle("A"),
                Citation.of("stores/s").withQuote("First."),
                Citation.of("stores/s").withQuote("Second."),
                Citation.of("https://maps.example").withTitle("Cafe"),
                Citation.of("https://b.example").withTitle("B"),
                Citation.of("https://c.example"),
                Citation.of("https://d.example"));
        assertThat(decode(chunk).citations()).isEqualTo(sources);
        List<ChatEvent> cited = stream("data: " + chunk + "\n\ndata: " + chunk + "\n\n").stream()
                .filter(ChatEvent.Cited.class::isInstance)
                .toList();
        assertThat(cited).isEqualTo(sources.stream().map(ChatEvent.Cited::new).toList());
    }

    @Test
    void aStreamMayBeALongJsonArrayThatIsReadAsItComes() throws Exception {
        String chunk = "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"" + "x".repeat(1_000) + "\"}]}}]}";
        ChatEvents events = events("[" + (chunk + "\r\n,\r\n").repeat(200) + "nonsense");
        for (int i = 0; i < 200; i++) {
            assertThat(events.next()).isEqualTo(new ChatEvent.Text("x".repeat(1_000)));
        }
        assertThat(events.next()).isNull();
    }

    @Test
    void aStreamMayBeAJsonArray() throws Exception {
        assertThat(stream("""
                [{"candidates":[{"content":{"parts":[{"text":"a"}]}}]}\r
                ,\r
                {"candidates":[{"content":{"parts":[{"text":"b"}]},"finishReason":"STOP"}]}]"""))
                .containsExactly(
                        new ChatEvent.Text("a"), new ChatEvent.Text("b"), new ChatEvent.End(FinishReason.STOP, "STOP"));
    }

    @Test
    void anErrorInAStreamComesAfterWhatCameBeforeIt() throws Exception {
        ChatEvents events = events("""
                data: {"candidates":[{"content":{"parts":[{"text":"a"}]}}]}

                data: {"error":{"code":503,"message":"Overloaded.","status":"UNAVAILABLE"}}

                """);
        assertThat(events.next()).isEqualTo(new ChatEvent.Text("a"));
        assertThatThrownBy(events::next).isInstanceOfSatisfying(FailureException.class, e -> {
            assertThat(e.failure().kind()).isEqualTo(FailureKind.OVERLOADED);
            assertThat(e.failure().billed()).isEqualTo(Billed.MAYBE);
            // The attempt was answered: another one is another model's.
            assertThat(RetryClassifier.standard().verdict(e.failure())).isEqualTo(Verdict.FALL_BACK);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"error\":{\"code\":429,\"message\":\"Slow down.\",\"status\":\"RESOURCE_EXHAUSTED\"}}",
                "[{\"error\":{\"code\":429,\"message\":\"Slow down.\",\"status\":\"RESOURCE_EXHAUSTED\"}}]",
                "{\"error\":{\"code\":429,\"message\":\"Slow down.\"}}",
            })
    void anErrorInsideA200IsWhatItSays(String body) {
        assertThatThrownBy(() -> decode(body)).isInstanceOfSatisfying(FailureException.class, e -> {
            assertThat(e.failure().kind()).isEqualTo(FailureKind.RATE_LIMIT);
            assertThat(e.failure().status()).isEqualTo(200);
        });
        assertThatThrownBy(() -> stream(body)).isInstanceOfSatisfying(FailureException.class, e -> assertThat(
                        e.failure().kind())
                .isEqualTo(FailureKind.RATE_LIMIT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "{}",
                "{\"candidates\":[]}",
                "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]}}]}",
                "{\"candidates\":[{\"finishReason\":\"STOP\"}]} {}",
                "{\"candidates\":[{\"finishReason\":\"STOP\",\"content\":{\"parts\":[{\"functionCall\":{}}]}}]}",
                "<html></html>",
            })
    void anAnswerThatSaysNothingIsABadOne(String body) {
        assertThatThrownBy(() -> decode(body)).isInstanceOfSatisfying(FailureException.class, e -> assertThat(
                        e.failure().kind())
                .isEqualTo(FailureKind.BAD_ANSWER));
    }

    @Test
    void aDepthWithoutEndIsABadAnswer() {
        assertThatThrownBy(() -> decode("{\"candidates\":" + "[".repeat(100_000)))
                .isInstanceOf(FailureException.class);
    }

    @Test
    void aBadAnswerDoesNotQuoteTheBody() {
        assertThatThrownBy(() -> decode("{\"secret words\": nonsense"))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        e -> assertThat(e.failure().message()).doesNotContain("secret", "nonsense"));
    }

    @Property(tries = 300)
    void textsOfAStreamAddUpToTheAnswer(@ForAll List<String> words) throws Exception {
        String stream = words.stream()
                .map(word ->
                        "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":" + quoted(word) + "}]}}]}\r\n\r\n")
                .collect(Collectors.joining());
        String text = stream(stream).stream()
                .map(event -> ((ChatEvent.Text) event).text())
                .collect(Collectors.joining());
        assertThat(text).isEqualTo(String.join("", words));
    }

    private static String quoted(String text) {
        return text.chars().mapToObj(c -> String.format("\\u%04x", c)).collect(Collectors.joining("", "\"", "\""));
    }

    @Property(tries = 500)
    void anyBytesAreEventsOrAFailure(@ForAll byte[] bytes, @ForAll String text) {
        for (byte[] body : List.of(bytes, text.getBytes(StandardCharsets.UTF_8))) {
            try {
                CODEC.decode(reply(body));
            } catch (FailureException expected) {
                assertThat(expected.failure().kind()).isEqualTo(FailureKind.BAD_ANSWER);
            }
        }
    }

    private static Answer decode(String body) throws FailureException {
        return CODEC.decode(reply(body.getBytes(StandardCharsets.UTF_8)));
    }

    private static HttpReply reply(byte[] body) {
        return new HttpReply(200, Headers.NONE, body, Instant.EPOCH);
    }

    private static ChatEvents events(String body) {
        return CODEC.decodeStream(Headers.NONE, new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<ChatEvent> stream(String body) throws IOException, FailureException {
        ChatEvents events = events(body);
        List<ChatEvent> all = new ArrayList<>();
        for (ChatEvent event = events.next(); event != null; event = events.next()) {
            all.add(event);
        }
        return all;
    }
}
