package io.tollgate.openai;

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
import java.io.IOException;
import java.io.InputStream;

/** The Chat Completions format: {@code POST /chat/completions}. */
final class ChatCompletions implements ChatCodec {
    private final Service service;

    ChatCompletions(Service service) {
        this.service = service;
    }

    @Override
    public HttpCall encode(ModelCard model, ChatRequest request, Delivery delivery) throws FailureException {
        byte[] body = new RequestWriter(service, model, request).write(delivery);
        return service.post(model, "chat/completions", body);
    }

    @Override
    public Answer decode(HttpReply reply) throws FailureException {
        AnswerCollector parts = new AnswerCollector();
        ChunkReader reader = ChunkReader.ofWhole(service.vendor(), parts::add);
        byte[] body = reply.body();
        try {
            reader.read(body, body.length);
        } catch (IOException e) {
            throw Json.unreadable("the answer", e);
        }
        if (reader.sawError() || !reader.sawChoice()) {
            throw service.errors().noAnswer(reply, reader.sawError(), "an answer with at least one choice");
        }
        return parts.answer(reader.id());
    }

    @Override
    public ChatEvents decodeStream(Headers headers, InputStream body) {
        return new FramedEvents(new Sse(body), events -> service.errors()
                .frames(headers, ChunkReader.ofStream(service.vendor(), events)));
    }
}
