package io.tollgate.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.failure.FailureKind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NdjsonTest {
    @Test
    void readsALineEachAndSkipsEmptyOnes() throws Exception {
        assertThat(read("\uFEFF{\"a\":1}\n\r\n  \n{\"b\":\"é\"}\r\n[1]\n"))
                .containsExactly("{\"a\":1}", "{\"b\":\"é\"}", "[1]");
        assertThat(read("")).isEmpty();
    }

    @Test
    void readsTheSameWhereverTheBytesAreCut() throws Exception {
        byte[] bytes = "{\"a\":\"é\"}\r\n{\"b\":{}}".getBytes(StandardCharsets.UTF_8);
        for (int cut = 0; cut <= bytes.length; cut++) {
            InputStream in = new SequenceInputStream(
                    new ByteArrayInputStream(bytes, 0, cut), new ByteArrayInputStream(bytes, cut, bytes.length - cut));
            assertThat(read(new Ndjson(in))).as("cut at %d", cut).containsExactly("{\"a\":\"é\"}", "{\"b\":{}}");
        }
    }

    @Test
    void aLastLineCutInItsMiddleIsDropped() throws Exception {
        String whole = "{\"a\":{\"b\":[1]},\"c\":\"}\\\"]\"}";
        for (int cut = 0; cut < whole.length(); cut++) {
            assertThat(read("{}\n" + whole.substring(0, cut)))
                    .as("cut at %d", cut)
                    .containsExactly("{}");
        }
        assertThat(read("{}\n" + whole)).containsExactly("{}", whole);
    }

    @Test
    void aLineThatIsTooLongIsABadAnswer() {
        Ndjson lines = new Ndjson(in("{\"a\":\"" + "x".repeat(5_000)), 4_096);
        assertThatThrownBy(lines::next).isInstanceOfSatisfying(FailureException.class, e -> assertThat(
                        e.failure().kind())
                .isEqualTo(FailureKind.BAD_ANSWER));
    }

    @Test
    void aPageIsABadAnswer() {
        assertThatThrownBy(() -> read("\n <html>")).isInstanceOf(FailureException.class);
    }

    private static List<String> read(String text) throws IOException, FailureException {
        return read(new Ndjson(in(text)));
    }

    private static List<String> read(Ndjson lines) throws IOException, FailureException {
        List<String> read = new ArrayList<>();
        while (lines.next()) {
            read.add(new String(lines.buffer(), 0, lines.length(), StandardCharsets.UTF_8));
        }
        return read;
    }

    private static InputStream in(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
