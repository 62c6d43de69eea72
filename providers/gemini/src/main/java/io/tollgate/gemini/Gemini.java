package io.tollgate.gemini;

import io.tollgate.failure.Failure;
import io.tollgate.key.Credential;
import io.tollgate.key.KeySource;
import io.tollgate.spi.Account;
import io.tollgate.spi.ChatCodec;
import io.tollgate.spi.EmbeddingCodec;
import io.tollgate.spi.HttpCall;
import io.tollgate.spi.HttpReply;
import io.tollgate.spi.Provider;
import io.tollgate.spi.ProviderBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Gemini models by Google's Gemini API. Immutable and thread-safe.
 *
 * <p>The API can't forbid parallel tool calls and takes media by https only: such requests are refused by name. It has no
 * field for the end user. Images that a tool gives stand beside its result, as all models read them there. Thoughts are
 * sent back only with Google's own signature; a tool call that another vendor made gets the placeholder that Google
 * documents for it, since Gemini 3 refuses one without.
 */
public final class Gemini implements Provider {
    private static final String VENDOR = "gemini";

    private final Account account;
    private final Endpoint endpoint;

    /** The same as {@link #create()}, for {@link java.util.ServiceLoader}. */
    public Gemini() {
        this(Account.of(
                VENDOR,
                VENDOR,
                "https://generativelanguage.googleapis.com/v1beta",
                KeySource.env("GEMINI_API_KEY", "GOOGLE_API_KEY")));
    }

    private Gemini(Account account) {
        this.account = account;
        this.endpoint = new Endpoint(
                VENDOR, model -> account.baseUrl() + '/' + HostedGemini.path(model), List.of("https://"), Errors.ALL);
    }

    /**
     * Gemini under the id {@code gemini}, with the key of the environment variable {@code GEMINI_API_KEY}, or of {@code
     * GOOGLE_API_KEY} if that isn't set.
     */
    public static Gemini create() {
        return new Gemini();
    }

    /** Gemini with other settings than those of {@link #create()}; a base URL goes before {@code /models}. */
    public static ProviderBuilder<Gemini> builder() {
        return new ProviderBuilder<>(create().account, Gemini::new);
    }

    @Override
    public Account account() {
        return account;
    }

    @Override
    public Optional<ChatCodec> chat(String model) {
        return Optional.of(new GeminiChat(endpoint));
    }

    @Override
    public Optional<EmbeddingCodec> embedding(String model) {
        return Optional.of(new GeminiEmbeddings(endpoint));
    }

    /** The key in a header: in the query, as the API takes it too, it would stand in logs. */
    @Override
    public HttpCall authorize(HttpCall call, Credential credential, Instant now) {
        return credential.isPresent() ? call.withHeader("x-goog-api-key", credential.secret()) : call;
    }

    @Override
    public Failure failure(HttpReply reply) {
        return endpoint.failure(reply);
    }

    @Override
    public Optional<HttpCall> probe() {
        return Optional.of(HttpCall.get(account.baseUrl() + "/models?pageSize=1"));
    }

    /** Its account, without anything secret. */
    @Override
    public String toString() {
        return account.toString();
    }
}
