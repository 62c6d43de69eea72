package io.tollgate.cohere;

import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.ChatRequest;
import io.tollgate.json.FramedChat;
import io.tollgate.json.FramedEvents;
import io.tollgate.price.ModelCard;
import io.tollgate.spi.Delivery;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpCall;
import java.util.function.Consumer;

/** {@code POST /v2/chat}. */
record CohereChat(String url) implements FramedChat {
    @Override
    public HttpCall encode(ModelCard model, ChatRequest request, Delivery delivery) throws FailureException {
        return HttpCall.postJson(url, new RequestWriter(model, request).write(delivery));
    }

    @Override
    public FramedEvents.Reader reader(Headers headers, Consumer<ChatEvent> events) {
        return new AnswerReader(headers, events);
    }
}
