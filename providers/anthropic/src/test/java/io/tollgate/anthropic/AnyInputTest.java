package io.tollgate.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Content;
import io.tollgate.chat.Message;
import io.tollgate.price.ModelCard;
import io.tollgate.spi.CallIds;
import io.tollgate.spi.ChatEvents;
import io.tollgate.spi.Delivery;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpReply;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class AnyInputTest {
    private static final ModelCard CARD = ModelCard.unknown("anthropic", "claude-test", ModelCard.Kind.CHAT);

    @Property(tries = 300)
    void sendsAnyTextAsItIs(@ForAll("texts") String text) throws Exception {
        byte[] body = RequestWriter.write("", CARD, ChatRequest.of("a/b", "x" + text), Delivery.WHOLE);

        assertThat(new ObjectMapper()
                        .readTree(body)
                        .at("/messages/0/content/0/text")
                        .asText())
                .isEqualTo("x" + text);
    }

    @Property(tries = 300)
    void givesACallAndItsResultOneIdThatCanBeSent(@ForAll("texts") String id) throws Exception {
        ChatRequest request = ChatRequest.of(
                "a/b",
                List.of(Message.assistant(List.of(new Content.ToolCall(id, "f", "{}"))), Message.toolResult(id, "x")));
        var messages = new ObjectMapper().readTree(RequestWriter.write("", CARD, request, Delivery.WHOLE));

        String sent = messages.at("/messages/0/content/0/id").asText();
        assertThat(sent).matches("[A-Za-z0-9_-]{1,64}");
        assertThat(messages.at("/messages/1/content/0/tool_use_id").asText()).isEqualTo(sent);
    }

    @Property(tries = 300)
    void keepsDifferentIdsApart(@ForAll("ids") String one, @ForAll("ids") String other) {
        Pattern letters = Pattern.compile("[A-Za-z]{1,64}");
        assertThat(CallIds.fitting(one, letters, 40).equals(CallIds.fitting(other, letters, 40)))
                .isEqualTo(one.equals(other));
    }

    @Property(tries = 2_000)
    void tellsAFailureForAnyPiecesOfAnAnswer(@ForAll("pieces") String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        HttpReply reply = new HttpReply(200, Headers.NONE, bytes, Instant.EPOCH);

        assertReadableOrFailure(() -> MessageReader.read(reply));
        assertReadableOrFailure(() -> readAll("data: " + body + "\n\n"));
        assertThat(Anthropic.create().failure(reply)).isNotNull();
    }

    private static void readAll(String stream) throws Exception {
        byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
        ChatEvents events = new MessagesCodec("", (model, delivery) -> "")
                .decodeStream(Headers.NONE, new ByteArrayInputStream(bytes));
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
        return Arbitraries.strings().excludeChars('\uD800').filter(AnyInputTest::isUnicode);
    }

    private static boolean isUnicode(String text) {
        return text.codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF);
    }

    @Provide
    Arbitrary<String> ids() {
        return Arbitraries.strings().withChars("ab:. ").ofMaxLength(5);
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
                        "\"type\"",
                        "\"content\"",
                        "\"usage\"",
                        "\"iterations\"",
                        "\"error\"",
                        "\"delta\"",
                        "\"input\"",
                        "\"content_block\"",
                        "\"content_block_start\"",
                        "\"content_block_stop\"",
                        "\"tool_use\"",
                        "\"x\"",
                        "1",
                        "-1",
                        "1e999",
                        "null",
                        "true",
                        "\"\\ud83d\"",
                        "\u0000",
                        " ")
                .list()
                .ofMaxSize(24)
                .map(parts -> String.join("", parts));
    }
}
