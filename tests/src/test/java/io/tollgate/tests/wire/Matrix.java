package io.tollgate.tests.wire;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Counts passed and all cases by vendor and feature, and prints them as a table. */
final class Matrix {
    private final Map<String, Map<String, int[]>> counts = new LinkedHashMap<>();
    private final List<String> failures = new ArrayList<>();

    /** One case, with what is wrong about it. */
    void add(String vendor, Collection<String> features, String name, List<String> differences) {
        for (String feature : features) {
            int[] count = counts.computeIfAbsent(feature, none -> new TreeMap<>())
                    .computeIfAbsent(vendor, none -> new int[2]);
            count[0] += differences.isEmpty() ? 1 : 0;
            count[1]++;
        }
        if (!differences.isEmpty()) {
            failures.add(name + "\n    " + String.join("\n    ", differences));
        }
    }

    /** The cases that didn't pass, each with its differences. */
    List<String> failures() {
        return failures;
    }

    /** A line per feature, a column per vendor: passed/all. */
    String table(String title, List<String> vendors) {
        StringBuilder table = new StringBuilder("\n").append(title).append('\n');
        table.append(String.format(Locale.ROOT, "%-20s", ""));
        vendors.forEach(vendor -> table.append(String.format(Locale.ROOT, " %15s", vendor)));
        counts.forEach((feature, byVendor) -> {
            table.append(String.format(Locale.ROOT, "%n%-20s", feature));
            for (String vendor : vendors) {
                int[] count = byVendor.get(vendor);
                table.append(String.format(Locale.ROOT, " %15s", count == null ? "-" : count[0] + "/" + count[1]));
            }
        });
        return table.append('\n').toString();
    }
}
