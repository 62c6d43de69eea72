package io.tollgate.budget;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How time is cut into windows: so many of a unit, aligned in a zone.
 *
 * <p>A window of seconds, minutes or hours is counted from the start of its day and ends with the day at the latest, so
 * that on a day of 25 hours the last hour of a 6-hour cycle is a window of its own, and on one of 23 the last window is
 * an hour shorter. Weeks start on Monday, months are counted from January.
 */
record Cycle(int count, Unit unit) {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,6})(s|m|h|d|w|mo|y)");
    private static final long SECONDS_PER_YEAR = 31_556_952;

    enum Unit {
        SECOND("s", 1, 60),
        MINUTE("m", 60, 60),
        HOUR("h", 3_600, 24),
        DAY("d", 86_400, 7),
        WEEK("w", 604_800, 1),
        MONTH("mo", 2_629_746, 12);

        private final String symbol;
        private final long seconds;
        private final int perParent;

        Unit(String symbol, long seconds, int perParent) {
            this.symbol = symbol;
            this.seconds = seconds;
            this.perParent = perParent;
        }
    }

    static Cycle parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "expected a window such as \"1h\", \"1d\", \"1w\" or \"1mo\", but got \"" + text + "\"");
        }
        int count = Integer.parseInt(matcher.group(1));
        for (Unit unit : Unit.values()) {
            if (unit.symbol.equals(matcher.group(2)) && count > 0 && unit.perParent % count == 0) {
                return of(count, unit);
            }
        }
        throw new IllegalArgumentException(
                "expected a window that divides a minute, an hour, a day or a year evenly, or"
                        + " 1d or 1w, but got \"" + text + "\": the nearest that works is \""
                        + nearest(seconds(count, matcher.group(2))) + "\"");
    }

    /** One name for one length, since it is part of a budget's key: 60 s are 1 m, 24 h are 1 d, 7 d are 1 w. */
    private static Cycle of(int count, Unit unit) {
        if (count < unit.perParent) {
            return new Cycle(count, unit);
        }
        return switch (unit) {
            case SECOND -> new Cycle(1, Unit.MINUTE);
            case MINUTE -> new Cycle(1, Unit.HOUR);
            case HOUR -> new Cycle(1, Unit.DAY);
            case DAY -> new Cycle(1, Unit.WEEK);
            case WEEK, MONTH -> new Cycle(count, unit);
        };
    }

    private static long seconds(int count, String symbol) {
        for (Unit unit : Unit.values()) {
            if (unit.symbol.equals(symbol)) {
                return count * unit.seconds;
            }
        }
        return count * SECONDS_PER_YEAR;
    }

    private static Cycle nearest(long seconds) {
        Cycle nearest = new Cycle(1, Unit.SECOND);
        for (Unit unit : Unit.values()) {
            for (int count = 1; count <= unit.perParent; count++) {
                Cycle cycle = of(count, unit);
                if (unit.perParent % count == 0 && cycle.distance(seconds) < nearest.distance(seconds)) {
                    nearest = cycle;
                }
            }
        }
        return nearest;
    }

    private long distance(long seconds) {
        return Math.abs(count * unit.seconds - seconds);
    }

    Window at(Instant now, ZoneId zone) {
        LocalDate day = dayOf(now, zone);
        return switch (unit) {
            case SECOND, MINUTE, HOUR -> within(day, now, zone);
            case DAY -> days(day.toString(), day, day.plusDays(1), zone);
            case WEEK -> {
                LocalDate monday = day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
                yield days(monday.toString(), monday, monday.plusWeeks(1), zone);
            }
            case MONTH -> {
                int month = (day.getMonthValue() - 1) / count * count + 1;
                LocalDate first = LocalDate.of(day.getYear(), month, 1);
                yield days(YearMonth.from(first).toString(), first, first.plusMonths(count), zone);
            }
        };
    }

    /** The day whose start was last: a clock set back over midnight shows the day before once more. */
    private static LocalDate dayOf(Instant now, ZoneId zone) {
        LocalDate day = LocalDate.ofInstant(now, zone);
        LocalDate next = day.plusDays(1);
        return now.isBefore(startOf(next, zone)) ? day : next;
    }

    private static Instant startOf(LocalDate day, ZoneId zone) {
        return day.atStartOfDay(zone).toInstant();
    }

    private static Window days(String label, LocalDate first, LocalDate next, ZoneId zone) {
        return new Window(label, startOf(first, zone), startOf(next, zone));
    }

    private Window within(LocalDate day, Instant now, ZoneId zone) {
        Instant midnight = startOf(day, zone);
        Instant nextMidnight = startOf(day.plusDays(1), zone);
        long length = count * unit.seconds;
        long past = now.getEpochSecond() - midnight.getEpochSecond();
        Instant start = midnight.plusSeconds(past / length * length);
        Instant end = start.plusSeconds(length);
        // In UTC: a local time comes twice on the day on which clocks are set back.
        return new Window(start.toString(), start, end.isBefore(nextMidnight) ? end : nextMidnight);
    }

    @Override
    public String toString() {
        return count + unit.symbol;
    }
}
