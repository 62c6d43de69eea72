package io.tollgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

final class TestClockTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    @Test
    void itStandsStillUntilItIsMoved() {
        TestClock clock = TestClock.at(NOON);
        assertThat(clock.instant()).isEqualTo(NOON);

        clock.advance(Duration.ofHours(2));
        assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(7200));

        clock.set(NOON);
        assertThat(clock.millis()).isEqualTo(NOON.toEpochMilli());
    }

    @Test
    void aClockOfAnotherZoneMovesWithIt() {
        TestClock clock = TestClock.at(NOON);
        Clock tokyo = clock.withZone(ZoneId.of("Asia/Tokyo"));

        clock.advance(Duration.ofDays(1));

        assertThat(tokyo.instant()).isEqualTo(clock.instant());
        assertThat(tokyo.getZone()).isEqualTo(ZoneId.of("Asia/Tokyo"));
    }
}
