package io.tollgate;

import io.tollgate.chat.ChatRequest;
import io.tollgate.spi.ChatEvents;
import io.tollgate.spi.Delivery;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.HttpCall;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;

/** A chat whose answer is read while it is written. */
final class StreamedChat implements Task<RouterStream> {
    private final ChatRequest request;
    private final Limits limits;
    private final RouterStream.End end;

    StreamedChat(ChatRequest request, Limits limits, RouterStream.End end) {
        this.request = request;
        this.limits = limits;
        this.end = end;
    }

    @Override
    public HttpCall encode(Target target, OptionalInt maxOutputTokens) throws FailureException {
        return WholeChat.codec(target)
                .encode(target.card(), WholeChat.bounded(request, maxOutputTokens), Delivery.STREAM);
    }

    @Override
    public List<String> words() {
        return Echo.words(request);
    }

    /** Reads up to the first content: until then a failure is an attempt's like any other. */
    @Override
    public RouterStream read(Call call, Trial trial, Reply reply) throws FailureException, IOException {
        ChatEvents events = WholeChat.codec(trial.target())
                .decodeStream(reply.headers(), reply.body(call.guard(), limits.answerBytes()));
        RouterStream stream = new RouterStream(call, trial, reply, events, end);
        stream.begin();
        return stream;
    }
}
