package io.tollgate.gemini;

import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.ChatRequest;
import io.tollgate.price.ModelCard;
import io.tollgate.spi.Answer;
import io.tollgate.spi.AnswerCollector;
import io.tollgate.spi.ChatCodec;
import io.tollgate.spi.ChatEvents;
import io.tollgate.spi.Delivery;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpCall;
import io.tollgate.spi.HttpReply;
import java.io.InputStream;

/**
 * {@code generateContent} and {@code streamGenerateContent}.
 *
 * @param endpoint who speaks it
 */
record GeminiChat(Endpoint endpoint) implements ChatCodec {
    @Override
    public HttpCall encode(ModelCard model, ChatRequest request, Delivery delivery) throws FailureException {
        String method = delivery == Delivery.STREAM ? ":streamGenerateContent?alt=sse" : ":generateContent";
        return HttpCall.postJson(
                endpoint.modelUrl().apply(model.name()) + method, GeminiRequest.encode(endpoint, model, request));
    }

    @Override
    public Answer decode(HttpReply reply) throws FailureException {
        Turn turn = new Turn(endpoint);
        turn.read(reply, reply.body().length);
        AnswerCollector collector = new AnswerCollector();
        for (ChatEvent event = turn.poll(); event != null; event = turn.poll()) {
            collector.add(event);
        }
        ChatEvent end = turn.end();
        if (end == null) {
            throw FailureException.badAnswer(
                    "expected candidates with a finishReason, or a blockReason, but got neither");
        }
        collector.add(end);
        return collector.answer(turn.id());
    }

    @Override
    public ChatEvents decodeStream(Headers headers, InputStream body) {
        return new GeminiStream(endpoint, headers, body);
    }
}
