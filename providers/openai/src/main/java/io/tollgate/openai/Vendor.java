package io.tollgate.openai;

import io.tollgate.key.KeySource;
import io.tollgate.spi.Account;
import io.tollgate.spi.ProviderBuilder;
import io.tollgate.spi.Rows;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A row of the table of vendors.
 *
 * @param id its name in the catalogue and in meters, and the provider's id unless the app gives another
 * @param baseUrl empty if each account has its own
 * @param keyVariable the environment variable with the key; empty if none is needed
 * @param dialect how it speaks
 */
record Vendor(String id, String baseUrl, String keyVariable, Dialect dialect) {
    /** What stands in an empty column. */
    static final String NOTHING = "-";

    private static final Map<String, Vendor> ALL =
            Rows.read(Objects.requireNonNull(Vendor.class.getResourceAsStream("vendors.tsv")), 4, Vendor::row).stream()
                    .collect(Collectors.toUnmodifiableMap(Vendor::id, Function.identity()));

    private static Vendor row(List<String> columns) {
        String id = columns.get(0);
        return new Vendor(id, text(columns.get(1)), text(columns.get(2)), Dialect.of(id, columns.get(3)));
    }

    private static String text(String column) {
        return column.equals(NOTHING) ? "" : column;
    }

    static Vendor of(String id) {
        return Objects.requireNonNull(ALL.get(id), () -> "expected a row of " + id + " in the table of vendors");
    }

    /** Whether it has one address for all, and keys. */
    boolean isFoundByItsKey() {
        return !baseUrl.isEmpty() && !keyVariable.isEmpty();
    }

    ProviderBuilder<CompatibleProvider> builder() {
        if (baseUrl.isEmpty()) {
            throw new IllegalArgumentException("expected the base URL of your account, since " + id
                    + " has none for all: use OpenAiCompatible.builder(KnownVendor."
                    + id.toUpperCase(Locale.ROOT) + ", baseUrl)");
        }
        return builder(baseUrl);
    }

    ProviderBuilder<CompatibleProvider> builder(String baseUrl) {
        return new ProviderBuilder<>(account(baseUrl), account -> new CompatibleProvider(account, dialect));
    }

    Account account(String baseUrl) {
        return Account.of(id, id, baseUrl, keyVariable.isEmpty() ? KeySource.none() : KeySource.env(keyVariable));
    }
}
