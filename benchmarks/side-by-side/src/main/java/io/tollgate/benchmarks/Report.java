package io.tollgate.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The tables, in Markdown: medians over the rounds, and beside each its ratio to the floor. */
final class Report {
    private static final String NUMBER = "%.0f (%.2f)";

    private final StringBuilder text = new StringBuilder();
    private final List<Entry> entries;

    Report(List<Entry> entries) {
        this.entries = entries;
    }

    String text() {
        return text.toString();
    }

    void machine(int rounds, long millis) {
        line(
                "JDK %s, %d cores, load %.1f at the start, %d rounds of %d ms for each; in brackets the ratio to the first.",
                Runtime.version(),
                Runtime.getRuntime().availableProcessors(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                rounds,
                millis);
    }

    void starts(Map<String, List<Double>> times) {
        heading("Start", "contender | first answer in a fresh JVM, ms | jars | class path, MB");
        double floor = median(times.getOrDefault(entries.get(0).name(), List.of()));
        for (Entry entry : entries) {
            double time = median(times.getOrDefault(entry.name(), List.of()));
            line(
                    "| %s | " + NUMBER + " | %d | %.1f |",
                    entry.name(),
                    time,
                    time / floor,
                    entry.jarCount(),
                    entry.classPathBytes() / 1e6);
        }
    }

    void rounds(Map<SideBySide.Cell, Map<String, List<Result>>> results) {
        results.forEach(this::cell);
    }

    private void cell(SideBySide.Cell cell, Map<String, List<Result>> results) {
        heading(
                cell.work().name().toLowerCase(Locale.ROOT).replace('_', ' ') + ", callers: " + cell.callers(),
                "contender | p50 µs | p99 µs | p99.9 µs | first piece µs | per s | bytes per call | CPU µs per call");
        List<Result> floor = results.getOrDefault(entries.get(0).name(), List.of());
        results.forEach((name, own) -> line(
                "| %s | %s | %s | %s | %s | %s | %s | %s |",
                name,
                number(floor, own, Result::p50),
                number(floor, own, Result::p99),
                number(floor, own, Result::p999),
                number(floor, own, Result::first),
                number(floor, own, Result::perSecond),
                number(floor, own, Result::bytes),
                number(floor, own, Result::cpu)));
    }

    /** The ratio is the median of the rounds' ratios: neighbours in time, so that a loaded machine harms both. */
    private static String number(List<Result> floor, List<Result> own, ToDoubleFunction<Result> figure) {
        double value = median(own.stream().mapToDouble(figure).boxed().toList());
        if (value == 0) {
            return "–";
        }
        List<Double> ratios = java.util.stream.IntStream.range(0, own.size())
                .mapToObj(i -> figure.applyAsDouble(own.get(i)) / figure.applyAsDouble(floor.get(i)))
                .toList();
        return String.format(Locale.ROOT, NUMBER, value, median(ratios));
    }

    void rest(Map<String, String> answers) {
        heading("At rest after all this", "contender | heap after GC, MB | threads");
        answers.forEach((name, answer) -> {
            String[] parts = answer.split(" ", -1);
            line("| %s | %.1f | %s |", name, Long.parseLong(parts[0]) / 1e6, parts[1]);
        });
    }

    void failures(List<Integer> statuses, Map<String, List<SideBySide.Failing>> failures) {
        StringBuilder columns = new StringBuilder("contender");
        statuses.forEach(status -> columns.append(" | ").append(status));
        heading("Requests that a vendor receives for one call that fails, and how long it takes", columns.toString());
        failures.forEach((name, all) -> {
            StringBuilder cells = new StringBuilder("| " + name);
            all.forEach(each ->
                    cells.append(String.format(Locale.ROOT, " | %d, %.1f s", each.requests(), each.millis() / 1e3)));
            line("%s |", cells);
        });
    }

    private void heading(String title, String columns) {
        line("%n### %s%n%n| %s |", title, columns);
        line("|%s", "---|".repeat(columns.split("\\|", -1).length));
    }

    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }
}
