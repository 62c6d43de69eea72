package io.tollgate.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.chat.FinishReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FinishReasonsTest {
    @ParameterizedTest
    @CsvSource({
        "STOP,STOP",
        "end_turn,STOP",
        "MAX_TOKENS,LENGTH",
        "Tool_Calls,TOOL_CALLS",
        "SAFETY,CONTENT_FILTER",
        "model_context_window_exceeded,CONTEXT_WINDOW",
        "malformed_function_call,MALFORMED_TOOL_CALL",
        "network_error,OVERLOADED",
        "pause_turn,PAUSED",
        "news,OTHER",
        "'',OTHER"
    })
    void aWordMeansTheSameInAnyCase(String word, FinishReason reason) {
        assertThat(FinishReasons.of(word)).isEqualTo(reason);
    }

    @Test
    void aModelThatIsDoneWhileCallsWaitCalledThem() {
        assertThat(FinishReasons.of("stop", 1)).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(FinishReasons.of("stop", 0)).isEqualTo(FinishReason.STOP);
        assertThat(FinishReasons.of("length", 1)).isEqualTo(FinishReason.LENGTH);
    }
}
