package io.tollgate.openai;

import io.tollgate.failure.Failure;
import io.tollgate.spi.Account;
import io.tollgate.spi.ChatCodec;
import io.tollgate.spi.EmbeddingCodec;
import io.tollgate.spi.HttpCall;
import io.tollgate.spi.HttpReply;
import io.tollgate.spi.Provider;
import java.util.Optional;

/** An account at a vendor of the dialect. */
class CompatibleProvider implements Provider {
    private final Account account;
    private final Errors errors;
    private final Optional<ChatCodec> chat;
    private final Optional<EmbeddingCodec> embeddings;

    CompatibleProvider(Account account, Dialect dialect) {
        this.account = account;
        this.errors = new Errors(dialect.errors());
        this.chat = Optional.of(new ChatCompletions(account, dialect));
        this.embeddings = dialect.maxTexts() == 0 ? Optional.empty() : Optional.of(new Embeddings(account, dialect));
    }

    @Override
    public final Account account() {
        return account;
    }

    @Override
    public final Optional<ChatCodec> chat(String model) {
        return chat;
    }

    @Override
    public final Optional<EmbeddingCodec> embedding(String model) {
        return embeddings;
    }

    @Override
    public final Failure failure(HttpReply reply) {
        return errors.of(reply);
    }

    @Override
    public final Optional<HttpCall> probe() {
        return Optional.of(HttpCall.get(account.baseUrl() + "/models"));
    }

    @Override
    public final String toString() {
        return account.toString();
    }
}
