package io.tollgate.tests.wire;

import io.tollgate.spi.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One row of {@code failures.tsv}: an error as a vendor sends it, and what it means.
 *
 * @param vendor who sends it
 * @param what it is, in a few words
 * @param delivered http, whole, stream or transport
 * @param status the HTTP status
 * @param headers that matter
 * @param body as sent
 * @param kind the kinds that are right, or {@code *}
 * @param scope likewise
 * @param cooldown likewise
 * @param retryAfter whole seconds, {@code -} for none, {@code *} for any
 * @param billed likewise
 * @param verdict likewise
 */
record FailureRow(
        String vendor,
        String what,
        String delivered,
        int status,
        Headers headers,
        String body,
        Set<String> kind,
        Set<String> scope,
        Set<String> cooldown,
        String retryAfter,
        Set<String> billed,
        Set<String> verdict) {

    private static final int COLUMNS = 12;

    /** All rows; one for every vendor stands as one for each of these that has none of the same name. */
    static List<FailureRow> all(List<String> vendors) {
        Map<String, FailureRow> rows = new LinkedHashMap<>();
        for (String line : lines()) {
            if (line.startsWith("#") || line.startsWith("vendor\t")) {
                continue;
            }
            String[] cells = line.split("\t", -1);
            if (cells.length != COLUMNS) {
                throw new IllegalStateException(
                        "expected " + COLUMNS + " cells, but got " + cells.length + " in " + line);
            }
            for (String vendor : cells[0].equals("*") ? vendors : List.of(cells[0])) {
                FailureRow row = of(vendor, cells);
                if (rows.put(row.toString(), row) != null && cells[0].equals("*")) {
                    throw new IllegalStateException("expected rows for every vendor first, but got " + line);
                }
            }
        }
        return List.copyOf(rows.values());
    }

    private static FailureRow of(String vendor, String[] cells) {
        return new FailureRow(
                vendor,
                cells[1],
                cells[2],
                Integer.parseInt(cells[3]),
                headers(cells[4]),
                cells[5].equals("-") ? "" : cells[5].replace("\\r", "\r").replace("\\n", "\n"),
                Set.of(cells[6].split("\\|")),
                Set.of(cells[7].split("\\|")),
                Set.of(cells[8].split("\\|")),
                cells[9],
                Set.of(cells[10].split("\\|")),
                Set.of(cells[11].split("\\|")));
    }

    private static Headers headers(String cell) {
        List<String> pairs = new ArrayList<>();
        if (!cell.equals("-")) {
            // A comma inside a date has no name and colon after it.
            for (String header : cell.split(", (?=[a-z-]+: )", -1)) {
                pairs.add(header.substring(0, header.indexOf(':')));
                pairs.add(header.substring(header.indexOf(':') + 2));
            }
        }
        return Headers.received(pairs);
    }

    private static List<String> lines() {
        try (InputStream in = FailureRow.class.getResourceAsStream("failures.tsv")) {
            if (in == null) {
                throw new IllegalStateException("expected the resource failures.tsv beside " + FailureRow.class);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] bytes() {
        if (vendor.equals("bedrock") && delivered.equals("stream")) {
            return AwsFrames.bytes(body);
        }
        return body.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return vendor + ": " + what;
    }
}
