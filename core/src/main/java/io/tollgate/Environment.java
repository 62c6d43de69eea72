package io.tollgate;

import io.tollgate.spi.Provider;
import io.tollgate.spi.ProviderFamily;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** The providers on the class or module path whose key is in the environment. */
final class Environment {
    private Environment() {}

    /** At least one; else it says which places were looked at. */
    static List<Provider> providers() {
        List<Provider> found = new ArrayList<>();
        ServiceLoader.load(Provider.class).forEach(found::add);
        ServiceLoader.load(ProviderFamily.class).forEach(family -> found.addAll(family.providers()));
        List<String> looked = new ArrayList<>();
        List<Provider> withKey = new ArrayList<>();
        for (Provider provider : found) {
            looked.add(provider.account().keySource().describe());
            if (hasKey(provider)) {
                withKey.add(provider);
            }
        }
        if (withKey.isEmpty()) {
            throw new IllegalStateException("expected a vendor's key in at least one of " + looked
                    + (looked.isEmpty() ? ": no provider module is on the class path" : ", but all are empty"));
        }
        return withKey;
    }

    private static boolean hasKey(Provider provider) {
        try {
            return provider.account().keySource().read().isPresent();
        } catch (IOException notThere) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
