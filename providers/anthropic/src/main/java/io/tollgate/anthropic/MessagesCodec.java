package io.tollgate.anthropic;

import io.tollgate.chat.ChatRequest;
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

/** The Messages API at Anthropic itself: the URL and the version header are here, bodies are in the classes it calls. */
final class MessagesCodec implements ChatCodec {
    /** Who signs thoughts, wherever Claude runs: a signature made on one platform holds on the others. */
    static final String VENDOR = "anthropic";

    private final String baseUrl;

    MessagesCodec(String baseUrl) {
        this.baseUrl = baseUrl;
    }

    static HttpCall versioned(HttpCall call) {
        return call.withHeader("anthropic-version", "2023-06-01");
    }

    @Override
    public HttpCall encode(ModelCard model, ChatRequest request, Delivery delivery) throws FailureException {
        byte[] body = RequestWriter.write(model, request, delivery);
        return versioned(HttpCall.postJson(baseUrl + "/v1/messages", body));
    }

    @Override
    public Answer decode(HttpReply reply) throws FailureException {
        return new MessageReader(reply).read();
    }

    @Override
    public ChatEvents decodeStream(Headers headers, InputStream body) {
        return new MessageEvents(headers, body);
    }
}
