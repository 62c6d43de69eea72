package io.tollgate;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Which model served each session last; forgotten an hour after the session's last call. Thread-safe. */
final class Sessions {
    private final int max;
    private volatile @Nullable Cache<String, String> models;

    Sessions(int max) {
        this.max = max;
    }

    /** {@code provider/name}; empty if the session is new or forgotten. */
    String model(String session) {
        Cache<String, String> known = models;
        String model = known == null || session.isEmpty() ? null : known.getIfPresent(session);
        return model == null ? "" : model;
    }

    void served(String session, String model) {
        if (!session.isEmpty()) {
            models().put(session, model);
        }
    }

    /** Made by the first session: most apps have none, and a cache takes some tens of milliseconds. */
    private synchronized Cache<String, String> models() {
        Cache<String, String> known = models;
        if (known == null) {
            known = Caffeine.newBuilder()
                    .maximumSize(max)
                    .expireAfterAccess(Duration.ofHours(1))
                    .build();
            models = known;
        }
        return known;
    }
}
