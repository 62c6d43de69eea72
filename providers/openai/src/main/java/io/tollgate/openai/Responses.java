package io.tollgate.openai;

import io.tollgate.chat.ChatRequest;
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
import java.io.InputStream;

/** The Responses format, {@code POST /responses}: the second dialect, in which nothing is stored with the vendor. */
final class Responses implements ChatCodec {
    private final Account account;
    private final Dialect dialect;
    private final Endpoint endpoint;
    private final Errors errors;

    Responses(Account account, Dialect dialect, Endpoint endpoint) {
        this.account = account;
        this.dialect = dialect;
        this.endpoint = endpoint;
        this.errors = new Errors(dialect.errors());
    }

    @Override
    public HttpCall encode(ModelCard model, ChatRequest request, Delivery delivery) throws FailureException {
        byte[] body = new ResponsesWriter(account.vendor(), dialect, model, request).write(delivery);
        return HttpCall.postJson(endpoint.url(account.baseUrl(), model.name(), "responses"), body);
    }

    @Override
    public Answer decode(HttpReply reply) throws FailureException {
        AnswerCollector parts = new AnswerCollector();
        ResponseReader reader = new ResponseReader(account.vendor(), parts::add);
        reader.read(reply.body(), reply.body().length);
        if (reader.sawError() || !parts.hasEnded()) {
            throw errors.noAnswer(reply, reader.sawError(), "a response with its status or output");
        }
        return parts.answer(reader.id());
    }

    @Override
    public ChatEvents decodeStream(Headers headers, InputStream body) {
        return new ChunkStream(errors, headers, body, events -> new ResponseReader(account.vendor(), events));
    }
}
