package io.tollgate.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.Citation;
import io.tollgate.chat.Content;
import io.tollgate.failure.Billed;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.price.Usage;
import io.tollgate.spi.ChatEvents;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Headers;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamedMessageTest {
    private static List<ChatEvent> read(String... events) throws IOException, FailureException {
        List<ChatEvent> all = new ArrayList<>();
        ChatEvents stream = events(events);
        for (ChatEvent event = stream.next(); event != null; event = stream.next()) {
            all.add(event);
        }
        return all;
    }

    private static ChatEvents events(String... events) {
        StringBuilder text = new StringBuilder();
        for (String event : events) {
            text.append("data: ").append(event).append("\n\n");
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        return new MessagesCodec("", (model, delivery) -> "")
                .decodeStream(Headers.of("request-id", "req_1"), new ByteArrayInputStream(bytes));
    }

    private static Failure failure(String... events) {
        return catchThrowableOfType(FailureException.class, () -> read(events)).failure();
    }

    private static String text(String words) {
        return "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"" + words
                + "\"}}";
    }

    private static String begin(String block) {
        return "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":" + block + "}";
    }

    private static String arguments(String json) {
        return "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\""
                + json.replace("\"", "\\\"") + "\"}}";
    }

    private static final String STOP = "{\"type\":\"content_block_stop\",\"index\":0}";

    private static final String OVERLOADED =
            "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}";

    @Test
    void tellsAnErrorAfterWhatCameBefore() throws Exception {
        ChatEvents stream = events(text("Hel"), OVERLOADED);

        assertThat(stream.next()).isEqualTo(new ChatEvent.Text("Hel"));
        assertThatThrownBy(stream::next).isInstanceOfSatisfying(FailureException.class, e -> {
            assertThat(e.failure().kind()).isEqualTo(FailureKind.OVERLOADED);
            assertThat(e.failure().status()).isEqualTo(200);
            assertThat(e.failure().requestId()).isEqualTo("req_1");
            assertThat(e.failure().billed()).isEqualTo(Billed.YES);
        });
    }

    @Test
    void tellsAnErrorBeforeAnyAnswerAsNotBilled() {
        assertThat(failure("{\"type\":\"ping\"}", OVERLOADED).billed()).isEqualTo(Billed.NO);
    }

    @Test
    void ignoresEventsAndDeltasThatItDoesNotKnow() throws Exception {
        assertThat(read(
                        "{\"type\":\"new_event\",\"delta\":{\"stop_reason\":\"?\"}}",
                        "{\"type\":\"content_block_delta\",\"delta\":{\"type\":\"citations_delta\",\"citation\":{\"text\":\"x\"}}}",
                        text("Hi")))
                .containsExactly(new ChatEvent.Text("Hi"));
    }

    @Test
    void givesTextThatComesWithTheBeginningOfItsBlock() throws Exception {
        assertThat(read(begin("{\"type\":\"text\",\"text\":\"Hi\"}"))).containsExactly(new ChatEvent.Text("Hi"));
    }

    @Test
    void givesArgumentsThatComeWithTheBeginningOfTheCall() throws Exception {
        assertThat(read(begin("{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"n\",\"input\":{\"a\":1}}"), STOP))
                .containsExactly(
                        new ChatEvent.ToolCall(0, "t", "n", ""), new ChatEvent.ToolCall(0, "", "", "{\"a\":1}"));
    }

    @Test
    void givesAnOpaqueBlockAsItCameIfItsInputWasCutOff() throws Exception {
        String block = "{\"type\":\"server_tool_use\",\"id\":\"s\",\"input\":{}}";

        assertThat(read(begin(block), arguments("{\"q\":\"half"), STOP))
                .containsExactly(new ChatEvent.Part(new Content.Opaque("anthropic", "server_tool_use", block)));
    }

    @Test
    void tellsSourcesAsTheyComeAndKeepsWhatTheVendorWantsBackAtTheEndOfTheText() throws Exception {
        String citation = "{\"url\":\"https://a.example\",\"cited_text\":\"a\",\"encrypted_index\":\"e\"}";
        String cited = "{\"type\":\"content_block_delta\",\"delta\":{\"type\":\"citations_delta\",\"citation\":"
                + citation + "}}";

        assertThat(read(begin("{\"type\":\"text\",\"text\":\"\",\"citations\":[]}"), cited, cited, text("Hi"), STOP))
                .containsExactly(
                        new ChatEvent.Cited(Citation.of("https://a.example").withQuote("a")),
                        new ChatEvent.Text("Hi"),
                        new ChatEvent.Part(new Content.Opaque(
                                "anthropic", "citations", "{\"citations\":[" + citation + "," + citation + "]}")));
    }

    @Test
    void refusesArgumentsOfNoCall() {
        assertThat(failure(arguments("{}")).kind()).isEqualTo(FailureKind.BAD_ANSWER);
    }

    @Test
    void refusesAnEventThatIsNoObject() {
        assertThat(failure("[1]").kind()).isEqualTo(FailureKind.BAD_ANSWER);
        assertThat(failure("{\"type\":\"ping\"} {}").kind()).isEqualTo(FailureKind.BAD_ANSWER);
        assertThat(failure("{\"type\":" + "[".repeat(2_000)).kind()).isEqualTo(FailureKind.BAD_ANSWER);
    }

    @Test
    void replacesEarlierCountsAndKeepsThoseThatAreNotToldAgain() throws Exception {
        List<ChatEvent> events = read("""
                {"type":"message_start","message":{"usage":{"input_tokens":3,"cache_creation_input_tokens":30,"cache_read_input_tokens":4,"cache_creation":{"ephemeral_5m_input_tokens":10,"ephemeral_1h_input_tokens":20},"output_tokens":1}}}""", """
                {"type":"message_delta","delta":{},"usage":{"input_tokens":100,"cache_creation_input_tokens":50,"output_tokens":9}}""");

        assertThat(events.get(1))
                .isEqualTo(new ChatEvent.UsageReport(Usage.of(154, 9)
                        .withCachedInputTokens(4)
                        .withCacheWriteTokens(30)
                        .withCacheWriteHourTokens(20)));
    }

    @Test
    void countsTheRunsThatTheSumLeavesOut() throws Exception {
        assertThat(read("""
                                {"type":"message_delta","usage":{"iterations":[{"type":"compaction","input_tokens":180000,"output_tokens":3500},{"type":"message","input_tokens":23000,"output_tokens":1000,"cache_read_input_tokens":7}],"input_tokens":23000,"output_tokens":1000,"cache_read_input_tokens":7}}"""))
                .containsExactly(
                        new ChatEvent.UsageReport(Usage.of(203_007, 4_500).withCachedInputTokens(7)));
    }

    @Test
    void countsNoRunTwice() throws Exception {
        assertThat(read("""
                                {"type":"message_delta","usage":{"input_tokens":5,"output_tokens":2,"iterations":[{"type":"message","input_tokens":5,"output_tokens":2}]}}""")).containsExactly(new ChatEvent.UsageReport(Usage.of(5, 2)));
    }
}
