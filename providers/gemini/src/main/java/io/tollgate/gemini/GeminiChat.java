package io.tollgate.gemini;

import io.tollgate.chat.ChatRequest;
import io.tollgate.json.FramedEvents;
import io.tollgate.price.ModelCard;
import io.tollgate.spi.Answer;
import io.tollgate.spi.ChatCodec;
import io.tollgate.spi.ChatEvents;
import io.tollgate.spi.Delivery;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpCall;
import io.tollgate.spi.HttpReply;
import io.tollgate.spi.Sse;
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
        return FramedEvents.whole(reply, events -> new Turn(endpoint, reply.headers(), events));
    }

    @Override
    public ChatEvents decodeStream(Headers headers, InputStream body) {
        return new FramedEvents(new Sse(body), events -> new Turn(endpoint, headers, events));
    }
}
