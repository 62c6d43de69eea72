package io.tollgate.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.price.Usage;
import org.junit.jupiter.api.Test;

class ChatEventTest {
    private static final Signature SIGNED = new Signature("v", "s");

    @Test
    void emptyWordsThoughtsAndPiecesSayNothing() {
        assertThat(new ChatEvent.Text("").isEmpty()).isTrue();
        assertThat(new ChatEvent.Thinking("").isEmpty()).isTrue();
        assertThat(new ChatEvent.ToolCall(3, "", "", "").isEmpty()).isTrue();
    }

    @Test
    void whatIsSignedOrNotEmptySaysSomething() {
        assertThat(new ChatEvent.Text("", SIGNED).isEmpty()).isFalse();
        assertThat(new ChatEvent.Thinking("", SIGNED).isEmpty()).isFalse();
        assertThat(new ChatEvent.ToolCall(0, "", "", "", SIGNED).isEmpty()).isFalse();
        assertThat(new ChatEvent.Text(" ").isEmpty()).isFalse();
        assertThat(new ChatEvent.ToolCall(0, "", "get", "").isEmpty()).isFalse();
        assertThat(new ChatEvent.UsageReport(Usage.NONE).isEmpty()).isFalse();
        assertThat(new ChatEvent.End(FinishReason.OTHER, "").isEmpty()).isFalse();
    }
}
