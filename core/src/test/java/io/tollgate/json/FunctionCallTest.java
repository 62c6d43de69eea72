package io.tollgate.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.Signature;
import io.tollgate.failure.FailureKind;
import io.tollgate.spi.FailureException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FunctionCallTest {
    private static FunctionCall read(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return FunctionCall.of(Json.tree(bytes, bytes.length));
    }

    @Test
    void argumentsAreATextOrAnObject() {
        FunctionCall call = new FunctionCall("1", "get", "{\"n\":1.50}");
        assertThat(
                        read(
                                "{\"id\":\"1\",\"type\":\"function\",\"function\":{\"name\":\"get\",\"arguments\":{\"n\": 1.50}}}"))
                .isEqualTo(call);
        assertThat(read("{\"function\":{\"arguments\":\"{\\\"n\\\":1.50}\",\"name\":\"get\"},\"id\":\"1\"}"))
                .isEqualTo(call);
    }

    @Test
    void whatIsNotToldIsEmpty() {
        assertThat(read("{\"id\":null,\"function\":{\"arguments\":\"{\\\"n\"}}"))
                .isEqualTo(new FunctionCall("", "", "{\"n"));
        assertThat(read("[]")).isEqualTo(new FunctionCall("", "", ""));
    }

    @Test
    void aCallWithoutAnIdGetsTheOther() throws Exception {
        Signature signature = new Signature("v", "s");
        assertThat(new FunctionCall("", "get", "{}").event(2, "made", signature))
                .isEqualTo(new ChatEvent.ToolCall(2, "made", "get", "{}", signature));
        assertThat(new FunctionCall("told", "get", "{}").event(0, "made", Signature.NONE))
                .isEqualTo(new ChatEvent.ToolCall(0, "told", "get", "{}"));
    }

    @Test
    void aCallWithoutANameIsABadAnswer() {
        assertThatThrownBy(() -> read("{\"id\":\"1\",\"function\":{}}").event(0, "made", Signature.NONE))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        e -> assertThat(e.failure().kind()).isEqualTo(FailureKind.BAD_ANSWER));
    }
}
