package io.tollgate.anthropic;

import io.tollgate.failure.Failure;
import io.tollgate.key.Credential;
import io.tollgate.key.KeySource;
import io.tollgate.spi.Account;
import io.tollgate.spi.ChatCodec;
import io.tollgate.spi.HttpCall;
import io.tollgate.spi.HttpReply;
import io.tollgate.spi.Provider;
import io.tollgate.spi.ProviderBuilder;
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

    /** Anthropic with other settings than those of {@link #create()}; a base URL goes before {@code /v1/messages}. */
    public static ProviderBuilder<Anthropic> builder() {
        return new ProviderBuilder<>(create().account, Anthropic::new);
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
}
