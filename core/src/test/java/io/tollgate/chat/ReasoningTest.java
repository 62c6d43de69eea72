package io.tollgate.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.chat.Reasoning.Effort;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReasoningTest {
    @ParameterizedTest
    @CsvSource({"NONE,low", "MINIMAL,low", "LOW,low", "MEDIUM,medium", "HIGH,high", "MAX,high"})
    void anEffortIsTheNearestOfThoseThatThereIsAWordFor(Effort effort, String word) {
        assertThat(effort.within(Effort.LOW, Effort.HIGH).word()).isEqualTo(word);
    }
}
