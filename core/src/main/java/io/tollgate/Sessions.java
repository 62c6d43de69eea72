package io.tollgate;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;

/** Which model served each session last; forgotten an hour after the session's last call. Thread-safe. */
final class Sessions {
    private final Cache<String, String> models;

    Sessions(int max) {
        models = Caffeine.newBuilder()
                .maximumSize(max)
                .expireAfterAccess(Duration.ofHours(1))
                .build();
    }

    /** {@code provider/name}; empty if the session is new or forgotten. */
    String model(String session) {
        String model = session.isEmpty() ? null : models.getIfPresent(session);
        return model == null ? "" : model;
    }

    void served(String session, String model) {
        if (!session.isEmpty()) {
            models.put(session, model);
        }
    }
}
