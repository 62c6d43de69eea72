package io.tollgate;

import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.ChatResponse;
import io.tollgate.chat.Content;
import io.tollgate.failure.Failure;
import io.tollgate.price.Usage;
import io.tollgate.spi.Answer;
import io.tollgate.spi.ChatCodec;
import io.tollgate.spi.Delivery;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.HttpCall;
import io.tollgate.spi.HttpReply;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.OptionalInt;

/** A chat whose answer comes at once. */
final class WholeChat implements Task<ChatResponse> {
    private final ChatRequest request;
    private final Limits limits;
    private final Clock clock;

    WholeChat(ChatRequest request, Limits limits, Clock clock) {
        this.request = request;
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    public HttpCall encode(Target target, OptionalInt maxOutputTokens) throws FailureException {
        return codec(target).encode(target.card(), bounded(request, maxOutputTokens), Delivery.WHOLE);
    }

    static ChatRequest bounded(ChatRequest request, OptionalInt maxOutputTokens) {
        return maxOutputTokens.isPresent() ? request.withMaxOutputTokens(maxOutputTokens.getAsInt()) : request;
    }

    static ChatCodec codec(Target target) throws FailureException {
        return target.chat().orElseThrow(() -> FailureException.unsupported(target + " can't chat"));
    }

    @Override
    public List<String> words() {
        return Echo.words(request);
    }

    @Override
    public ChatResponse read(Call call, Trial trial, Reply reply) throws FailureException, IOException {
        Target target = trial.target();
        HttpReply whole;
        try {
            whole = reply.whole(call.guard(), limits, clock);
        } finally {
            trial.received(reply.received());
        }
        Answer answer = codec(target).decode(whole);
        Usage usage = answer.usage().orElse(null);
        Failure failure = Unfinished.failure(answer.finishReason(), answer.rawFinishReason(), usage);
        String requestId = requestId(target, reply, answer.id());
        if (failure != null) {
            throw new FailureException(failure.withRequestId(requestId));
        }
        call.tried(trial.served(usage, characters(answer), requestId));
        Usage booked = usage != null ? usage : call.lastUsage();
        return ChatResponse.of(target.model(), answer.content(), answer.finishReason(), answer.rawFinishReason())
                .withCitations(answer.citations())
                .withCost(booked, call.booked())
                .withTrail(call.ask().route(), call.attempts(), requestId, call.latency());
    }

    static String requestId(Target target, Reply reply, String idInBody) {
        String id = target.requestId(reply.headers());
        return id.isEmpty() ? idInBody : id;
    }

    private static long characters(Answer answer) {
        long characters = 0;
        for (Content part : answer.content()) {
            if (part instanceof Content.Text text) {
                characters += text.text().length();
            } else if (part instanceof Content.Thinking thinking) {
                characters += thinking.text().length();
            } else if (part instanceof Content.ToolCall tool) {
                characters += tool.name().length() + (long) tool.arguments().length();
            }
        }
        return characters;
    }
}
