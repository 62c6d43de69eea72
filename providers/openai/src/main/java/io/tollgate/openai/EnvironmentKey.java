package io.tollgate.openai;

import io.tollgate.key.Credential;
import io.tollgate.key.KeySource;
import java.io.IOException;

/** An API key in an environment variable. */
final class EnvironmentKey {
    private EnvironmentKey() {}

    static KeySource of(String variable) {
        return () -> {
            String key = System.getenv(variable);
            if (key == null || key.isBlank()) {
                throw new IOException("expected an API key in the environment variable " + variable + ", but it is "
                        + (key == null ? "not set" : "blank"));
            }
            return Credential.of(key);
        };
    }
}
