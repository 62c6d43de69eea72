package io.tollgate.budget;

import io.tollgate.price.Money;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was spent in some days, as a ledger tells it. Immutable and thread-safe; each method asks the ledger anew.
 *
 * <p>Sums by team, provider, model and day count every entry that was ever booked, also those that the ledger no longer
 * keeps. Tags are in the entries alone: what is no longer kept, and what had no such tag, has a row of its own there.
 */
public final class SpendReport {
    /** The row of what had no such tag. */
    public static final String UNTAGGED = "(none)";

    /** The row of what was spent by attempts whose entries the ledger no longer keeps. */
    public static final String NOT_KEPT = "(no longer kept)";

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Comparator<Row> DEAREST_FIRST =
            Comparator.comparing(Row::cost).reversed().thenComparing(Row::name);

    private final BudgetLedger ledger;
    private final LocalDate first;
    private final LocalDate last;

    private SpendReport(BudgetLedger ledger, LocalDate first, LocalDate last) {
        this.ledger = ledger;
        this.first = first;
        this.last = last;
    }

    /**
     * A report of whole days in UTC.
     *
     * @param first the first day
     * @param last the last day, itself included; not before the first
     */
    public static SpendReport of(BudgetLedger ledger, LocalDate first, LocalDate last) {
        if (last.isBefore(first)) {
            throw new IllegalArgumentException(
                    "expected a last day that isn't before the first, but got " + first + " to " + last);
        }
        return new SpendReport(ledger, first, last);
    }

    /** By what spend is summed up. */
    public enum Column {
        /** The day, in UTC. */
        DAY,
        /** The team. */
        TEAM,
        /** The provider's id. */
        PROVIDER,
        /** The model, as {@code provider/name}. */
        MODEL;

        private String of(Spend spend) {
            return switch (this) {
                case DAY -> spend.day().toString();
                case TEAM -> spend.team();
                case PROVIDER -> spend.provider();
                case MODEL -> spend.model();
            };
        }
    }

    /**
     * A sum.
     *
     * @param name of the day, team, provider, model or value of the tag
     * @param attempts how many attempts were booked
     * @param cost what they cost, with corrections
     */
    public record Row(String name, long attempts, Money cost) {}

    /**
     * The sums of one column: days in order, others dearest first.
     *
     * @throws LedgerException if the ledger can't answer
     * @throws InterruptedException if the thread was interrupted while it waited
     */
    public List<Row> by(Column column) throws LedgerException, InterruptedException {
        Sums sums = new Sums();
        for (Spend spend : spend()) {
            sums.add(column.of(spend), spend.attempts(), spend.cost());
        }
        return column == Column.DAY ? sums.rows() : sums.rows(DEAREST_FIRST);
    }

    /**
     * The sums by the value of one tag, dearest first. Reads all entries of these days, 10,000 at a time.
     *
     * @throws LedgerException if the ledger can't answer
     * @throws InterruptedException if the thread was interrupted while it waited
     */
    public List<Row> byTag(String tag) throws LedgerException, InterruptedException {
        Sums sums = new Sums();
        read(tag, start(first), start(last.plusDays(1)), sums);
        Row read = sums.total();
        Row all = total();
        if (!read.equals(all)) {
            sums.add(NOT_KEPT, all.attempts() - read.attempts(), all.cost().minus(read.cost()));
        }
        return sums.rows(DEAREST_FIRST);
    }

    /** A ledger gives no more than so many entries at once: a span of time that has more is read by halves. */
    private void read(String tag, Instant from, Instant before, Sums sums)
            throws LedgerException, InterruptedException {
        List<LedgerEntry> entries = ledger.entries(
                        EntryQuery.newest(EntryQuery.MAX_ENTRIES).from(from).before(before))
                .newest();
        Duration span = Duration.between(from, before);
        if (entries.size() == EntryQuery.MAX_ENTRIES && span.compareTo(SHORTEST) > 0) {
            Instant middle = from.plus(span.dividedBy(2));
            read(tag, from, middle, sums);
            read(tag, middle, before, sums);
            return;
        }
        for (LedgerEntry entry : entries) {
            sums.add(
                    entry.spender().tags().getOrDefault(tag, UNTAGGED),
                    entry.corrects().isEmpty() ? 1 : 0,
                    entry.cost());
        }
    }

    /**
     * All in one row.
     *
     * @throws LedgerException if the ledger can't answer
     * @throws InterruptedException if the thread was interrupted while it waited
     */
    public Row total() throws LedgerException, InterruptedException {
        Sums sums = new Sums();
        for (Spend spend : spend()) {
            sums.add("", spend.attempts(), spend.cost());
        }
        return sums.total();
    }

    /**
     * Every sum that the ledger has, as CSV (RFC 4180): day, team, provider, model, attempts, cost in USD. Values that a
     * spreadsheet would take for a formula start with an apostrophe.
     *
     * @throws LedgerException if the ledger can't answer
     * @throws InterruptedException if the thread was interrupted while it waited
     */
    public String csv() throws LedgerException, InterruptedException {
        StringBuilder csv = new StringBuilder("day,team,provider,model,attempts,cost_usd\r\n");
        for (Spend spend : spend()) {
            line(csv, spend.day().toString(), spend.team(), spend.provider(), spend.model())
                    .append(spend.attempts())
                    .append(',')
                    .append(spend.cost().toUsd().toPlainString())
                    .append("\r\n");
        }
        return csv.toString();
    }

    /**
     * Rows as CSV, in the form of {@link #csv()}.
     *
     * @param header what the names are, such as {@code team}
     */
    public static String csv(String header, List<Row> rows) {
        StringBuilder csv = line(new StringBuilder(), header).append("attempts,cost_usd\r\n");
        for (Row row : rows) {
            line(csv, row.name())
                    .append(row.attempts())
                    .append(',')
                    .append(row.cost().toUsd().toPlainString())
                    .append("\r\n");
        }
        return csv.toString();
    }

    private static StringBuilder line(StringBuilder csv, String... values) {
        for (String value : values) {
            csv.append(field(value)).append(',');
        }
        return csv;
    }

    private static String field(String value) {
        boolean isFormula = !value.isEmpty() && "=+-@\t\r".indexOf(value.charAt(0)) >= 0;
        String safe = isFormula ? "'" + value : value;
        boolean plain = safe.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
        return plain ? safe : '"' + safe.replace("\"", "\"\"") + '"';
    }

    private List<Spend> spend() throws LedgerException, InterruptedException {
        return ledger.entries(EntryQuery.newest(0).from(start(first)).before(start(last.plusDays(1))))
                .spend();
    }

    private static Instant start(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /** Sums by name. */
    private static final class Sums {
        private final Map<String, Row> rows = new TreeMap<>();

        void add(String name, long attempts, Money cost) {
            rows.merge(name, new Row(name, attempts, cost), Sums::plus);
        }

        private static Row plus(Row one, Row other) {
            return new Row(
                    one.name(), one.attempts() + other.attempts(), one.cost().plus(other.cost()));
        }

        Row total() {
            return rows.values().stream()
                    .map(row -> new Row("total", row.attempts(), row.cost()))
                    .reduce(new Row("total", 0, Money.ZERO), Sums::plus);
        }

        List<Row> rows() {
            return List.copyOf(rows.values());
        }

        List<Row> rows(Comparator<Row> order) {
            List<Row> sorted = new ArrayList<>(rows.values());
            sorted.sort(order);
            return List.copyOf(sorted);
        }
    }
}
