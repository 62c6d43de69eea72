package io.tollgate.openai;

import io.tollgate.chat.ChatRequest;
import io.tollgate.json.FramedEvents;
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

/** The Responses format, {@code POST /responses}: the second dialect, in which nothing is stored with the vendor. */
final class Responses implements ChatCodec {
    private final Service service;

    Responses(Service service) {
        this.service = service;
    }

    @Override
    public HttpCall encode(ModelCard model, ChatRequest request, Delivery delivery) throws FailureException {
        byte[] body = new ResponsesWriter(service, model, request).write(delivery);
        return service.post(model, "responses", body);
    }

    @Override
    public Answer decode(HttpReply reply) throws FailureException {
        AnswerCollector parts = new AnswerCollector();
        ResponseReader reader = new ResponseReader(service.vendor(), parts::add);
        reader.read(reply.body(), reply.body().length);
        if (reader.sawError() || !parts.hasEnded()) {
            throw service.errors().noAnswer(reply, reader.sawError(), "a response with its status or output");
        }
        return parts.answer(reader.id());
    }

    @Override
    public ChatEvents decodeStream(Headers headers, InputStream body) {
        return new FramedEvents(new Sse(body), events -> service.errors()
                .frames(headers, new ResponseReader(service.vendor(), events)));
    }
}
