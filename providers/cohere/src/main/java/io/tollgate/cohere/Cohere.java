package io.tollgate.cohere;

import io.tollgate.failure.Failure;
import io.tollgate.key.KeySource;
import io.tollgate.spi.Account;
import io.tollgate.spi.ChatCodec;
import io.tollgate.spi.EmbeddingCodec;
import io.tollgate.spi.HttpCall;
import io.tollgate.spi.HttpReply;
import io.tollgate.spi.Provider;
import io.tollgate.spi.ProviderBuilder;
import io.tollgate.spi.RerankCodec;
import java.util.Optional;

/**
 * Cohere by version 2 of its API: chat, embeddings and rerank. Immutable and thread-safe.
 *
 * <p>Usage is in Cohere's billed units, which leave out its own templates, cached prompts and most thoughts. The API has
 * no field for the end user and can't forbid parallel tool calls. A plan that the model writes before its tool calls is
 * text of the answer. Texts to embed are never cut; documents to rank are, by Cohere, after 4,096 tokens each.
 */
public final class Cohere implements Provider {
    static final String VENDOR = "cohere";

    private final Account account;
    private final Optional<ChatCodec> chat;
    private final Optional<EmbeddingCodec> embeddings;
    private final Optional<RerankCodec> rerank;

    /** The same as {@link #create()}, for {@link java.util.ServiceLoader}. */
    public Cohere() {
        this(Account.of(VENDOR, VENDOR, "https://api.cohere.com", KeySource.env("CO_API_KEY", "COHERE_API_KEY")));
    }

    private Cohere(Account account) {
        this.account = account;
        this.chat = Optional.of(new CohereChat(account.baseUrl() + "/v2/chat"));
        this.embeddings = Optional.of(new CohereEmbeddings(account.baseUrl() + "/v2/embed"));
        this.rerank = Optional.of(new CohereRerank(account.baseUrl() + "/v2/rerank"));
    }

    /**
     * Cohere under the id {@code cohere}, with the key of the environment variable {@code CO_API_KEY}, or of {@code
     * COHERE_API_KEY} if that isn't set.
     */
    public static Cohere create() {
        return new Cohere();
    }

    /** Cohere with other settings than those of {@link #create()}; a base URL goes before {@code /v2}. */
    public static ProviderBuilder<Cohere> builder() {
        return new ProviderBuilder<>(create().account, Cohere::new);
    }

    @Override
    public Account account() {
        return account;
    }

    @Override
    public Optional<ChatCodec> chat(String model) {
        return chat;
    }

    @Override
    public Optional<EmbeddingCodec> embedding(String model) {
        return embeddings;
    }

    @Override
    public Optional<RerankCodec> rerank(String model) {
        return rerank;
    }

    @Override
    public Failure failure(HttpReply reply) {
        return Errors.of(reply);
    }

    @Override
    public Optional<HttpCall> probe() {
        return Optional.of(HttpCall.get(account.baseUrl() + "/v1/models?page_size=1"));
    }

    /** Its account, without anything secret. */
    @Override
    public String toString() {
        return account.toString();
    }
}
