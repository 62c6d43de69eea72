package io.tollgate.ollama;

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
import io.tollgate.spi.Ndjson;
import java.io.InputStream;

/** {@code POST /api/chat}. */
record OllamaChat(String url) implements ChatCodec {
    @Override
    public HttpCall encode(ModelCard model, ChatRequest request, Delivery delivery) throws FailureException {
        return HttpCall.postJson(url, new RequestWriter(model, request).write(delivery));
    }

    @Override
    public Answer decode(HttpReply reply) throws FailureException {
        return FramedEvents.whole(reply, events -> new PieceReader(reply.headers(), events));
    }

    @Override
    public ChatEvents decodeStream(Headers headers, InputStream body) {
        return new FramedEvents(new Ndjson(body), events -> new PieceReader(headers, events));
    }
}
