package io.tollgate.cohere;

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

/** {@code POST /v2/chat}. */
record CohereChat(String url) implements ChatCodec {
    @Override
    public HttpCall encode(ModelCard model, ChatRequest request, Delivery delivery) throws FailureException {
        return HttpCall.postJson(url, new RequestWriter(model, request).write(delivery));
    }

    @Override
    public Answer decode(HttpReply reply) throws FailureException {
        return FramedEvents.whole(reply, events -> new AnswerReader(reply.headers(), events));
    }

    @Override
    public ChatEvents decodeStream(Headers headers, InputStream body) {
        return new FramedEvents(new Sse(body), events -> new AnswerReader(headers, events));
    }
}
