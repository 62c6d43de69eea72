package io.tollgate.key;

import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A key that is a text under some name: a variable, a property, or what an app supplies. */
record NamedKey(String place, Supplier<? extends @Nullable String> text) implements KeySource {
    @Override
    public Credential read() throws IOException {
        return credential(place, text.get());
    }

    static Credential credential(String place, @Nullable String text) throws IOException {
        if (text == null || text.isBlank()) {
            throw new IOException("expected a key in " + place + ", but it is " + (text == null ? "not set" : "blank"));
        }
        try {
            return Credential.of(text);
        } catch (IllegalArgumentException e) {
            throw new IOException("expected a key in " + place + ", but " + e.getMessage(), e);
        }
    }

    @Override
    public String describe() {
        return place;
    }

    @Override
    public String toString() {
        return place;
    }
}
