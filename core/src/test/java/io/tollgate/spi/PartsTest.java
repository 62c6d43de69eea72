package io.tollgate.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.chat.Content;
import io.tollgate.chat.Signature;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartsTest {
    private static final Content.Text A = new Content.Text("a");
    private static final Content.Text B = new Content.Text("b");
    private static final List<Content> ALL = List.of(
            new Content.Thinking("Hm. "),
            A,
            new Content.Thinking("Theirs.", new Signature("v", "s")),
            B,
            new Content.Thinking("Well."));

    @Test
    void partsOfOneKindKeepTheirOrder() {
        assertThat(Parts.of(Content.Text.class, ALL)).containsExactly(A, B);
        assertThat(Parts.of(Content.Image.class, ALL)).isEmpty();
    }

    @Test
    void whatAVendorSignedOrKeepsIsForThatOneAlone() {
        Content kept = new Content.Opaque("v", "type", "{}");
        assertThat(ALL.stream().filter(part -> Parts.isFor("v", part))).containsExactly(A, ALL.get(2), B);
        assertThat(ALL.stream().filter(part -> Parts.isFor("w", part))).containsExactly(A, B);
        assertThat(Parts.isFor("v", kept)).isTrue();
        assertThat(Parts.isFor("w", kept)).isFalse();
    }

    @Test
    void thoughtsAreJoinedByTheirSignature() {
        assertThat(Parts.thoughts(ALL, signature -> !signature.isPresent())).isEqualTo("Hm. Well.");
        assertThat(Parts.thoughts(ALL, signature -> signature.isFrom("v"))).isEqualTo("Theirs.");
        assertThat(Parts.thoughts(ALL, signature -> signature.isFrom("w"))).isEmpty();
    }
}
