package io.tollgate.json;

import io.tollgate.chat.ChatEvent;
import io.tollgate.spi.Answer;
import io.tollgate.spi.AnswerCollector;
import io.tollgate.spi.ChatCodec;
import io.tollgate.spi.ChatEvents;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Frames;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpReply;
import io.tollgate.spi.Sse;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;

/** A format in which an answer that comes whole looks like the one frame of a stream. */
public interface FramedChat extends ChatCodec {
    /**
     * A reader of the frames of one answer.
     *
     * @param events where it puts what they say
     */
    FramedEvents.Reader reader(Headers headers, Consumer<ChatEvent> events);

    /** The frames of a stream; server-sent events by default. */
    default Frames frames(InputStream body) {
        return new Sse(body);
    }

    @Override
    default Answer decode(HttpReply reply) throws FailureException {
        AnswerCollector parts = new AnswerCollector();
        FramedEvents.Reader whole = reader(reply.headers(), parts::add);
        try {
            whole.read(reply.body(), reply.body().length);
        } catch (IOException e) {
            throw Json.unreadable("an answer", e);
        }
        whole.end();
        if (!parts.hasEnded()) {
            throw FailureException.badAnswer("expected an answer that says why it ended, but it doesn't");
        }
        return parts.answer(whole.id());
    }

    @Override
    default ChatEvents decodeStream(Headers headers, InputStream body) {
        return new FramedEvents(frames(body), events -> reader(headers, events));
    }
}
