package io.tollgate;

import io.tollgate.RouterStats.Percentiles;
import io.tollgate.RouterStats.Tally;
import io.tollgate.price.Money;
import java.util.Arrays;
import java.util.Optional;

/** Sums over several series while a snapshot is made; used by one thread. */
final class StatsSum {
    final Sums total = new Sums();
    final Sums recent = new Sums();
    final long[] latency = Durations.noSums();
    final long[] firstContent = Durations.noSums();

    void add(StatsSum other) {
        total.add(other.total);
        recent.add(other.recent);
        for (int i = 0; i < latency.length; i++) {
            latency[i] += other.latency[i];
            firstContent[i] += other.firstContent[i];
        }
    }

    /** Adds only what was used and what it cost. */
    void addUse(StatsSum other) {
        total.addUse(other.total);
        recent.addUse(other.recent);
    }

    static Optional<Percentiles> percentiles(long[] sums) {
        if (Arrays.stream(sums).allMatch(sum -> sum == 0)) {
            return Optional.empty();
        }
        return Optional.of(new Percentiles(
                Durations.percentile(sums, 50), Durations.percentile(sums, 95), Durations.percentile(sums, 99)));
    }

    static final class Sums {
        private long done;
        private long failed;
        private long inputTokens;
        private long outputTokens;
        private long cost;

        void add(long done, long failed, long inputTokens, long outputTokens, long cost) {
            this.done += done;
            this.failed += failed;
            this.inputTokens += inputTokens;
            this.outputTokens += outputTokens;
            this.cost += cost;
        }

        void add(Sums other) {
            add(other.done, other.failed, other.inputTokens, other.outputTokens, other.cost);
        }

        void addUse(Sums other) {
            add(0, 0, other.inputTokens, other.outputTokens, other.cost);
        }

        Tally tally() {
            return new Tally(done, failed, inputTokens, outputTokens, Money.ofNanos(cost));
        }
    }
}
