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
    private final Service service;
    private final Optional<ChatCodec> chat;
    private final Optional<ChatCodec> responses;
    private final Optional<EmbeddingCodec> embeddings;
    private final Optional<RerankCodec> rerankings;

    CompatibleProvider(Account account, Dialect dialect) {
        this(new Service(account, dialect, Endpoint.PLAIN));
    }

    /** At the vendor's address for all. */
    CompatibleProvider(Vendor vendor) {
        this(vendor.account(vendor.baseUrl()), vendor.dialect());
    }

    CompatibleProvider(Service service) {
        this.service = service;
        this.responses = service.has(Trait.NO_CHAT) ? Optional.empty() : Optional.of(new Responses(service));
        boolean plain = !service.has(Trait.NO_CHAT) && !service.has(Trait.RESPONSES);
        this.chat = plain ? Optional.of(new ChatCompletions(service)) : responses;
        this.embeddings = service.dialect().maxTexts() == 0 ? Optional.empty() : Optional.of(new Embeddings(service));
        this.rerankings =
                service.dialect().maxDocuments() == 0 ? Optional.empty() : Optional.of(new Rerankings(service));
    }

    /** This provider, but every model is asked by the Responses API: a choice of who knows that the server has it. */
    public CompatibleProvider withResponses() {
        return with(service.with(service.dialect().and(Trait.RESPONSES)));
    }

    CompatibleProvider with(Service other) {
        return new CompatibleProvider(other);
    }

    @Override
    public final Account account() {
        return service.account();
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
        return service.errors().of(reply);
    }

    @Override
    public final Optional<HttpCall> probe() {
        return Optional.of(HttpCall.get(service.endpoint().url(account().baseUrl(), "", "models")));
    }

    @Override
    public final String toString() {
        return account().toString();
    }
}
