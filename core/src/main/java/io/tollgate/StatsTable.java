package io.tollgate;

import io.tollgate.RouterStats.Percentiles;
import io.tollgate.RouterStats.Row;
import io.tollgate.RouterStats.Tally;
import io.tollgate.RouterStats.Traffic;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes statistics as aligned text. */
final class StatsTable {
    private static final List<String> HEAD = List.of(
            "last 5 minutes",
            "state",
            "count",
            "errors",
            "p50",
            "p95",
            "p99",
            "first p50",
            "first p95",
            "first p99",
            "cost",
            "total",
            "total cost");

    private StatsTable() {}

    static String of(RouterStats stats) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(HEAD);
        lines.add(line("calls", "", stats.calls()));
        for (Row provider : stats.providers()) {
            lines.add(line(provider.provider(), state(provider), provider.attempts()));
            stats.models().stream()
                    .filter(model -> model.provider().equals(provider.provider()))
                    .forEach(model -> lines.add(line("  " + model.model(), state(model), model.attempts())));
        }
        StringBuilder text = new StringBuilder("as of ").append(stats.at()).append('\n');
        align(text, lines);
        stats.inFlight().forEach((provider, n) -> named(text, "in flight", provider, Long.toString(n)));
        stats.caches()
                .forEach((cache, hits) -> named(
                        text, "hit ratio", cache, percent(hits.ratio()) + " of " + (hits.hits() + hits.misses())));
        stats.costByTeam().forEach((team, cost) -> named(text, "cost of team", team, cost.toString()));
        return text.toString();
    }

    private static void named(StringBuilder text, String what, String name, String value) {
        text.append(what).append(' ').append(name).append(": ").append(value).append('\n');
    }

    private static String state(Row row) {
        String name = row.state().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return row.recovery().map(at -> name + " until " + at).orElse(name);
    }

    private static List<String> line(String name, String state, Traffic traffic) {
        Tally recent = traffic.recent();
        Tally total = traffic.total();
        return Stream.of(
                        Stream.of(name, state, Long.toString(recent.count()), percent(recent.errorRate())),
                        durations(traffic.latency()),
                        durations(traffic.firstContent()),
                        Stream.of(
                                recent.cost().toString(),
                                Long.toString(total.count()),
                                total.cost().toString()))
                .flatMap(cells -> cells)
                .toList();
    }

    private static Stream<String> durations(Optional<Percentiles> percentiles) {
        return percentiles
                .map(p -> Stream.of(p.p50(), p.p95(), p.p99()).map(StatsTable::millis))
                .orElseGet(() -> Stream.of("-", "-", "-"));
    }

    private static String millis(Duration duration) {
        BigDecimal millis = BigDecimal.valueOf(duration.toNanos(), 6);
        return millis.setScale(duration.toMillis() < 10 ? 1 : 0, RoundingMode.HALF_UP) + " ms";
    }

    private static String percent(BigDecimal share) {
        return share.movePointRight(2).setScale(1, RoundingMode.HALF_UP) + " %";
    }

    /** Names to the left, numbers to the right. */
    private static void align(StringBuilder text, List<List<String>> lines) {
        int[] widths = new int[HEAD.size()];
        lines.forEach(line -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        });
        for (List<String> line : lines) {
            List<String> cells = new ArrayList<>();
            for (int i = 0; i < widths.length; i++) {
                String pad = " ".repeat(widths[i] - line.get(i).length());
                cells.add(i < 2 ? line.get(i) + pad : pad + line.get(i));
            }
            text.append(cells.stream().collect(Collectors.joining("  ")).stripTrailing())
                    .append('\n');
        }
    }
}
