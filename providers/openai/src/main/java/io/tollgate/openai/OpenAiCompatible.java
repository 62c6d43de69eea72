package io.tollgate.openai;

import io.tollgate.key.KeySource;
import io.tollgate.spi.Account;
import io.tollgate.spi.Provider;
import io.tollgate.spi.ProviderBuilder;

/**
 * Vendors and servers that speak OpenAI's Chat Completions: one factory per vendor whose differences are known, and
 * {@link #builder(String, String)} for any other.
 */
public final class OpenAiCompatible {
    private OpenAiCompatible() {}

    /** The provider {@code deepseek}, with its key from the environment variable {@code DEEPSEEK_API_KEY}. */
    public static Provider deepSeek() {
        return deepSeekBuilder().build();
    }

    /** A builder of {@link #deepSeek()} with something changed. */
    public static ProviderBuilder<Provider> deepSeekBuilder() {
        return builder(Vendor.DEEPSEEK.account(), Vendor.DEEPSEEK.dialect());
    }

    /**
     * A builder of a provider for any other server of this dialect. Without a key source, calls carry no key.
     *
     * @param id how the app names it, and the vendor's name in the catalogue and in meters
     * @param baseUrl up to what stands before {@code /chat/completions}, such as {@code http://localhost:8000/v1}
     * @throws IllegalArgumentException if the id has a character other than letters, digits, {@code . _ -}, or the URL
     *     isn't https, or http to this machine
     */
    public static ProviderBuilder<Provider> builder(String id, String baseUrl) {
        return builder(Account.of(id, id, baseUrl, KeySource.none()), Dialect.PLAIN);
    }

    static ProviderBuilder<Provider> builder(Account account, Dialect dialect) {
        return new ProviderBuilder<>(account, changed -> new CompatibleProvider(changed, dialect));
    }
}
