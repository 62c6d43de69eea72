package io.tollgate.testkit;

import io.tollgate.spi.Headers;
import java.util.Optional;

/** Where requests carry their keys. */
final class Keys {
    private static final String BEARER = "Bearer ";

    private Keys() {}

    static Optional<String> bearer(Headers headers) {
        return headers.first("Authorization")
                .filter(value -> value.startsWith(BEARER))
                .map(value -> value.substring(BEARER.length()));
    }
}
