package io.tollgate.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tollgate.chat.Citation;
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
        return MessageReader.read(new HttpReply(200, Headers.NONE, bytes, Instant.EPOCH));
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
                .containsExactly(new Content.ToolCall("", "", "{\"a\":1.50,\"b\":\"ü}\"}"));
    }

    @Test
    void keepsWhatOnlyTheVendorUnderstandsAsItCame() throws Exception {
        String block = "{ \"type\": \"new_block\", \"n\": 1.50, \"text\": \"\\u00fc\" }";

        assertThat(read("\uFEFF {\"content\": [ " + block + " ]}").content())
                .containsExactly(new Content.Opaque(
                        "anthropic", "new_block", "{\"type\":\"new_block\",\"n\":1.50,\"text\":\"ü\"}"));
    }

    @Test
    void tellsEachSourceOnceAndKeepsWhatTheVendorWantsBack() throws Exception {
        Answer answer = read("""
                {"content":[
                 {"type":"text","text":"Ruby is","citations":[
                  {"type":"web_search_result_location","url":"https://a.example","title":"A","cited_text":"a","encrypted_index":"e1"},
                  {"type":"search_result_location","source":"notes","title":"N","cited_text":"n","search_result_index":0}]},
                 {"type":"text","text":" old.","citations":[
                  {"type":"char_location","document_index":1,"document_title":"facts.txt","cited_text":"f","file_id":null},
                  {"type":"page_location","document_index":1,"document_title":"b.pdf","cited_text":"g","file_id":"file_1"},
                  {"type":"web_search_result_location","url":"https://a.example","title":"A","cited_text":"a","encrypted_index":"e2"},
                  {"type":"of a new kind"}]}]}""");

        assertThat(answer.citations())
                .containsExactly(
                        Citation.of("https://a.example").withTitle("A").withQuote("a"),
                        Citation.of("notes").withTitle("N").withQuote("n"),
                        Citation.of("1").withTitle("facts.txt").withQuote("f"),
                        Citation.of("file_1").withTitle("b.pdf").withQuote("g"));
        assertThat(answer.content())
                .containsExactly(new Content.Text("Ruby is"), kept("e1"), new Content.Text(" old."), kept("e2"));
    }

    private static Content kept(String index) {
        return new Content.Opaque("anthropic", "citations", """
                {"citations":[{"type":"web_search_result_location","url":"https://a.example","title":"A","cited_text":"a",\
                "encrypted_index":"%s"}]}""".formatted(index));
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
}
