package io.tollgate.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SseTest {
    @Test
    void readsEventsWithAnyLineEnd() throws Exception {
        for (String end : List.of("\n", "\r\n", "\r")) {
            assertThat(read("event: a" + end + "data: 1" + end + end + ": comment" + end + "data:2" + end + end))
                    .containsExactly("a=1", "=2");
        }
    }

    @Test
    void readsTheSameWhereverTheBytesAreCut() throws Exception {
        String text = "\uFEFFdata: é\r\n\r\nevent: x\r\ndata: 1\r\ndata: 2\r\nid: 7\r\n\r\n: c\r\n\r\ndata: [DONE]";
        List<String> whole = read(text);
        assertThat(whole).containsExactly("=é", "x=1\n2", "=[DONE]");
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int cut = 0; cut <= bytes.length; cut++) {
            InputStream in = new SequenceInputStream(
                    new ByteArrayInputStream(bytes, 0, cut), new ByteArrayInputStream(bytes, cut, bytes.length - cut));
            assertThat(read(new Sse(in))).as("cut at %d", cut).isEqualTo(whole);
        }
    }

    @Test
    void anEventNameWithoutDataIsForgotten() throws Exception {
        assertThat(read("event: a\n\ndata: 1\n\n")).containsExactly("=1");
    }

    @Test
    void aLastLineCutInItsMiddleIsDropped() throws Exception {
        assertThat(read("data: {\"a\":1}\n\ndata: {\"a\":")).containsExactly("={\"a\":1}");
        assertThat(read("data: {\"a\":1}\n\ndata: {\"b\":1}")).containsExactly("={\"a\":1}", "={\"b\":1}");
    }

    @Test
    void aLastLineCutAfterAnInnerBraceIsDropped() throws Exception {
        String whole = "data: {\"a\":{\"b\":[1]},\"c\":\"}\\\"]\"}";
        for (int cut = 0; cut < whole.length(); cut++) {
            assertThat(read("data: 1\n\n" + whole.substring(0, cut)))
                    .as("cut at %d", cut)
                    .containsExactly("=1");
        }
        assertThat(read("data: 1\n\n" + whole)).hasSize(2);
    }

    @Test
    void aPlainJsonBodyIsOneEvent() throws Exception {
        assertThat(read("\n\n{\n\"error\": 1\n}\n")).containsExactly("={\n\"error\": 1\n}\n");
    }

    @Test
    void anArrayIsAnEventForEachObjectWhereverTheBytesAreCut() throws Exception {
        String text = "\uFEFF [{\"a\": {\"b\": \"}\\\\\"}}\r\n,\r\n{\n\"c\": \"\\\"{[\"}]\r\n";
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int cut = 0; cut <= bytes.length; cut++) {
            InputStream in = new SequenceInputStream(
                    new ByteArrayInputStream(bytes, 0, cut), new ByteArrayInputStream(bytes, cut, bytes.length - cut));
            assertThat(read(new Sse(in)))
                    .as("cut at %d", cut)
                    .containsExactly("={\"a\": {\"b\": \"}\\\\\"}}", "={\"c\": \"\\\"{[\"}");
        }
    }

    @Test
    void anArrayMayBeLongerThanAnyOfItsObjects() throws Exception {
        String element = "{\"a\":\"" + "x".repeat(1_000) + "\"}";
        assertThat(read("[" + (element + ",").repeat(999) + element + "]")).hasSize(1_000);
    }

    @Test
    void anObjectOfAnArrayThatWasCutIsDropped() throws Exception {
        assertThat(read("[{\"a\":1},{\"b\":{}")).containsExactly("={\"a\":1}");
        assertThat(read("[")).isEmpty();
    }

    @Test
    void htmlIsABadAnswer() {
        assertThatThrownBy(() -> read("<html>oops</html>\n"))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("HTML");
    }

    @Test
    void aLineBeyondTheLimitIsABadAnswer() {
        Sse sse =
                new Sse(new ByteArrayInputStream(("data: " + "x".repeat(5000)).getBytes(StandardCharsets.UTF_8)), 4096);
        assertThatThrownBy(sse::next).isInstanceOf(FailureException.class).hasMessageContaining("4096 bytes");
    }

    private static List<String> read(String text) throws IOException, FailureException {
        return read(new Sse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))));
    }

    private static List<String> read(Sse sse) throws IOException, FailureException {
        List<String> events = new ArrayList<>();
        while (sse.next()) {
            events.add(sse.event() + "=" + sse.data());
        }
        return events;
    }
}
