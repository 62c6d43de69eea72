package io.tollgate.budget;

import io.tollgate.price.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The running sums of spend by day, team and model; bounded, and guarded by the ledger's lock. */
final class SpendSums {
    private static final long SECONDS_PER_DAY = 86_400;
    private static final Comparator<Spend> BY_DAY = Comparator.comparing(Spend::day)
            .thenComparing(Spend::team)
            .thenComparing(Spend::model)
            .thenComparing(Spend::provider);

    private final int max;
    private final Map<Row, Sum> rows = new HashMap<>();

    /** So that a full map of one day isn't searched for older ones again and again. */
    private long oldestDay = Long.MAX_VALUE;

    private record Row(long day, String team, String provider, String model) {
        // By hand, as the equality of records is put together anew, in 10 ms, in each JVM.
        @Override
        public int hashCode() {
            return (Long.hashCode(day) * 31 + team.hashCode()) * 31 + model.hashCode();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Row row
                    && row.day == day
                    && row.team.equals(team)
                    && row.provider.equals(provider)
                    && row.model.equals(model);
        }

        Row shared() {
            return new Row(day, WindowKey.OTHER, WindowKey.OTHER, WindowKey.OTHER);
        }
    }

    private static final class Sum {
        private long attempts;
        private long cost;
    }

    SpendSums(int max) {
        this.max = max;
    }

    void add(LedgerEntry entry) {
        Sum sum = sum(entry);
        sum.attempts += entry.corrects().isEmpty() ? 1 : 0;
        sum.cost = Math.addExact(sum.cost, entry.cost().nanos());
    }

    /** Takes back what was added for a lapse that turned out otherwise. */
    void remove(LedgerEntry entry) {
        Row row = row(entry);
        Sum sum = rows.containsKey(row) ? rows.get(row) : rows.get(row.shared());
        if (sum != null) {
            sum.attempts--;
            sum.cost = Math.subtractExact(sum.cost, entry.cost().nanos());
        }
    }

    private Sum sum(LedgerEntry entry) {
        Row row = row(entry);
        Sum known = rows.get(row);
        if (known != null) {
            return known;
        }
        if (rows.size() >= max && oldestDay < row.day) {
            dropOldestDay();
        }
        oldestDay = Math.min(oldestDay, row.day);
        return rows.computeIfAbsent(rows.size() < max ? row : row.shared(), absent -> new Sum());
    }

    private void dropOldestDay() {
        rows.keySet().removeIf(row -> row.day == oldestDay);
        oldestDay = rows.keySet().stream().mapToLong(Row::day).min().orElse(Long.MAX_VALUE);
    }

    private static Row row(LedgerEntry entry) {
        Spender by = entry.spender();
        return new Row(day(entry.time()), by.team(), by.provider(), by.model());
    }

    List<Spend> matching(EntryQuery query) {
        long first = day(query.from());
        List<Spend> matching = new ArrayList<>();
        rows.forEach((row, sum) -> {
            if (row.day >= first
                    && row.day * SECONDS_PER_DAY < query.before().getEpochSecond()
                    && query.covers(row.team, row.provider, row.model)) {
                matching.add(new Spend(
                        LocalDate.ofEpochDay(row.day),
                        row.team,
                        row.provider,
                        row.model,
                        sum.attempts,
                        Money.ofNanos(sum.cost)));
            }
        });
        matching.sort(BY_DAY);
        return matching;
    }

    private static long day(Instant time) {
        return Math.floorDiv(time.getEpochSecond(), SECONDS_PER_DAY);
    }
}
