package io.tollgate.openai;

import io.tollgate.failure.Failure;
import io.tollgate.price.ModelCard;
import io.tollgate.spi.Account;
import io.tollgate.spi.ChatCodec;
import io.tollgate.spi.EmbeddingCodec;
import io.tollgate.spi.HttpCall;
import io.tollgate.spi.HttpReply;
import io.tollgate.spi.Provider;
import io.tollgate.spi.RerankCodec;
import java.util.Optional;

/**
 * An account at OpenAI or at a vendor of its dialect. It chats by Chat Completions, and by the Responses API with models
 * that the catalogue marks as served by that alone.
 */
public class CompatibleProvider implements Provider {
    private final Account account;
    private final Dialect dialect;
    private final Endpoint endpoint;
    private final Errors errors;
    private final Optional<ChatCodec> chat;
    private final Optional<ChatCodec> responses;
    private final Optional<EmbeddingCodec> embeddings;
    private final Optional<RerankCodec> rerankings;

    CompatibleProvider(Account account, Dialect dialect) {
        this(account, dialect, Endpoint.PLAIN);
    }

    CompatibleProvider(Account account, Dialect dialect, Endpoint endpoint) {
        this.account = account;
        this.dialect = dialect;
        this.endpoint = endpoint;
        this.errors = new Errors(dialect.errors());
        this.responses =
                dialect.has(Trait.NO_CHAT) ? Optional.empty() : Optional.of(new Responses(account, dialect, endpoint));
        boolean plain = !dialect.has(Trait.NO_CHAT) && !dialect.has(Trait.RESPONSES);
        this.chat = plain ? Optional.of(new ChatCompletions(account, dialect, endpoint)) : responses;
        this.embeddings =
                dialect.maxTexts() == 0 ? Optional.empty() : Optional.of(new Embeddings(account, dialect, endpoint));
        this.rerankings =
                dialect.maxDocuments() == 0 ? Optional.empty() : Optional.of(new Rerankings(account, dialect));
    }

    /** This provider, but every model is asked by the Responses API: a choice of who knows that the server has it. */
    public CompatibleProvider withResponses() {
        return with(dialect.and(Trait.RESPONSES));
    }

    CompatibleProvider with(Dialect other) {
        return new CompatibleProvider(account, other, endpoint);
    }

    final Endpoint endpoint() {
        return endpoint;
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
    public final Optional<ChatCodec> chat(ModelCard model) {
        return model.isResponsesOnly() ? responses : chat;
    }

    @Override
    public final Optional<EmbeddingCodec> embedding(String model) {
        return embeddings;
    }

    @Override
    public final Optional<RerankCodec> rerank(String model) {
        return rerankings;
    }

    @Override
    public Failure failure(HttpReply reply) {
        return errors.of(reply);
    }

    @Override
    public final Optional<HttpCall> probe() {
        return Optional.of(HttpCall.get(endpoint.url(account.baseUrl(), "", "models")));
    }

    @Override
    public final String toString() {
        return account.toString();
    }
}
