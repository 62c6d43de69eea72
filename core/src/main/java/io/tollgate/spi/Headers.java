package io.tollgate.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * HTTP headers in their order; names compare without case. Immutable.
 *
 * <p>{@link #toString()} tells names only: a value may be a secret.
 */
public final class Headers {
    /** No headers. */
    public static final Headers NONE = new Headers(List.of());

    private final List<String> pairs;

    private Headers(List<String> pairs) {
        this.pairs = pairs;
    }

    /**
     * Headers from name, value, name, value …
     *
     * @throws IllegalArgumentException if their number is odd, or a name or value has a character that no header may have
     */
    public static Headers of(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException("expected names and values in pairs, but got " + namesAndValues.length);
        }
        for (int i = 0; i < namesAndValues.length; i += 2) {
            check(namesAndValues[i], namesAndValues[i + 1]);
        }
        return new Headers(List.of(namesAndValues));
    }

    /** Headers of a map. */
    public static Headers of(Map<String, String> headers) {
        List<String> pairs = new ArrayList<>(headers.size() * 2);
        headers.forEach((name, value) -> {
            check(name, value);
            pairs.add(name);
            pairs.add(value);
        });
        return new Headers(List.copyOf(pairs));
    }

    /** Headers as a client received them, name, value, name, value …: taken as they are. */
    public static Headers received(List<String> namesAndValues) {
        return new Headers(List.copyOf(namesAndValues));
    }

    /** These headers with one more. */
    public Headers with(String name, String value) {
        check(name, value);
        List<String> more = new ArrayList<>(pairs.size() + 2);
        more.addAll(pairs);
        more.add(name);
        more.add(value);
        return new Headers(more);
    }

    /** The first value of this name, if there is one. */
    public Optional<String> first(String name) {
        for (int i = 0; i < pairs.size(); i += 2) {
            if (pairs.get(i).equalsIgnoreCase(name)) {
                return Optional.of(pairs.get(i + 1));
            }
        }
        return Optional.empty();
    }

    /** How many there are. */
    public int size() {
        return pairs.size() / 2;
    }

    /** The name of the one at this place. */
    public String name(int index) {
        return pairs.get(2 * index);
    }

    /** The value of the one at this place. */
    public String value(int index) {
        return pairs.get(2 * index + 1);
    }

    private static void check(String name, String value) {
        if (!isName(name)) {
            throw new IllegalArgumentException("expected a header name of visible ASCII, but got \"" + name + "\"");
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c > 126) {
                throw new IllegalArgumentException(
                        "the value of header " + name + " has a character that no header may have," + " at position "
                                + i + " (code " + (int) c + "); is there a line break at its end?");
            }
        }
    }

    private static boolean isName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c <= ' ' || c > 126 || c == ':') {
                return false;
            }
        }
        return !name.isEmpty();
    }

    @Override
    public String toString() {
        StringBuilder names = new StringBuilder("Headers[");
        for (int i = 0; i < size(); i++) {
            names.append(i == 0 ? "" : ", ").append(name(i));
        }
        return names.append(']').toString();
    }
}
