package io.tollgate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class DurationsTest {
    private static final long HALF_HOUR = 1_800_000_000_000L;

    @Property(tries = 500)
    void percentilesAreNearTheExactOnes(
            @ForAll @Size(min = 1, max = 300) List<@LongRange(max = HALF_HOUR) Long> nanos) {
        Durations durations = new Durations();
        nanos.forEach(durations::record);
        long[] sums = Durations.noSums();
        durations.addTo(sums);
        List<Long> sorted = nanos.stream().sorted().toList();
        for (int percent : new int[] {50, 95, 99, 100}) {
            long exact = sorted.get((sorted.size() * percent + 99) / 100 - 1);
            long allowed = Math.max(Durations.UNIT_NANOS / 2, exact / 60);
            assertThat(Durations.percentile(sums, percent).toNanos())
                    .as("p%d of %d", percent, sorted.size())
                    .isBetween(exact - allowed, exact + allowed);
        }
    }

    @Property
    void aLongerDurationIsNeverInAnEarlierBucket(
            @ForAll @LongRange(max = HALF_HOUR) long one, @ForAll @LongRange(max = HALF_HOUR) long other) {
        assertThat(Durations.bucket(Math.max(one, other)))
                .isGreaterThanOrEqualTo(Durations.bucket(Math.min(one, other)));
    }

    @Test
    void whatIsOutOfRangeCountsAtItsEnds() {
        Durations durations = new Durations();
        durations.record(-1);
        durations.record(Long.MAX_VALUE);
        long[] sums = Durations.noSums();
        durations.addTo(sums);
        assertThat(Durations.percentile(sums, 50)).isLessThan(Duration.ofNanos(Durations.UNIT_NANOS));
        assertThat(Durations.percentile(sums, 99)).isBetween(Duration.ofMinutes(34), Duration.ofMinutes(36));
    }
}
