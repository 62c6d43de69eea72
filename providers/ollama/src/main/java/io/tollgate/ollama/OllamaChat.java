package io.tollgate.ollama;

import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.ChatRequest;
import io.tollgate.json.FramedChat;
import io.tollgate.json.FramedEvents;
import io.tollgate.price.ModelCard;
import io.tollgate.spi.Delivery;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Frames;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpCall;
import io.tollgate.spi.Ndjson;
import java.io.InputStream;
import java.util.function.Consumer;

/** {@code POST /api/chat}. */
record OllamaChat(String url) implements FramedChat {
    @Override
    public HttpCall encode(ModelCard model, ChatRequest request, Delivery delivery) throws FailureException {
        return HttpCall.postJson(url, new RequestWriter(model, request).write(delivery));
    }

    @Override
    public FramedEvents.Reader reader(Headers headers, Consumer<ChatEvent> events) {
        return new PieceReader(headers, events);
    }

    @Override
    public Frames frames(InputStream body) {
        return new Ndjson(body);
    }
}
