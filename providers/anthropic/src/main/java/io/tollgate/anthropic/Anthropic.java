package io.tollgate.anthropic;

import io.tollgate.failure.Failure;
import io.tollgate.key.Credential;
import io.tollgate.key.KeySource;
import io.tollgate.spi.Account;
import io.tollgate.spi.ChatCodec;
import io.tollgate.spi.HttpCall;
import io.tollgate.spi.HttpReply;
import io.tollgate.spi.Provider;
import java.time.Instant;
import java.util.Optional;

/**
 * Claude models by Anthropic's own Messages API. Immutable and thread-safe.
 *
 * <p>The API wants a maximum of output tokens: where a request has none, the model's own is sent, or 8,192 if the
 * catalogue doesn't know it. It takes four cache breakpoints: of more, the first and the last three are sent. Parts that
 * another vendor signed or keeps to itself are left out, and so is text of white space only, which the API refuses.
 */
public final class Anthropic implements Provider {
    private final Account account;
    private final ChatCodec codec;

    /** The same as {@link #create()}, for {@link java.util.ServiceLoader}. */
    public Anthropic() {
        this(Account.of("anthropic", "anthropic", "https://api.anthropic.com", KeySource.env("ANTHROPIC_API_KEY")));
    }

    private Anthropic(Account account) {
        this.account = account;
        this.codec = new MessagesCodec(account.baseUrl());
    }

    /** Anthropic under the id {@code anthropic}, with the key of the environment variable {@code ANTHROPIC_API_KEY}. */
    public static Anthropic create() {
        return new Anthropic();
    }

    /** Anthropic with other settings than those of {@link #create()}. */
    public static Builder builder() {
        return new Builder(create().account);
    }

    @Override
    public Account account() {
        return account;
    }

    @Override
    public Optional<ChatCodec> chat(String model) {
        return Optional.of(codec);
    }

    @Override
    public HttpCall authorize(HttpCall call, Credential credential, Instant now) {
        return credential.isPresent() ? call.withHeader("x-api-key", credential.secret()) : call;
    }

    @Override
    public Failure failure(HttpReply reply) {
        return ApiError.of(reply).toFailure(reply);
    }

    @Override
    public Optional<HttpCall> probe() {
        return Optional.of(MessagesCodec.versioned(HttpCall.get(account.baseUrl() + "/v1/models?limit=1")));
    }

    /** Its account, without anything secret. */
    @Override
    public String toString() {
        return account.toString();
    }

    /** Settings of an {@link Anthropic}; used by one thread. */
    public static final class Builder {
        private Account account;

        private Builder(Account account) {
            this.account = account;
        }

        /** How the app names this provider; {@code anthropic} by default. */
        public Builder id(String id) {
            account = account.withId(id);
            return this;
        }

        /** Where it is, before {@code /v1/messages}; https, or http to this machine. */
        public Builder baseUrl(String url) {
            account = account.withBaseUrl(url);
            return this;
        }

        /** Where it is, if that may be plain http anywhere: whoever listens on the way reads the key. */
        public Builder plainHttpBaseUrl(String url) {
            account = account.withPlainHttpBaseUrl(url);
            return this;
        }

        /** Where its key is read; the environment variable {@code ANTHROPIC_API_KEY} by default. */
        public Builder keySource(KeySource keySource) {
            account = account.withKeySource(keySource);
            return this;
        }

        /** One more header on each call, such as {@code anthropic-beta}. */
        public Builder header(String name, String value) {
            account = account.withHeader(name, value);
            return this;
        }

        /** A name that this account uses for a model that the catalogue knows by another. */
        public Builder model(String deployment, String catalogueName) {
            account = account.withModel(deployment, catalogueName);
            return this;
        }

        /** The provider. */
        public Anthropic build() {
            return new Anthropic(account);
        }
    }
}
