package io.tollgate.bedrock;

import io.tollgate.spi.Provider;
import io.tollgate.spi.ProviderFamily;
import java.util.List;

/**
 * Bedrock as {@link java.util.ServiceLoader} finds it for {@code Router.fromEnv()}. The class is named only in
 * {@code META-INF/services} and the module's description, which want a public one with a constructor.
 */
final class Found {
    private Found() {}

    /** Bedrock in the region that the environment names; nothing, if it names none. */
    public static final class InThisRegion implements ProviderFamily {
        /** For the service loader. */
        public InThisRegion() {}

        @Override
        public List<Provider> providers() {
            return Environment.OF_THIS_PROCESS
                    .region()
                    .<List<Provider>>map(
                            region -> List.of(Bedrock.builder(region).build()))
                    .orElse(List.of());
        }
    }
}
