package io.tollgate.gemini;

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

/**
 * {@code generateContent} and {@code streamGenerateContent}.
 *
 * @param endpoint who speaks it
 */
record GeminiChat(Endpoint endpoint) implements FramedChat {
    @Override
    public HttpCall encode(ModelCard model, ChatRequest request, Delivery delivery) throws FailureException {
        String method = delivery == Delivery.STREAM ? ":streamGenerateContent?alt=sse" : ":generateContent";
        return HttpCall.postJson(
                endpoint.modelUrl().apply(model.name()) + method, GeminiRequest.encode(endpoint, model, request));
    }

    @Override
    public FramedEvents.Reader reader(Headers headers, Consumer<ChatEvent> events) {
        return new Turn(endpoint, headers, events);
    }
}
