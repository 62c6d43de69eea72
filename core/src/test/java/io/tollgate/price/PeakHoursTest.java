package io.tollgate.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeakHoursTest {
    private static final PeakHours HOURS = PeakHours.weekdays(1, 4).and(6, 10);

    @ParameterizedTest
    @CsvSource({
        "2026-11-23T00:59:59Z, false",
        "2026-11-23T01:00:00Z, true",
        "2026-11-23T03:59:59.999Z, true",
        "2026-11-23T04:00:00Z, false",
        "2026-11-27T06:00:00Z, true",
        "2026-11-27T10:00:00Z, false",
        "2026-11-28T02:00:00Z, false",
        "2026-11-29T07:00:00Z, false"
    })
    void peakIsFromTheFirstHourToBeforeTheLastOnWeekdays(Instant at, boolean peak) {
        assertThat(HOURS.contains(at)).isEqualTo(peak);
    }

    @Test
    void aWholeDayIsPossible() {
        PeakHours day = PeakHours.weekdays(0, 24);
        assertThat(day.contains(Instant.parse("2026-11-23T00:00:00Z"))).isTrue();
        assertThat(day.contains(Instant.parse("2026-11-23T23:59:59Z"))).isTrue();
        assertThat(day.ranges()).isEqualTo("0-24");
    }

    @Test
    void hoursAreCheckedAndToldAsRanges() {
        assertThatThrownBy(() -> PeakHours.weekdays(4, 4)).hasMessageContaining("4 to 4");
        assertThatThrownBy(() -> PeakHours.weekdays(-1, 4)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PeakHours.weekdays(1, 25)).isInstanceOf(IllegalArgumentException.class);
        assertThat(HOURS).hasToString("peak 1-4,6-10 h UTC on Monday to Friday");
        assertThat(HOURS).isEqualTo(PeakHours.weekdays(6, 10).and(1, 4)).isNotEqualTo(PeakHours.weekdays(1, 4));
    }
}
