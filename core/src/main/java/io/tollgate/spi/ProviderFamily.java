package io.tollgate.spi;

import java.util.List;

/**
 * Several vendors that one module speaks with, found by {@link java.util.ServiceLoader} as a {@link Provider} is, so that
 * not each vendor needs a class of its own.
 */
@FunctionalInterface
public interface ProviderFamily {
    /** Each vendor's usual provider; never touches the network. */
    List<Provider> providers();
}
