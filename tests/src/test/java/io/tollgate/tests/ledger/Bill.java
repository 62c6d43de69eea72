package io.tollgate.tests.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a vendor will charge one process, line by line in a file: each line is one write, which the end of the process
 * doesn't undo.
 */
final class Bill {
    private final FileChannel file;

    /** One thing bought: in which window, what was held for it, what it costs. */
    record Item(String id, String window, long held, long cost) {
        long covered() {
            return Math.min(held, cost);
        }
    }

    /** What all processes bought, settled, and complained about. */
    record Lines(Map<String, Item> bought, Set<String> settled, Set<String> failures) {}

    private Bill(FileChannel file) {
        this.file = file;
    }

    static Bill open(Path path) throws IOException {
        return new Bill(
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND));
    }

    void bought(String id, String window, long held, long cost) {
        write("B " + id + " " + window + " " + held + " " + cost);
    }

    void settled(String id) {
        write("S " + id);
    }

    void failed(Exception failure) {
        write("F " + String.valueOf(failure).replace('\n', ' '));
    }

    private synchronized void write(String line) {
        try {
            file.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All whole lines of these files. */
    static Lines read(List<Path> files) throws IOException {
        Lines lines = new Lines(new HashMap<>(), new HashSet<>(), new HashSet<>());
        for (Path file : files) {
            if (Files.exists(file)) {
                String text = Files.readString(file);
                text.substring(0, text.lastIndexOf('\n') + 1).lines().forEach(line -> read(line, lines));
            }
        }
        return lines;
    }

    private static void read(String line, Lines lines) {
        String[] words = line.split(" ", 5);
        switch (words[0]) {
            case "B" ->
                lines.bought()
                        .put(
                                words[1],
                                new Item(words[1], words[2], Long.parseLong(words[3]), Long.parseLong(words[4])));
            case "S" -> lines.settled().add(words[1]);
            default -> lines.failures().add(line);
        }
    }
}
