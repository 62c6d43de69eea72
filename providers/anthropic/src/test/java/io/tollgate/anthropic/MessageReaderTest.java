package io.tollgate.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tollgate.chat.Content;
import io.tollgate.chat.FinishReason;
import io.tollgate.failure.Billed;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.price.Usage;
import io.tollgate.spi.Answer;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpReply;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageReaderTest {
    private static Answer read(String body) throws FailureException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new MessageReader(new HttpReply(200, Headers.NONE, bytes, Instant.EPOCH)).read();
    }

    private static Failure failure(String body) {
        return catchThrowableOfType(FailureException.class, () -> read(body)).failure();
    }

    @ParameterizedTest
    @CsvSource({
        "end_turn, STOP",
        "stop_sequence, STOP",
        "tool_use, TOOL_CALLS",
        "max_tokens, LENGTH",
        "pause_turn, PAUSED",
        "refusal, CONTENT_FILTER",
        "model_context_window_exceeded, CONTEXT_WINDOW",
        "something_new, OTHER"
    })
    void tellsWhyTheModelStopped(String raw, FinishReason reason) throws Exception {
        Answer answer = read("{\"content\":[],\"stop_reason\":\"" + raw + "\"}");

        assertThat(answer.finishReason()).isEqualTo(reason);
        assertThat(answer.rawFinishReason()).isEqualTo(raw);
    }

    @Test
    void keepsArgumentsAsTheModelWroteThem() throws Exception {
        assertThat(read("{\"content\":[{\"input\": {\"a\": 1.50,  \"b\":\"ü}\" } ,\"type\":\"tool_use\"}]}")
                        .content())
                .containsExactly(new Content.ToolCall("", "", "{\"a\": 1.50,  \"b\":\"ü}\" }"));
    }

    @Test
    void keepsWhatOnlyTheVendorUnderstandsAsItCame() throws Exception {
        String block = "{ \"type\": \"new_block\", \"n\": 1.50, \"text\": \"\\u00fc\" }";

        assertThat(read("\uFEFF {\"content\": [ " + block + " ]}").content())
                .containsExactly(new Content.Opaque("anthropic", "new_block", block));
    }

    @Test
    void tellsNoUsageWhereNoneIsReportedAndKeepsAnExplicitZero() throws Exception {
        assertThat(read("{\"content\":[],\"usage\":{}}").usage()).isEmpty();
        assertThat(read("{\"content\":[],\"usage\":null}").usage()).isEmpty();
        assertThat(read("{\"content\":[],\"usage\":{\"input_tokens\":0,\"output_tokens\":0}}")
                        .usage())
                .contains(Usage.NONE);
    }

    @Test
    void keepsANonsensicalUsageAsImplausible() throws Exception {
        Usage usage = read("{\"content\":[],\"usage\":{\"input_tokens\":-5,\"output_tokens\":1}}")
                .usage()
                .orElseThrow();

        assertThat(usage.isPlausible()).isFalse();
    }

    @Test
    void tellsAnErrorInsideA200() {
        Failure failure = failure(
                "{\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"boom\"},\"request_id\":\"r\"}");

        assertThat(failure.kind()).isEqualTo(FailureKind.SERVER_ERROR);
        assertThat(failure.status()).isEqualTo(200);
        assertThat(failure.billed()).isEqualTo(Billed.NO);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"content\":\"text\"}",
                "{\"content\":[]} x",
                "{\"content\":[]}{}",
                "<html></html>",
                "{\"content\":[],\"usage\":{\"input_tokens\":99999999999999999999}}"
            })
    void refusesWhatIsNoMessage(String body) {
        assertThat(failure(body).kind()).isEqualTo(FailureKind.BAD_ANSWER);
    }

    @Test
    void refusesAnAnswerInAnotherEncodingThanUtf8() {
        byte[] bytes = "{\"content\":[{\"type\":\"new\"}]}".getBytes(StandardCharsets.UTF_16LE);
        HttpReply reply = new HttpReply(200, Headers.NONE, bytes, Instant.EPOCH);

        assertThat(catchThrowableOfType(FailureException.class, () -> new MessageReader(reply).read())
                        .failure()
                        .kind())
                .isEqualTo(FailureKind.BAD_ANSWER);
    }
}
