package io.tollgate.openai;

import io.tollgate.spi.ProviderBuilder;

/**
 * Vendors and servers that speak OpenAI's Chat Completions: each {@link KnownVendor}, and by
 * {@link #builder(String, String)} any other.
 */
public final class OpenAiCompatible {
    private OpenAiCompatible() {}

    /**
     * A known vendor, with its key from its environment variable.
     *
     * @throws IllegalArgumentException if the vendor has no address for all, as {@link KnownVendor#DATABRICKS}
     */
    public static CompatibleProvider of(KnownVendor vendor) {
        return builder(vendor).build();
    }

    /**
     * A builder of {@link #of} with something changed.
     *
     * @throws IllegalArgumentException if the vendor has no address for all, as {@link KnownVendor#DATABRICKS}
     */
    public static ProviderBuilder<CompatibleProvider> builder(KnownVendor vendor) {
        return vendor.row().builder();
    }

    /**
     * A builder of a known vendor's provider at another address, or at the account's own.
     *
     * @throws IllegalArgumentException if the URL isn't https, or http to this machine
     */
    public static ProviderBuilder<CompatibleProvider> builder(KnownVendor vendor, String baseUrl) {
        return vendor.row().builder(baseUrl);
    }

    /** The same as {@code of(KnownVendor.DEEPSEEK)}. */
    public static CompatibleProvider deepSeek() {
        return of(KnownVendor.DEEPSEEK);
    }

    /** The same as {@code builder(KnownVendor.DEEPSEEK)}. */
    public static ProviderBuilder<CompatibleProvider> deepSeekBuilder() {
        return builder(KnownVendor.DEEPSEEK);
    }

    /**
     * A builder of a provider for any other server of this dialect. Without a key source, calls carry no key.
     *
     * @param id how the app names it, and the vendor's name in the catalogue and in meters
     * @param baseUrl up to what stands before {@code /chat/completions}, such as {@code http://localhost:8000/v1}
     * @throws IllegalArgumentException if the id has a character other than letters, digits, {@code . _ -}, or the URL
     *     isn't https, or http to this machine
     */
    public static ProviderBuilder<CompatibleProvider> builder(String id, String baseUrl) {
        return new Vendor(id, baseUrl, "", Dialect.PLAIN).builder(baseUrl);
    }
}
