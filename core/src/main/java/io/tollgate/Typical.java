package io.tollgate;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A running guess of a usual size: the mean of what was seen, the newest sixteen counting most. Thread-safe; two sizes
 * that come at once may count as one.
 */
final class Typical {
    private static final long NONE = -1;

    private final AtomicLong mean = new AtomicLong(NONE);

    void saw(long size) {
        long before = mean.get();
        long after = before == NONE ? size : before + (size - before) / 16;
        // Small differences must not be lost to the division for ever.
        if (after == before && size != before) {
            after += size > before ? 1 : -1;
        }
        if (after != before) {
            mean.compareAndSet(before, after);
        }
    }

    long or(long otherwise) {
        long seen = mean.get();
        return seen == NONE ? otherwise : seen;
    }
}
