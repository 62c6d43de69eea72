package io.tollgate.openai;

import io.tollgate.chat.ChatRequest;
import io.tollgate.json.Json;
import io.tollgate.price.ModelCard;
import io.tollgate.spi.Account;
import io.tollgate.spi.Answer;
import io.tollgate.spi.AnswerCollector;
import io.tollgate.spi.ChatCodec;
import io.tollgate.spi.ChatEvents;
import io.tollgate.spi.Delivery;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpCall;
import io.tollgate.spi.HttpReply;
import java.io.IOException;
import java.io.InputStream;

/** The Chat Completions format: {@code POST /chat/completions}. */
final class ChatCompletions implements ChatCodec {
    private final Account account;
    private final Dialect dialect;
    private final Endpoint endpoint;
    private final Errors errors;

    ChatCompletions(Account account, Dialect dialect, Endpoint endpoint) {
        this.account = account;
        this.dialect = dialect;
        this.endpoint = endpoint;
        this.errors = new Errors(dialect.errors());
    }

    @Override
    public HttpCall encode(ModelCard model, ChatRequest request, Delivery delivery) throws FailureException {
        byte[] body = new RequestWriter(account.vendor(), dialect, model, request).write(delivery);
        return HttpCall.postJson(endpoint.url(account.baseUrl(), model.name(), "chat/completions"), body);
    }

    @Override
    public Answer decode(HttpReply reply) throws FailureException {
        AnswerCollector parts = new AnswerCollector();
        ChunkReader reader = ChunkReader.ofWhole(account.vendor(), parts::add);
        byte[] body = reply.body();
        try {
            reader.read(body, body.length);
        } catch (IOException e) {
            throw Json.unreadable("the answer", e);
        }
        if (reader.sawError() || !reader.sawChoice()) {
            throw errors.noAnswer(reply, reader.sawError(), "an answer with at least one choice");
        }
        return parts.answer(reader.id());
    }

    @Override
    public ChatEvents decodeStream(Headers headers, InputStream body) {
        return new ChunkStream(errors, headers, body, events -> ChunkReader.ofStream(account.vendor(), events));
    }
}
