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

        Tally tally() {
            return new Tally(done, failed, inputTokens, outputTokens, Money.ofNanos(cost));
        }
    }
}
