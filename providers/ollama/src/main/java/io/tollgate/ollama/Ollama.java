package io.tollgate.ollama;

import io.tollgate.failure.Failure;
import io.tollgate.key.KeySource;
import io.tollgate.spi.Account;
import io.tollgate.spi.ChatCodec;
import io.tollgate.spi.EmbeddingCodec;
import io.tollgate.spi.HttpCall;
import io.tollgate.spi.HttpReply;
import io.tollgate.spi.Provider;
import io.tollgate.spi.ProviderBuilder;
import java.util.Optional;

/**
 * Models that an Ollama server runs, by its own API: chat and embeddings. Immutable and thread-safe.
 *
 * <p>A prompt that is longer than the server's window is refused, not cut as the server would by itself; the window is set
 * by {@code OLLAMA_CONTEXT_LENGTH} or the model's own {@code num_ctx}. The API can't force tools or hold a model to the
 * schema of one, takes images as bytes only, and has no field for the end user.
 *
 * <p>In the bundled catalogue all its models are free, but for those that are named as the cloud's. The cloud itself is
 * {@code builder().baseUrl("https://ollama.com").keySource(…)}.
 */
public final class Ollama implements Provider {
    static final String VENDOR = "ollama";

    private final Account account;
    private final Optional<ChatCodec> chat;
    private final Optional<EmbeddingCodec> embeddings;

    private Ollama(Account account) {
        this.account = account;
        this.chat = Optional.of(new OllamaChat(account.baseUrl() + "/api/chat"));
        this.embeddings = Optional.of(new OllamaEmbeddings(account.baseUrl() + "/api/embed"));
    }

    /** The server on this machine, {@code http://localhost:11434}, under the id {@code ollama} and without a key. */
    public static Ollama create() {
        return builder().build();
    }

    /** A server with other settings than those of {@link #create()}; a base URL goes before {@code /api}. */
    public static ProviderBuilder<Ollama> builder() {
        return new ProviderBuilder<>(
                Account.of(VENDOR, VENDOR, "http://localhost:11434", KeySource.none()), Ollama::new);
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
    public Failure failure(HttpReply reply) {
        return Errors.of(reply);
    }

    @Override
    public Optional<HttpCall> probe() {
        return Optional.of(HttpCall.get(account.baseUrl() + "/api/tags"));
    }

    /** Its account, without anything secret. */
    @Override
    public String toString() {
        return account.toString();
    }
}
