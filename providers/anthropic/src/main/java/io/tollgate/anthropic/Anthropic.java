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
 * Claude models by the Messages API of Anthropic itself, or of Azure AI Foundry. Immutable and thread-safe.
 *
 * <p>The API wants a maximum of output tokens: where a request has none, the model's own is sent, or 8,192 if the
 * catalogue doesn't know it. It takes four cache breakpoints: of more, the first and the last three are sent. Parts that
 * another vendor signed or keeps to itself are left out, and so is text of white space only, which the API refuses.
 */
public final class Anthropic implements Provider {
    private static final String AZURE = "azure-ai";

    private final Account account;
    private final ChatCodec codec;

    /** The same as {@link #create()}, for {@link java.util.ServiceLoader}. */
    public Anthropic() {
        this(Account.of("anthropic", "anthropic", "https://api.anthropic.com", KeySource.env("ANTHROPIC_API_KEY")));
    }

    private Anthropic(Account account) {
        this.account = account;
        this.codec = new MessagesCodec("", (model, delivery) -> account.baseUrl() + "/v1/messages");
    }

    /**
     * Claude models of a resource of Azure AI Foundry, under the id {@code azure-anthropic} and at the catalogue's prices of
     * {@code azure-ai}, with the resource's key from the environment variable {@code AZURE_AI_API_KEY}. A key source may give
     * a token of Entra ID instead. Requests name the deployment; {@link ProviderBuilder#model} tells its model where that
     * isn't the deployment's name.
     *
     * @param resource the first word of {@code {resource}.services.ai.azure.com}
     * @throws IllegalArgumentException if it has other characters than letters, digits and {@code -}
     */
    public static ProviderBuilder<Anthropic> azure(String resource) {
        if (!resource.matches("[A-Za-z0-9-]{1,64}")) {
            throw new IllegalArgumentException(
                    "expected the name of a resource, of letters, digits and '-', but got a text" + " of "
                            + resource.length() + " characters with others");
        }
        String url = "https://" + resource + ".services.ai.azure.com/anthropic";
        return new ProviderBuilder<>(
                Account.of("azure-anthropic", AZURE, url, KeySource.env("AZURE_AI_API_KEY")), Anthropic::new);
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
        if (!credential.isPresent()) {
            return call;
        }
        // A token of Entra ID is a JWT, which no key is.
        return credential.secret().startsWith("eyJ")
                ? Provider.super.authorize(call, credential, now)
                : call.withHeader("x-api-key", credential.secret());
    }

    @Override
    public Failure failure(HttpReply reply) {
        return Errors.failure(reply);
    }

    /** A list of models; Azure has none. */
    @Override
    public Optional<HttpCall> probe() {
        return account.vendor().equals(AZURE)
                ? Optional.empty()
                : Optional.of(MessagesCodec.versioned(HttpCall.get(account.baseUrl() + "/v1/models?limit=1")));
    }

    /** Its account, without anything secret. */
    @Override
    public String toString() {
        return account.toString();
    }
}
