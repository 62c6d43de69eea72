package io.tollgate.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Citation;
import io.tollgate.chat.Content;
import io.tollgate.chat.FinishReason;
import io.tollgate.failure.FailureKind;
import io.tollgate.price.ModelCard;
import io.tollgate.spi.Answer;
import io.tollgate.spi.ChatEvents;
import io.tollgate.spi.Delivery;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpCall;
import io.tollgate.spi.HttpReply;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class FramedChatTest {
    private static final ChatEvent SOURCE = new ChatEvent.Cited(Citation.of("https://a.example"));
    private static final ChatEvent END = new ChatEvent.End(FinishReason.STOP, "stop");

    /** Text and source of each frame, and the end if it has one. */
    private static final class Plain implements FramedChat {
        @Override
        public HttpCall encode(ModelCard model, ChatRequest request, Delivery delivery) {
            return HttpCall.get("https://a.example");
        }

        @Override
        public FramedEvents.Reader reader(Headers headers, Consumer<ChatEvent> events) {
            return new FramedEvents.Reader() {
                @Override
                public boolean read(byte[] buffer, int length) throws IOException, FailureException {
                    var frame = Json.object(buffer, length, "a frame");
                    events.accept(new ChatEvent.Text(frame.path("text").asText("")));
                    events.accept(SOURCE);
                    if (frame.has("end")) {
                        events.accept(END);
                    }
                    return frame.path("last").asBoolean();
                }

                @Override
                public String id() {
                    return "id";
                }
            };
        }
    }

    private static Answer whole(String body) throws FailureException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new Plain().decode(HttpReply.piece(Headers.NONE, bytes, bytes.length));
    }

    private static List<ChatEvent> stream(String body) throws Exception {
        ChatEvents events =
                new Plain().decodeStream(Headers.NONE, new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
        List<ChatEvent> all = new ArrayList<>();
        for (ChatEvent event = events.next(); event != null; event = events.next()) {
            all.add(event);
        }
        return all;
    }

    @Test
    void aWholeAnswerIsReadAsOneFrame() throws Exception {
        Answer answer = whole("{\"text\":\"Hi\",\"end\":1}");
        assertThat(answer.content()).containsExactly(new Content.Text("Hi"));
        assertThat(answer.rawFinishReason()).isEqualTo("stop");
        assertThat(answer.id()).isEqualTo("id");
    }

    @Test
    void aWholeAnswerWithoutAnEndIsABadOne() {
        for (String body : new String[] {"{\"text\":\"Hi\"}", "{", "[]"}) {
            assertThatThrownBy(() -> whole(body)).isInstanceOfSatisfying(FailureException.class, e -> assertThat(
                            e.failure().kind())
                    .isEqualTo(FailureKind.BAD_ANSWER));
        }
    }

    @Test
    void aStreamTellsNothingEmptyAndEachSourceOnceUpToTheLastFrame() throws Exception {
        assertThat(stream("""
                        data: {"text":"a"}

                        data: {}

                        data: {"text":"b","end":1}

                        data: [DONE]

                        data: {"text":"c"}

                        """)).containsExactly(new ChatEvent.Text("a"), SOURCE, new ChatEvent.Text("b"), END);
        assertThat(stream("data: {\"text\":\"a\",\"last\":true}\n\ndata: {\"text\":\"b\"}\n\n"))
                .containsExactly(new ChatEvent.Text("a"), SOURCE);
    }
}
