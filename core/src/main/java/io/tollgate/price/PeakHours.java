package io.tollgate.price;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Hours of the day, in UTC and on given days, in which a vendor charges another price. Immutable.
 *
 * <p>A vendor's public holidays are not known here: on them the peak price is told, which is the dearer one.
 */
public final class PeakHours {
    private final Set<DayOfWeek> days;
    private final int hours;

    private PeakHours(Set<DayOfWeek> days, int hours) {
        this.days = days;
        this.hours = hours;
    }

    /**
     * From one full hour to before another, UTC, on Monday to Friday.
     *
     * @param from 0 to 23
     * @param to 1 to 24, after {@code from}
     */
    public static PeakHours weekdays(int from, int to) {
        return new PeakHours(EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY), mask(from, to));
    }

    /** These hours and, on the same days, those from one full hour to before another, UTC. */
    public PeakHours and(int from, int to) {
        return new PeakHours(days, hours | mask(from, to));
    }

    private static int mask(int from, int to) {
        if (from < 0 || to > 24 || from >= to) {
            throw new IllegalArgumentException(
                    "expected hours with 0 <= from < to <= 24, but got " + from + " to " + to);
        }
        return ((1 << (to - from)) - 1) << from;
    }

    boolean contains(Instant at) {
        ZonedDateTime utc = at.atZone(ZoneOffset.UTC);
        return days.contains(utc.getDayOfWeek()) && isPeak(utc.getHour());
    }

    /** The hours as ranges, such as {@code 1-4,6-10}. */
    String ranges() {
        List<String> ranges = new ArrayList<>();
        for (int hour = 0; hour < 24; hour++) {
            if (isPeak(hour) && (hour == 0 || !isPeak(hour - 1))) {
                int end = hour + 1;
                while (end < 24 && isPeak(end)) {
                    end++;
                }
                ranges.add(hour + "-" + end);
            }
        }
        return String.join(",", ranges);
    }

    private boolean isPeak(int hour) {
        return (hours >> hour & 1) == 1;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PeakHours that && hours == that.hours && days.equals(that.days);
    }

    @Override
    public int hashCode() {
        return Objects.hash(days, hours);
    }

    /** Such as {@code peak 1-4,6-10 h UTC on Monday to Friday}. */
    @Override
    public String toString() {
        return "peak " + ranges() + " h UTC on Monday to Friday";
    }
}
