package io.tollgate;

import io.tollgate.price.Usage;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts what happened since the start, and in slices of {@value #SLICE_MILLIS} ms what happened in the last five
 * minutes. Thread-safe; recording allocates only when a slice begins, and costs less than 100 ns.
 *
 * <p>A snapshot reads five to five and a half minutes: ten whole slices and the one under way. A count that arrives in
 * the moment in which its slice ends may miss it.
 */
final class StatsSeries {
    static final long SLICE_MILLIS = 30_000;
    static final int SLICES = 11;
    /** In place of a time to the first content: there was none. */
    static final long NONE = -1;

    private final Clock clock;
    private final Totals total = new Totals();
    private final AtomicReferenceArray<@Nullable Slice> ring = new AtomicReferenceArray<>(SLICES);

    StatsSeries(Clock clock) {
        this.clock = clock;
    }

    void succeeded(long nanos, long firstContentNanos) {
        total.done.increment();
        Slice slice = slice();
        slice.done.getAndIncrement();
        slice.latency().record(nanos);
        if (firstContentNanos != NONE) {
            slice.firstContent().record(firstContentNanos);
        }
    }

    void failed() {
        total.done.increment();
        total.failed.increment();
        Slice slice = slice();
        slice.done.getAndIncrement();
        slice.failed.getAndIncrement();
    }

    void used(Usage usage) {
        total.inputTokens.add(usage.inputTokens());
        total.outputTokens.add(usage.outputTokens());
        Slice slice = slice();
        slice.inputTokens.getAndAdd(usage.inputTokens());
        slice.outputTokens.getAndAdd(usage.outputTokens());
    }

    void cost(long nanoDollars) {
        total.cost.add(nanoDollars);
        slice().cost.getAndAdd(nanoDollars);
    }

    /** Adds what was counted, in all and lately, to a sum over several series. */
    void addTo(StatsSum sum) {
        sum.total.add(
                total.done.sum(),
                total.failed.sum(),
                total.inputTokens.sum(),
                total.outputTokens.sum(),
                total.cost.sum());
        long now = clock.millis() / SLICE_MILLIS;
        for (int i = 0; i < SLICES; i++) {
            Slice slice = ring.get(i);
            if (slice != null && slice.number > now - SLICES && slice.number <= now) {
                slice.addTo(sum);
            }
        }
    }

    private Slice slice() {
        long number = clock.millis() / SLICE_MILLIS;
        int index = Math.floorMod(number, SLICES);
        Slice slice = ring.get(index);
        return slice != null && slice.number == number ? slice : newSlice(index, number);
    }

    private synchronized Slice newSlice(int index, long number) {
        Slice slice = ring.get(index);
        if (slice == null || slice.number != number) {
            slice = new Slice(number);
            ring.set(index, slice);
        }
        return slice;
    }

    private static final class Totals {
        private final LongAdder done = new LongAdder();
        private final LongAdder failed = new LongAdder();
        private final LongAdder inputTokens = new LongAdder();
        private final LongAdder outputTokens = new LongAdder();
        private final LongAdder cost = new LongAdder();
    }

    private static final class Slice {
        private final long number;
        private final AtomicLong done = new AtomicLong();
        private final AtomicLong failed = new AtomicLong();
        private final AtomicLong inputTokens = new AtomicLong();
        private final AtomicLong outputTokens = new AtomicLong();
        private final AtomicLong cost = new AtomicLong();
        private volatile @Nullable Durations latency; // only what succeeds needs one
        private volatile @Nullable Durations firstContent; // only streams need one

        private Slice(long number) {
            this.number = number;
        }

        private Durations latency() {
            Durations known = latency;
            return known != null ? known : newLatency();
        }

        private synchronized Durations newLatency() {
            Durations known = latency;
            if (known == null) {
                known = new Durations();
                latency = known;
            }
            return known;
        }

        private Durations firstContent() {
            Durations known = firstContent;
            return known != null ? known : newFirstContent();
        }

        private synchronized Durations newFirstContent() {
            Durations known = firstContent;
            if (known == null) {
                known = new Durations();
                firstContent = known;
            }
            return known;
        }

        private void addTo(StatsSum sum) {
            sum.recent.add(done.get(), failed.get(), inputTokens.get(), outputTokens.get(), cost.get());
            Durations counted = latency;
            if (counted != null) {
                counted.addTo(sum.latency);
            }
            Durations first = firstContent;
            if (first != null) {
                first.addTo(sum.firstContent);
            }
        }
    }
}
