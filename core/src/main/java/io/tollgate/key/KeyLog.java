package io.tollgate.key;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What people must know of one key, each piece of news once; thread-safe. */
final class KeyLog {
    private static final Logger LOG = LoggerFactory.getLogger(KeyCache.class);

    private final String name;

    // Guarded by this.
    private @Nullable Credential refused;
    private @Nullable KeyReading unrefreshed;
    private @Nullable KeyReading unanswered;

    KeyLog(String name) {
        this.name = name;
    }

    /** There is another one. */
    void changed(KeyReading before, KeyReading now) {
        String place = now.source().describe();
        if (before.credential().expiresAt().isPresent() && !now.afterRefusal()) {
            LOG.debug("The key {} was renewed from {}", name, place);
        } else {
            String why = now.afterRefusal() ? ", read after the vendor refused the old one" : "";
            LOG.warn("The key {} changed: {} has another one{}", name, place, why);
        }
    }

    /** The vendor refused what is still the only one. */
    void refused(Credential rejected, String place) {
        synchronized (this) {
            if (rejected.equals(refused)) {
                return;
            }
            refused = rejected;
        }
        LOG.warn("The vendor refused the key {}, and {} still has the same one: put a working key there", name, place);
    }

    /** It should be read again, and that failed. */
    void unrefreshed(KeyReading reading, String failure) {
        synchronized (this) {
            if (unrefreshed == reading) {
                return;
            }
            unrefreshed = reading;
        }
        LOG.warn("The key {} could not be read again, the old one is used on: {}", name, failure);
    }

    /** The source was asked in vain whether it has another. */
    void unanswered(KeyReading reading) {
        synchronized (this) {
            if (unanswered == reading) {
                return;
            }
            unanswered = reading;
        }
        String place = reading.source().describe();
        LOG.warn("The key {} is used on: {} doesn't say within a second whether it has another", name, place);
    }
}
