package io.tollgate.testkit;

import io.tollgate.failure.Cooldown;
import io.tollgate.failure.FailureKind;
import io.tollgate.spi.Headers;
import io.tollgate.testkit.ProviderFixtures.Refused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads the files of a contract test. */
final class Fixtures {
    private static final String EXPECTED = ".txt";

    private Fixtures() {}

    /** The files of a kind, by name, without those that say what to expect. */
    static List<Path> of(Path folder, String kind) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(kind)
                            && !file.toString().endsWith(EXPECTED))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("expected a folder of fixtures at " + folder.toAbsolutePath(), e);
        }
    }

    static Path request(Path folder, String name) {
        return folder.resolve("request-" + name + ".json");
    }

    /** Whether there is a request of this name. */
    static boolean has(Path folder, String name) {
        return Files.exists(request(folder, name));
    }

    static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException("expected a fixture at " + file.toAbsolutePath(), e);
        }
    }

    static String text(Path file) {
        return new String(bytes(file), StandardCharsets.UTF_8);
    }

    /** What the file beside this one expects of it. */
    static String expected(Path file) {
        String name = file.getFileName().toString();
        String stem = name.substring(0, name.lastIndexOf('.'));
        return text(file.resolveSibling(stem + EXPECTED)).strip().replace("\r\n", "\n");
    }

    /** An error as {@link ProviderFixtures#errors} says that it is written. */
    static Refused refused(String text) {
        String[] parts = text.replace("\r\n", "\n").split("\n\n", 2);
        List<String> head = parts[0].lines().toList();
        String[] words = head.get(0).split(" ", -1);
        List<String> headers = new ArrayList<>();
        for (String line : head.subList(1, head.size())) {
            int colon = line.indexOf(':');
            headers.add(line.substring(0, colon));
            headers.add(line.substring(colon + 1).strip());
        }
        return new Refused(
                Integer.parseInt(words[0]),
                Headers.of(headers.toArray(String[]::new)),
                parts.length < 2 ? "" : parts[1].strip(),
                FailureKind.valueOf(words[1]),
                Cooldown.valueOf(words[2]),
                words.length < 4 ? Optional.empty() : Optional.of(Duration.parse(words[3])));
    }
}
