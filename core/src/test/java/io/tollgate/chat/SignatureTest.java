package io.tollgate.chat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SignatureTest {
    @Test
    void oneWithoutAValueIsNone() {
        assertThat(new Signature("v", "")).isEqualTo(Signature.NONE);
        assertThat(new Signature("v", "").isFrom("v")).isFalse();
    }

    @Test
    void itIsFromWhoSentItAndNotShown() {
        Signature signature = new Signature("v", "secret");
        assertThat(signature.isFrom("v")).isTrue();
        assertThat(signature.isFrom("w")).isFalse();
        assertThat(signature).hasToString("Signature[v, 6 characters]");
    }
}
