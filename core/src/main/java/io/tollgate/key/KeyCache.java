package io.tollgate.key;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the credentials that were read from key sources, and forgets them at once when told to. Thread-safe.
 *
 * <p>No call that starts after {@link #invalidate} returned uses a key that was read, or began to be read, before. A
 * source is asked for one caller at a time, on a daemon thread that ends two seconds after its last read, while others wait.
 * Nobody waits longer than the own deadline, whatever the source does. A failed read is told to those who waited for it and
 * is not kept. Bounded: one credential per provider, or 10,000 teams' where each team has its own, and 64 reads at once.
 * Has nothing to close.
 */
public final class KeyCache {
    private static final Logger LOG = LoggerFactory.getLogger(KeyCache.class);
    private static final int MAX_TEAMS = 10_000;

    private final Map<String, ProviderKeys> providers;
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();

    private KeyCache(Map<String, KeySource> sources, Clock clock, LongSupplier ticker, Supplier<Readers> readers) {
        Map<String, ProviderKeys> keys = new HashMap<>();
        sources.forEach((id, source) -> keys.put(
                id,
                new ProviderKeys(
                        id, new KeySlot.Shared(source, readers.get(), new AtomicLong(), clock, ticker, hits, misses))));
        this.providers = Map.copyOf(keys);
    }

    /** A cache of the keys of these providers, by provider id. Reads nothing yet. */
    public static KeyCache of(Map<String, KeySource> sources) {
        return of(sources, Clock.systemUTC(), System::nanoTime);
    }

    /**
     * A cache with times of its own.
     *
     * @param clock judges a credential's expiry
     * @param ticker nanoseconds from any start, as {@link System#nanoTime()}; measures a key's age
     */
    public static KeyCache of(Map<String, KeySource> sources, Clock clock, LongSupplier ticker) {
        return of(sources, clock, ticker, Readers::daemons);
    }

    /** With who reads chosen: a check of orders of threads can't have threads that outlast it. */
    static KeyCache of(
            Map<String, KeySource> sources, Clock clock, LongSupplier ticker, Supplier<Readers> readersOfAProvider) {
        return new KeyCache(sources, clock, ticker, readersOfAProvider);
    }

    /**
     * The credential of a provider, read if need be. Each read's result is an instance of its own: give that very
     * instance to {@link #reject}.
     *
     * @param team who calls; ignored unless each team has a key of its own
     * @param timeout how long to wait for the source, or for another caller's read of it
     * @throws IOException if the source can't be read; the message says where it was looked for
     * @throws InterruptedException if the thread was interrupted while it waited
     * @throws TimeoutException if the source took longer than the timeout
     * @throws IllegalArgumentException if there is no provider of this id
     */
    public Credential get(String providerId, String team, Duration timeout)
            throws IOException, InterruptedException, TimeoutException {
        return keys(providerId).slot(team).get(timeout);
    }

    /**
     * Tells that the vendor refused a credential: exactly this one is forgotten, and the source is read again, once for
     * all callers who were refused with it. A late refusal of an older credential forgets nothing.
     *
     * @param rejected as {@link #get} gave it
     * @return whether the provider has another credential now, so that sending again makes sense
     * @throws IOException if the source can't be read
     * @throws InterruptedException if the thread was interrupted while it waited
     * @throws TimeoutException if the source took longer than the timeout
     * @throws IllegalArgumentException if there is no provider of this id
     */
    public boolean reject(String providerId, String team, Credential rejected, Duration timeout)
            throws IOException, InterruptedException, TimeoutException {
        return keys(providerId).slot(team).reject(rejected, timeout);
    }

    /**
     * Forgets the provider's credentials, its teams' too: every call that starts from now on reads anew.
     *
     * @throws IllegalArgumentException if there is no provider of this id
     */
    public void invalidate(String providerId) {
        keys(providerId).invalidate();
        LOG.info("The key of provider {} was invalidated: the next call reads it anew", providerId);
    }

    /** Forgets all credentials: every call that starts from now on reads anew. */
    public void invalidateAll() {
        providers.values().forEach(ProviderKeys::invalidate);
        LOG.info("All keys were invalidated: the next calls read them anew");
    }

    /** How often a credential was at hand. */
    public long hits() {
        return hits.sum();
    }

    /** How often a caller had to read, or to wait for one who did. */
    public long misses() {
        return misses.sum();
    }

    private ProviderKeys keys(String providerId) {
        ProviderKeys keys = providers.get(providerId);
        if (keys == null) {
            throw new IllegalArgumentException("expected one of the providers " + new TreeSet<>(providers.keySet())
                    + ", but got \"" + providerId + "\"");
        }
        return keys;
    }

    private static final class ProviderKeys {
        private final String id;
        private final KeySlot.Shared shared;
        private final KeySlot common;
        private final @Nullable Cache<String, KeySlot> teams;

        ProviderKeys(String id, KeySlot.Shared shared) {
            this.id = id;
            this.shared = shared;
            this.common = new KeySlot("of provider " + id, "", shared);
            // Evicts on the calling thread: the default is a pool of threads.
            this.teams = shared.source().isPerTeam()
                    ? Caffeine.newBuilder()
                            .maximumSize(MAX_TEAMS)
                            .executor(Runnable::run)
                            .build()
                    : null;
        }

        KeySlot slot(String team) {
            if (teams == null) {
                return common;
            }
            KeySlot slot = teams.getIfPresent(team);
            return slot != null
                    ? slot
                    : teams.get(team, name -> new KeySlot("of provider " + id + " for team " + name, name, shared));
        }

        /** Slots stay: what they hold is of an older generation, and tells whether the next key is another. */
        void invalidate() {
            shared.generation().incrementAndGet();
        }
    }
}
