package io.tollgate.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.Citation;
import io.tollgate.chat.Content;
import io.tollgate.failure.Billed;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.spi.ChatEvents;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Headers;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ConverseEventsTest {
    private static final Headers HEADERS = Headers.of("x-amzn-requestid", "r-1");

    private static ChatEvents stream(Family family, InputStream body) {
        return new ConverseCodec("", family).decodeStream(HEADERS, body);
    }

    private static List<ChatEvent> read(byte[] bytes) throws IOException, FailureException {
        List<ChatEvent> events = new ArrayList<>();
        ChatEvents stream = stream(Family.NOVA_2, new ByteArrayInputStream(bytes));
        for (ChatEvent event = stream.next(); event != null; event = stream.next()) {
            events.add(event);
        }
        return events;
    }

    private static Failure failure(ThrowingCallable reading) {
        Failure[] told = {Failure.of(FailureKind.CUT)};
        assertThatThrownBy(reading)
                .isInstanceOfSatisfying(FailureException.class, thrown -> told[0] = thrown.failure());
        return told[0];
    }

    private static FrameBytes text(String words) {
        return new FrameBytes()
                .event("contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"" + words + "\"}}");
    }

    @Test
    void putsTheTraceOfAToolThatRanAtAwsTogetherAsAWholeAnswerHasIt() throws Exception {
        byte[] stream = new FrameBytes()
                .event(
                        "contentBlockStart",
                        "{\"contentBlockIndex\":0,\"start\":{\"toolUse\":{\"name\":\"code\",\"toolUseId\":\"s\",\"type\":\"server_tool_use\"}}}")
                .event(
                        "contentBlockDelta",
                        "{\"contentBlockIndex\":0,\"delta\":{\"toolUse\":{\"input\":\"{\\\"x\\\":\"}}}")
                .event("contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"toolUse\":{\"input\":\"1.0}\"}}}")
                .event("contentBlockStop", "{\"contentBlockIndex\":0}")
                .event(
                        "contentBlockStart",
                        "{\"contentBlockIndex\":1,\"start\":{\"toolResult\":{\"toolUseId\":\"s\",\"status\":\"success\"}}}")
                .event(
                        "contentBlockDelta",
                        "{\"contentBlockIndex\":1,\"delta\":{\"toolResult\":[{\"json\":{\"o\":2.0}}]}}")
                .event("contentBlockDelta", "{\"contentBlockIndex\":1,\"delta\":{\"toolResult\":[{\"text\":\"ü\"}]}}")
                .event("contentBlockStop", "{\"contentBlockIndex\":1}")
                .bytes();

        assertThat(read(stream)).containsExactly(part("toolUse", """
                                {"toolUse":{"name":"code","toolUseId":"s","type":"server_tool_use","input":{"x":1.0}}}"""), part("toolResult", """
                                {"toolResult":{"toolUseId":"s","status":"success","content":[{"json":{"o":2.0}},{"text":"ü"}]}}"""));
    }

    private static ChatEvent part(String type, String json) {
        return new ChatEvent.Part(new Content.Opaque("bedrock", type, json));
    }

    @Test
    void keepsThoughtsThatTheModelDoesNotShow() throws Exception {
        byte[] stream = new FrameBytes()
                .event(
                        "contentBlockDelta",
                        "{\"contentBlockIndex\":0,\"delta\":{\"reasoningContent\":{\"redactedContent\":\"eA==\"}}}")
                .bytes();

        assertThat(read(stream)).containsExactly(part("reasoningContent", """
                {"reasoningContent":{"redactedContent":"eA=="}}"""));
    }

    @Test
    void namesEachSourceOnce() throws Exception {
        String citation = "{\"contentBlockIndex\":0,\"delta\":{\"citation\":{\"title\":\"Facts\","
                + "\"location\":{\"web\":{\"url\":\"https://example.com/f\"}},\"sourceContent\":[{\"text\":\"It is.\"}]}}}";
        byte[] stream = new FrameBytes()
                .event("contentBlockDelta", citation)
                .event("contentBlockDelta", citation)
                .bytes();

        assertThat(read(stream))
                .containsExactly(new ChatEvent.Cited(
                        Citation.of("https://example.com/f").withTitle("Facts").withQuote("It is.")));
    }

    @Test
    void tellsAnExceptionBeforeTheAnswerAsUnbilled() {
        byte[] stream = new FrameBytes()
                .exception("throttlingException", "Too many tokens, please wait before trying again.")
                .bytes();

        Failure failure = failure(() -> read(stream));
        assertThat(failure.kind()).isEqualTo(FailureKind.RATE_LIMIT);
        assertThat(failure.billed()).isEqualTo(Billed.NO);
        assertThat(failure.requestId()).isEqualTo("r-1");
        assertThat(failure.status()).isEqualTo(200);
    }

    @Test
    void tellsAnExceptionAfterThePiecesThatCameBeforeIt() throws Exception {
        byte[] stream =
                text("Hel").exception("modelStreamErrorException", "broken").bytes();
        ChatEvents events = stream(Family.CLAUDE, new ByteArrayInputStream(stream));

        assertThat(events.next()).isEqualTo(new ChatEvent.Text("Hel"));
        Failure failure = failure(events::next);
        assertThat(failure.kind()).isEqualTo(FailureKind.SERVER_ERROR);
        assertThat(failure.billed()).isEqualTo(Billed.YES);
    }

    @Test
    void tellsWhatOneModelFindsFaultWithAsUnsupportedSoThatAnotherIsAsked() {
        byte[] stream = new FrameBytes()
                .exception("validationException", "The model returned the following errors: no such file type.")
                .bytes();

        assertThat(failure(() -> read(stream)).kind()).isEqualTo(FailureKind.UNSUPPORTED);
    }

    @Test
    void readsAnErrorWhoseWordsStandInItsHeaders() {
        byte[] stream = new FrameBytes()
                .frame(
                        Map.of(
                                ":message-type", "error",
                                ":error-code", "ServiceUnavailableException",
                                ":error-message", "busy"),
                        "")
                .bytes();

        Failure failure = failure(() -> read(stream));
        assertThat(failure.kind()).isEqualTo(FailureKind.OVERLOADED);
        assertThat(failure.message()).isEqualTo("busy");
    }

    @Test
    void refusesEachChangedByteOfAFrame() throws Exception {
        byte[] valid = text("Hello").bytes();
        assertThat(read(valid)).hasSize(1);
        for (int at = 0; at < valid.length; at++) {
            byte[] changed = valid.clone();
            changed[at] ^= 0x10;
            assertThat(failure(() -> read(changed)).kind()).as("byte %s", at).isEqualTo(FailureKind.BAD_ANSWER);
        }
    }

    @Test
    void refusesAFrameThatIsTooLongBeforeAnyOfItIsRead() {
        for (int length : new int[] {Frames.MAX_BYTES + 1, Integer.MAX_VALUE, -1, 15, 0}) {
            ByteBuffer prelude = ByteBuffer.allocate(12).putInt(length).putInt(0);
            CRC32 checksum = new CRC32();
            checksum.update(prelude.array(), 0, 8);
            prelude.putInt((int) checksum.getValue());

            assertThat(failure(() -> read(prelude.array())).kind()).isEqualTo(FailureKind.BAD_ANSWER);
        }
    }

    @Test
    void readsNoFurtherThanTheFrameOfTheNextEvent() throws Exception {
        byte[] first = text("a").bytes();
        ByteArrayInputStream two =
                new ByteArrayInputStream(text("a").event("messageStop", "{}").bytes());
        InputStream counted = two;
        ChatEvents events = stream(Family.CLAUDE, counted);
        int before = two.available();

        assertThat(events.next()).isEqualTo(new ChatEvent.Text("a"));
        assertThat(before - two.available()).isEqualTo(first.length);
    }

    @Test
    void refusesAPageThatIsNoEventStream() {
        byte[] page =
                "<html><body>Bad gateway, try again</body></html>".getBytes(java.nio.charset.StandardCharsets.UTF_8);

        assertThat(failure(() -> read(page)).kind()).isEqualTo(FailureKind.BAD_ANSWER);
    }

    @Test
    void refusesEventsThatAreNotJson() {
        byte[] stream =
                new FrameBytes().event("contentBlockDelta", "{\"delta\":").bytes();

        assertThat(failure(() -> read(stream)).kind()).isEqualTo(FailureKind.BAD_ANSWER);
    }

    @Test
    void refusesArgumentsOfACallThatDidNotBegin() {
        byte[] stream = new FrameBytes()
                .event("contentBlockDelta", "{\"contentBlockIndex\":3,\"delta\":{\"toolUse\":{\"input\":\"{}\"}}}")
                .bytes();

        assertThat(failure(() -> read(stream)).kind()).isEqualTo(FailureKind.BAD_ANSWER);
    }
}
