package io.tollgate.tests.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Rows of numbers as CSV, and as an SVG with a panel for each column over the first. */
public final class Curve {
    /** The columns of a soak. */
    public static final List<String> SOAK =
            List.of("calls", "heap after GC, KB", "threads", "meters", "replies not closed");

    private static final int WIDTH = 640;
    private static final int PANEL = 120;
    private static final int LEFT = 20;
    private static final int PLOT = PANEL - 45;

    private Curve() {}

    /** Where curves are written: {@code target}, or {@code -Dtollgate.curves}, which is made. */
    public static Path folder() throws IOException {
        return Files.createDirectories(Path.of(System.getProperty("tollgate.curves", "target")));
    }

    /** Writes the rows with a head. */
    public static void csv(Path file, List<String> columns, List<long[]> rows) throws IOException {
        String body = rows.stream()
                .map(row -> LongStream.of(row).mapToObj(Long::toString).collect(Collectors.joining(",")))
                .collect(Collectors.joining("\n"));
        String head = columns.stream().map(name -> name.replace(",", "")).collect(Collectors.joining(","));
        Files.writeString(file, head + "\n" + body + "\n");
    }

    /** Draws each column over the first, from zero to its greatest value. */
    public static void svg(Path file, String title, List<String> columns, List<long[]> rows) throws IOException {
        int height = 40 + PANEL * (columns.size() - 1);
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\""
                        + " font-size=\"12\">%n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n"
                        + "<text x=\"%d\" y=\"20\" font-size=\"14\">%s</text>%n",
                WIDTH + 2 * LEFT,
                height,
                LEFT,
                title));
        for (int column = 1; column < columns.size(); column++) {
            panel(svg, 40 + PANEL * (column - 1), columns, column, rows);
        }
        Files.writeString(file, svg.append("</svg>\n"));
    }

    private static void panel(StringBuilder svg, int top, List<String> columns, int column, List<long[]> rows) {
        long most =
                Math.max(1, rows.stream().mapToLong(row -> row[column]).max().orElse(1));
        long end = Math.max(1, rows.get(rows.size() - 1)[0]);
        int bottom = top + 20 + PLOT;
        String points = rows.stream()
                .map(row -> LEFT + row[0] * WIDTH / end + "," + (bottom - row[column] * PLOT / most))
                .collect(Collectors.joining(" "));
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%d\">%s: 0 to %,d over 0 to %,d %s</text>%n"
                        + "<path d=\"M%d %dH%d\" stroke=\"#999\"/>%n"
                        + "<polyline points=\"%s\" fill=\"none\" stroke=\"#06c\" stroke-width=\"1.5\"/>%n",
                LEFT,
                top + 12,
                columns.get(column),
                most,
                end,
                columns.get(0),
                LEFT,
                bottom,
                LEFT + WIDTH,
                points));
    }
}
