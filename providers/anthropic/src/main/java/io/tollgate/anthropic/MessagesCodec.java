package io.tollgate.anthropic;

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
import java.util.function.BiFunction;

/**
 * The Messages format at a place: Anthropic wants the model in the body and the version of the format in a header, a host
 * has the model in the URL and wants the version in the body.
 *
 * @param version a host's {@code anthropic_version}; empty for Anthropic's own form
 * @param url where to ask this model for an answer that comes so
 */
record MessagesCodec(String version, BiFunction<String, Delivery, String> url) implements ChatCodec {
    /** Who signs thoughts, wherever Claude runs: a signature made on one platform holds on the others. */
    static final String VENDOR = "anthropic";

    static HttpCall versioned(HttpCall call) {
        return call.withHeader("anthropic-version", "2023-06-01");
    }

    @Override
    public HttpCall encode(ModelCard model, ChatRequest request, Delivery delivery) throws FailureException {
        HttpCall call = HttpCall.postJson(
                url.apply(model.name(), delivery), RequestWriter.write(version, model, request, delivery));
        return version.isEmpty() ? versioned(call) : call;
    }

    @Override
    public Answer decode(HttpReply reply) throws FailureException {
        return MessageReader.read(reply);
    }

    @Override
    public ChatEvents decodeStream(Headers headers, InputStream body) {
        return new FramedEvents(new Sse(body), events -> new MessageReader(headers, events));
    }
}
