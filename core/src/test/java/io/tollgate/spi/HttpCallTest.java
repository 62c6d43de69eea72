package io.tollgate.spi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HttpCallTest {
    @Test
    void aNameIsOneSegmentWhateverIsInIt() {
        assertThat(HttpCall.segment("arn:aws/a b+c?d#é")).isEqualTo("arn%3Aaws%2Fa%20b%2Bc%3Fd%23%C3%A9");
        assertThat(HttpCall.segment("a-b_c.d")).isEqualTo("a-b_c.d");
    }

    @Test
    void theQueryIsNotShown() {
        assertThat(HttpCall.get("https://a/b?key=secret")).hasToString("GET https://a/b (0 bytes)");
    }
}
