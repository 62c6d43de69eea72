package io.tollgate.spi;

import io.tollgate.key.KeySource;
import java.util.function.Function;

/**
 * Derives a provider from its vendor's usual account; every provider module gives one to its users. Used by one thread;
 * what it builds is immutable.
 *
 * @param <P> the provider
 */
public final class ProviderBuilder<P extends Provider> {
    private final Function<Account, P> factory;
    private Account account;

    /** A builder that starts from this account. */
    public ProviderBuilder(Account account, Function<Account, P> factory) {
        this.account = account;
        this.factory = factory;
    }

    /** How the app names the provider, such as {@code openai-eu}; the vendor's name by default. */
    public ProviderBuilder<P> id(String id) {
        account = account.withId(id);
        return this;
    }

    /** Another address: https, or http to this machine. */
    public ProviderBuilder<P> baseUrl(String url) {
        account = account.withBaseUrl(url);
        return this;
    }

    /** Another address that may be plain http anywhere: whoever listens on the way reads the key. */
    public ProviderBuilder<P> plainHttpBaseUrl(String url) {
        account = account.withPlainHttpBaseUrl(url);
        return this;
    }

    /** Where the key is read; the vendor's environment variable by default. */
    public ProviderBuilder<P> keySource(KeySource source) {
        account = account.withKeySource(source);
        return this;
    }

    /** One more header on each call. */
    public ProviderBuilder<P> header(String name, String value) {
        account = account.withHeader(name, value);
        return this;
    }

    /** A name that is sent in place of a model's, such as a deployment, and the catalogue's name of that model. */
    public ProviderBuilder<P> model(String deployment, String catalogueName) {
        account = account.withModel(deployment, catalogueName);
        return this;
    }

    /** The provider. */
    public P build() {
        return factory.apply(account);
    }
}
