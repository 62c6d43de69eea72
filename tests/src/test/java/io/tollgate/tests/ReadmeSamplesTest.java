package io.tollgate.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every Java sample of the README is compiled: it stands in the folder of samples, word for word but for indentation. */
class ReadmeSamplesTest {
    private static final Pattern BLOCK = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern SAMPLE = Pattern.compile("// sample: (\\S+)\\n(.*?)// end\\b", Pattern.DOTALL);

    @TestFactory
    Stream<DynamicTest> everySampleIsCompiled() throws IOException {
        List<String> samples = samples();
        return readme().stream()
                .map(block -> DynamicTest.dynamicTest(block.lines().findFirst().orElse(""), () -> assertThat(samples)
                        .contains(withoutIndentation(block))));
    }

    @Test
    void everyCompiledSampleIsPrinted() throws IOException {
        assertThat(readme().stream().map(ReadmeSamplesTest::withoutIndentation).toList())
                .containsExactlyInAnyOrderElementsOf(samples());
    }

    @Test
    void theFirstSampleIsAWholeProgramOfLessThan15Lines() throws IOException {
        String hello = readme().get(0);
        assertThat(hello).contains("public static void main");
        assertThat(hello.lines().count()).isLessThan(15);
    }

    @Test
    void everyTestThatTheDocumentsNameExists() throws IOException {
        Pattern name = Pattern.compile("`([A-Z]\\w+Test)`");
        List<String> named = new ArrayList<>();
        for (String document : List.of("README.md", "CONTRIBUTING.md", "SECURITY.md")) {
            named.addAll(all(name, 1, Files.readString(root().resolve(document))));
        }
        List<String> there = new ArrayList<>();
        for (String module : List.of("core", "providers", "ledgers", "testkit", "tests")) {
            try (Stream<Path> files = Files.walk(root().resolve(module))) {
                files.map(file -> String.valueOf(file.getFileName()))
                        .filter(file -> file.endsWith("Test.java"))
                        .forEach(file -> there.add(file.replace(".java", "")));
            }
        }
        assertThat(there).containsAll(named);
    }

    private static List<String> readme() throws IOException {
        return all(BLOCK, 1, Files.readString(root().resolve("README.md")));
    }

    private static List<String> samples() throws IOException {
        List<String> samples = new ArrayList<>();
        Path folder = root().resolve("tests/src/test/java/io/tollgate/tests/samples");
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                all(SAMPLE, 2, Files.readString(file)).forEach(sample -> samples.add(withoutIndentation(sample)));
            }
        }
        return samples;
    }

    private static List<String> all(Pattern pattern, int group, String text) {
        List<String> found = new ArrayList<>();
        Matcher matcher = pattern.matcher(text.replace("\r\n", "\n"));
        while (matcher.find()) {
            found.add(matcher.group(group));
        }
        return found;
    }

    private static String withoutIndentation(String code) {
        return String.join("\n", code.strip().lines().map(String::strip).toList());
    }

    /** Surefire runs in a module's folder, an IDE perhaps in that of the whole. */
    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.exists(folder.resolve("README.md"))) {
            folder = folder.getParent();
        }
        assertThat(folder).as("a folder above this one with README.md").isNotNull();
        return folder;
    }
}
