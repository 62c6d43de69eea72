package io.tollgate.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Content;
import io.tollgate.chat.Message;
import io.tollgate.chat.Tool;
import io.tollgate.price.ModelCard;
import io.tollgate.spi.ChatEvents;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpReply;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class AnyInputTest {
    private static final ModelCard CARD = ModelCard.unknown("bedrock", "m", ModelCard.Kind.CHAT);

    @Property(tries = 300)
    void givesACallAndItsResultOneIdThatCanBeSent(@ForAll("texts") String id) throws Exception {
        ChatRequest request = ChatRequest.of(
                        "a/b",
                        List.of(
                                Message.assistant(List.of(new Content.ToolCall(id, "f", "{}"))),
                                Message.toolResult(id, "x")))
                .withTools(Tool.of("f", "", ""));
        var body = new ObjectMapper().readTree(RequestWriter.write(Family.NOVA, CARD, request));

        String sent = body.at("/messages/0/content/0/toolUse/toolUseId").asText();
        assertThat(sent).matches("[A-Za-z0-9_-]{1,64}");
        assertThat(body.at("/messages/1/content/0/toolResult/toolUseId").asText())
                .isEqualTo(sent);
    }

    @Property(tries = 2_000)
    void tellsAFailureForAnyPiecesOfAnAnswer(@ForAll("pieces") String body, @ForAll("events") String event) {
        HttpReply reply = new HttpReply(200, Headers.NONE, body.getBytes(StandardCharsets.UTF_8), Instant.EPOCH);

        assertReadableOrFailure(() -> ConverseReader.read(Family.CLAUDE, reply));
        assertReadableOrFailure(() -> readAll(new FrameBytes()
                .event("contentBlockStart", "{\"contentBlockIndex\":0,\"start\":{\"toolUse\":" + body + "}}")
                .event(event, body)
                .event("contentBlockStop", "{\"contentBlockIndex\":0}")));
        assertReadableOrFailure(() -> readAll(new FrameBytes().exception("validationException", body)));
        assertThat(ApiError.of(reply)).isNotNull();
    }

    private static void readAll(FrameBytes stream) throws Exception {
        ChatEvents events = new ConverseCodec("", Family.NOVA_2)
                .decodeStream(Headers.NONE, new ByteArrayInputStream(stream.bytes()));
        while (events.next() != null) {
            // Only whether it can be read is asked.
        }
    }

    private static void assertReadableOrFailure(org.assertj.core.api.ThrowableAssert.ThrowingCallable reading) {
        Throwable thrown = catchThrowable(reading);
        assertThat(thrown == null || thrown instanceof FailureException)
                .as("thrown %s", thrown)
                .isTrue();
    }

    @Provide
    Arbitrary<String> texts() {
        // Halves of surrogate pairs are refused.
        return Arbitraries.strings().filter(text -> text.codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF));
    }

    @Provide
    Arbitrary<String> events() {
        return Arbitraries.of(
                "contentBlockStart", "contentBlockDelta", "contentBlockStop", "messageStop", "metadata", "other");
    }

    @Provide
    Arbitrary<String> pieces() {
        return Arbitraries.of(
                        "{",
                        "}",
                        "[",
                        "]",
                        ":",
                        ",",
                        "\"contentBlockIndex\":0,",
                        "\"output\":{\"message\":{\"content\":[",
                        "\"start\":{",
                        "\"delta\":{",
                        "\"toolUse\":",
                        "\"toolResult\":",
                        "\"type\":\"server_tool_use\"",
                        "\"toolUseId\":\"t\"",
                        "\"input\":",
                        "\"reasoningContent\":{",
                        "\"redactedContent\":",
                        "\"citation\":{",
                        "\"location\":",
                        "\"usage\":",
                        "\"inputTokens\":",
                        "\"cacheDetails\":",
                        "\"stopReason\":",
                        "\"text\":",
                        "\"x\"",
                        "1",
                        "-1",
                        "1e999",
                        "null",
                        "\"\\ud83d\"",
                        "\u0000")
                .list()
                .ofMaxSize(24)
                .map(parts -> String.join("", parts));
    }
}
