package io.tollgate.cohere;

import io.tollgate.chat.ChatRequest;
import io.tollgate.json.FramedEvents;
import io.tollgate.json.Json;
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
import io.tollgate.spi.Sse;
import java.io.InputStream;

/** {@code POST /v2/chat}. */
final class CohereChat implements ChatCodec {
    private final String url;

    CohereChat(String baseUrl) {
        this.url = baseUrl + "/v2/chat";
    }

    @Override
    public HttpCall encode(ModelCard model, ChatRequest request, Delivery delivery) throws FailureException {
        return HttpCall.postJson(url, new RequestWriter(model, request).write(delivery));
    }

    @Override
    public Answer decode(HttpReply reply) throws FailureException {
        AnswerCollector parts = new AnswerCollector();
        MessageReader message = new MessageReader(parts::add);
        EndReader end = new EndReader();
        String[] id = {""};
        Json.object(reply.body(), reply.body().length, "the answer", (name, value) -> {
            switch (name) {
                case "id" -> id[0] = Json.text(value);
                case "message" -> message.read(value);
                default -> end.field(name, value);
            }
        });
        message.give(MessageReader.NO_INDEX);
        end.finish(reply.headers(), parts::add);
        return parts.answer(id[0]);
    }

    @Override
    public ChatEvents decodeStream(Headers headers, InputStream body) {
        return new FramedEvents(new Sse(body), events -> new EventStream(headers, events));
    }
}
