package io.tollgate.gemini;

import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Content;
import io.tollgate.price.ModelCard;
import io.tollgate.price.Usage;
import io.tollgate.spi.Answer;
import io.tollgate.spi.ChatCodec;
import io.tollgate.spi.ChatEvents;
import io.tollgate.spi.Delivery;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpCall;
import io.tollgate.spi.HttpReply;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code generateContent} and {@code streamGenerateContent}. */
final class GeminiChat implements ChatCodec {
    private final Endpoint endpoint;

    GeminiChat(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    @Override
    public HttpCall encode(ModelCard model, ChatRequest request, Delivery delivery) throws FailureException {
        String method = delivery == Delivery.STREAM ? ":streamGenerateContent?alt=sse" : ":generateContent";
        return HttpCall.postJson(
                endpoint.modelUrl().apply(model.name()) + method, GeminiRequest.encode(endpoint, model, request));
    }

    @Override
    public Answer decode(HttpReply reply) throws FailureException {
        Turn turn = new Turn(endpoint.vendor());
        turn.read(reply, reply.body().length);
        List<Content> content = new ArrayList<>();
        Usage usage = null;
        for (ChatEvent event = turn.poll(); event != null; event = turn.poll()) {
            if (event instanceof ChatEvent.UsageReport report) {
                usage = report.usage();
            } else {
                content.add(content(event));
            }
        }
        return answer(turn, content, usage);
    }

    private static Answer answer(Turn turn, List<Content> content, @Nullable Usage usage) throws FailureException {
        if (!(turn.end() instanceof ChatEvent.End end)) {
            throw FailureException.badAnswer(
                    "expected candidates with a finishReason, or a blockReason, but got neither");
        }
        Answer answer = Answer.of(content, end.reason(), end.rawReason()).withId(turn.id());
        return usage == null ? answer : answer.withUsage(usage);
    }

    private static Content content(ChatEvent event) {
        if (event instanceof ChatEvent.Text part) {
            return new Content.Text(part.text(), part.signature());
        }
        if (event instanceof ChatEvent.Thinking part) {
            return new Content.Thinking(part.text(), part.signature());
        }
        if (event instanceof ChatEvent.ToolCall part) {
            return new Content.ToolCall(part.id(), part.name(), part.arguments(), part.signature());
        }
        if (event instanceof ChatEvent.Part part) {
            return part.content();
        }
        throw new IllegalStateException("a part can't be " + event.getClass().getSimpleName());
    }

    @Override
    public ChatEvents decodeStream(Headers headers, InputStream body) {
        return new GeminiStream(endpoint.vendor(), headers, body);
    }
}
