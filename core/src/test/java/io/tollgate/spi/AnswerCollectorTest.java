package io.tollgate.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.Content;
import org.junit.jupiter.api.Test;

class AnswerCollectorTest {
    @Test
    void whatIsEmptyEndsNoPart() {
        AnswerCollector answer = new AnswerCollector();
        answer.add(new ChatEvent.Thinking("Hm"));
        answer.add(new ChatEvent.Text(""));
        answer.add(new ChatEvent.ToolCall(0, "", "", ""));
        answer.add(new ChatEvent.Thinking("m."));
        assertThat(answer.content()).containsExactly(new Content.Thinking("Hmm."));
    }

    @Test
    void aCallKeepsItsPlaceUntilItsLastPiece() {
        AnswerCollector answer = new AnswerCollector();
        answer.add(new ChatEvent.ToolCall(0, "1", "get", "{\"a\""));
        answer.add(new ChatEvent.Text("Then"));
        answer.add(new ChatEvent.ToolCall(0, "", "", ":1}"));
        assertThat(answer.content())
                .containsExactly(new Content.ToolCall("1", "get", "{\"a\":1}"), new Content.Text("Then"));
    }
}
