package io.tollgate.bedrock;

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
import java.io.InputStream;

/** Converse and ConverseStream: the address is here, bodies are in the classes it calls. */
final class ConverseCodec implements ChatCodec {
    private final String baseUrl;
    private final Family family;

    ConverseCodec(String baseUrl, Family family) {
        this.baseUrl = baseUrl;
        this.family = family;
    }

    @Override
    public HttpCall encode(ModelCard model, ChatRequest request, Delivery delivery) throws FailureException {
        String operation = delivery == Delivery.STREAM ? "/converse-stream" : "/converse";
        // An ARN is one segment of the path, with its colons and slashes in code: that is what gets signed.
        String segment = HttpCall.segment(model.name());
        return HttpCall.postJson(
                baseUrl + "/model/" + segment + operation, RequestWriter.write(family, model, request));
    }

    @Override
    public Answer decode(HttpReply reply) throws FailureException {
        return ConverseReader.read(family, reply);
    }

    @Override
    public ChatEvents decodeStream(Headers headers, InputStream body) {
        Frames frames = new Frames(body);
        return new FramedEvents(frames, events -> {
            ConverseReader reader = new ConverseReader(family, headers, events);
            return (buffer, length) -> {
                reader.read(frames.frame());
                return false;
            };
        });
    }
}
