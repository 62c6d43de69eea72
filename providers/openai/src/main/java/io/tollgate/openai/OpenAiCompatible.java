package io.tollgate.openai;

import io.tollgate.key.KeySource;
import io.tollgate.spi.Account;
import io.tollgate.spi.Provider;

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
    public static Builder deepSeekBuilder() {
        return new Builder(Vendor.DEEPSEEK.account(), Vendor.DEEPSEEK.dialect());
    }

    /**
     * A builder of a provider for any other server of this dialect. Without a key source, calls carry no key.
     *
     * @param id how the app names it, and the vendor's name in the catalogue and in meters
     * @param baseUrl up to what stands before {@code /chat/completions}, such as {@code http://localhost:8000/v1}
     * @throws IllegalArgumentException if the id has a character other than letters, digits, {@code . _ -}, or the URL
     *     isn't https, or http to this machine
     */
    public static Builder builder(String id, String baseUrl) {
        return new Builder(Account.of(id, id, baseUrl, KeySource.none()), Dialect.PLAIN);
    }

    /** Derives a provider. Used by one thread; what it builds is immutable. */
    public static final class Builder {
        private final Dialect dialect;
        private Account account;

        Builder(Account account, Dialect dialect) {
            this.account = account;
            this.dialect = dialect;
        }

        /** How the app names the provider, such as {@code openai-eu}. */
        public Builder id(String id) {
            account = account.withId(id);
            return this;
        }

        /** Another address: https, or http to this machine. */
        public Builder baseUrl(String url) {
            account = account.withBaseUrl(url);
            return this;
        }

        /** Another address that may be plain http anywhere: whoever listens on the way reads the key. */
        public Builder plainHttpBaseUrl(String url) {
            account = account.withPlainHttpBaseUrl(url);
            return this;
        }

        /** Where the key is read. */
        public Builder keySource(KeySource source) {
            account = account.withKeySource(source);
            return this;
        }

        /** One more header on each call. */
        public Builder header(String name, String value) {
            account = account.withHeader(name, value);
            return this;
        }

        /** A name that is sent in place of a model's, and the catalogue's name of that model. */
        public Builder model(String deployment, String catalogueName) {
            account = account.withModel(deployment, catalogueName);
            return this;
        }

        /** The provider. */
        public Provider build() {
            return new CompatibleProvider(account, dialect);
        }
    }
}
