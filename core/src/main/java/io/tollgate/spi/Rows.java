package io.tollgate.spi;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Reads tables that stand beside a codec: a row is a line with a tab between each two columns; {@code #} begins a remark. */
public final class Rows {
    private Rows() {}

    /**
     * What the rows of a table say, in their order.
     *
     * @param columns how many every row has
     * @param reading of one row
     * @throws IllegalArgumentException if a row has another number of columns, or its reading fails; with the line's number
     */
    public static <T> List<T> read(InputStream table, int columns, Function<List<String>, T> reading) {
        List<T> rows = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(table, StandardCharsets.UTF_8))) {
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (!line.isEmpty() && !line.startsWith("#")) {
                    rows.add(row(number, List.of(line.split("\t", -1)), columns, reading));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("expected a table that can be read", e);
        }
        return rows;
    }

    private static <T> T row(int number, List<String> row, int columns, Function<List<String>, T> reading) {
        try {
            if (row.size() != columns) {
                throw new IllegalArgumentException("expected " + columns + " columns, but found " + row.size());
            }
            return reading.apply(row);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("line " + number + ": " + e.getMessage(), e);
        }
    }
}
