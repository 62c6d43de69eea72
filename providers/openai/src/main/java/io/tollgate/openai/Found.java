package io.tollgate.openai;

import io.tollgate.spi.Provider;
import io.tollgate.spi.ProviderFamily;
import java.util.Arrays;
import java.util.List;

/**
 * The vendors as {@link java.util.ServiceLoader} finds them for {@code Router.fromEnv()}. The classes are named only in
 * {@code META-INF/services} and the module's description, which want public ones with a constructor.
 */
final class Found {
    private Found() {}

    /** OpenAI, with the key in OPENAI_API_KEY. */
    public static final class OpenAiAccount extends CompatibleProvider {
        /** For the service loader. */
        public OpenAiAccount() {
            super(OpenAi.VENDOR);
        }
    }

    /** Every known vendor that has one address for all and a variable for its key. */
    public static final class Compatible implements ProviderFamily {
        /** For the service loader. */
        public Compatible() {}

        @Override
        public List<Provider> providers() {
            return Arrays.stream(KnownVendor.values())
                    .filter(vendor -> vendor.row().isFoundByItsKey())
                    .<Provider>map(OpenAiCompatible::of)
                    .toList();
        }
    }
}
