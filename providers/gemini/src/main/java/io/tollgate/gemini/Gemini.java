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
import java.io.IOException;
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
    private final ChatCodec chat;
    private final EmbeddingCodec embeddings;

    /** The same as {@link #create()}, for {@link java.util.ServiceLoader}. */
    public Gemini() {
        this(Account.of(VENDOR, VENDOR, "https://generativelanguage.googleapis.com/v1beta", Gemini::readEnvironment));
    }

    private Gemini(Account account) {
        this.account = account;
        this.chat = new GeminiChat(new Endpoint(VENDOR, this::modelUrl, List.of("https://")));
        this.embeddings = new GeminiEmbeddings(account.baseUrl());
    }

    private String modelUrl(String model) {
        return account.baseUrl() + '/' + Endpoint.resource(model);
    }

    private static Credential readEnvironment() throws IOException {
        for (String variable : List.of("GEMINI_API_KEY", "GOOGLE_API_KEY")) {
            String key = System.getenv(variable);
            if (key != null && !key.isBlank()) {
                return Credential.of(key);
            }
        }
        throw new IOException("expected an API key in the environment variable GEMINI_API_KEY or GOOGLE_API_KEY,"
                + " but neither is set: set one, or build the provider with another key source");
    }

    /**
     * Gemini under the id {@code gemini}, with the key of the environment variable {@code GEMINI_API_KEY}, or of {@code
     * GOOGLE_API_KEY} if that isn't set.
     */
    public static Gemini create() {
        return new Gemini();
    }

    /** Gemini with other settings than those of {@link #create()}. */
    public static Builder builder() {
        return new Builder(create().account);
    }

    @Override
    public Account account() {
        return account;
    }

    @Override
    public Optional<ChatCodec> chat(String model) {
        return Optional.of(chat);
    }

    @Override
    public Optional<EmbeddingCodec> embedding(String model) {
        return Optional.of(embeddings);
    }

    /** The key in a header: in the query, as the API takes it too, it would stand in logs. */
    @Override
    public HttpCall authorize(HttpCall call, Credential credential, Instant now) {
        return call.withHeader("x-goog-api-key", credential.secret());
    }

    @Override
    public Failure failure(HttpReply reply) {
        return ApiError.failure(reply);
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

    /** Settings of a {@link Gemini}; used by one thread. */
    public static final class Builder {
        private Account account;

        private Builder(Account account) {
            this.account = account;
        }

        /** How the app names this provider; {@code gemini} by default. */
        public Builder id(String id) {
            account = account.withId(id);
            return this;
        }

        /** Where it is, with the version and before {@code /models}; https, or http to this machine. */
        public Builder baseUrl(String url) {
            account = account.withBaseUrl(url);
            return this;
        }

        /** Where it is, if that may be plain http anywhere: whoever listens on the way reads the key. */
        public Builder plainHttpBaseUrl(String url) {
            account = account.withPlainHttpBaseUrl(url);
            return this;
        }

        /** Where its key is read; the environment by default, as {@link #create()} says. */
        public Builder keySource(KeySource keySource) {
            account = account.withKeySource(keySource);
            return this;
        }

        /** One more header on each call. */
        public Builder header(String name, String value) {
            account = account.withHeader(name, value);
            return this;
        }

        /** A name that this account uses, such as {@code tunedModels/mine}, for a model that the catalogue knows. */
        public Builder model(String deployment, String catalogueName) {
            account = account.withModel(deployment, catalogueName);
            return this;
        }

        /** The provider. */
        public Gemini build() {
            return new Gemini(account);
        }
    }
}
