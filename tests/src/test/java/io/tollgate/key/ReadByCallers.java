package io.tollgate.key;

import java.time.Clock;
import java.util.Map;
import java.util.function.LongSupplier;

/** A key cache that starts no thread: callers read, so that all threads are those whose order is chosen. */
public final class ReadByCallers {
    private ReadByCallers() {}

    public static KeyCache cache(Map<String, KeySource> sources, Clock clock, LongSupplier ticker) {
        return KeyCache.of(sources, clock, ticker, () -> new Readers(Runnable::run));
    }
}
