package io.tollgate;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The first so many values as they came, and {@value #OTHER} for all after them. Thread-safe. */
final class BoundedLabels {
    static final String OTHER = "other";
    /** A longer value is {@value #OTHER} at once. */
    static final int MAX_LENGTH = 200;

    private final int max;
    private final ConcurrentMap<String, String> seen = new ConcurrentHashMap<>();

    BoundedLabels(int max) {
        this.max = max;
    }

    String of(String value) {
        String label = seen.get(value);
        if (label != null) {
            return label;
        }
        return seen.size() >= max || value.length() > MAX_LENGTH ? OTHER : add(value);
    }

    private synchronized String add(String value) {
        if (seen.size() >= max && !seen.containsKey(value)) {
            return OTHER;
        }
        // A meter refuses an empty tag.
        String label = value.isEmpty() ? "none" : value;
        seen.put(value, label);
        return label;
    }
}
