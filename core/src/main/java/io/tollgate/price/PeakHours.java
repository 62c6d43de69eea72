package io.tollgate.price;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

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
        return days.contains(utc.getDayOfWeek()) && (hours >> utc.getHour() & 1) == 1;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("peak");
        for (int hour = 0; hour < 24; hour++) {
            if ((hours >> hour & 1) == 1) {
                text.append(String.format(Locale.ROOT, " %02d", hour));
            }
        }
        return text.append(" h UTC").toString();
    }
}
