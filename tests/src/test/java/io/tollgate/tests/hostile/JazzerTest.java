package io.tollgate.tests.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each target under Jazzer for as many seconds as {@code tollgate.fuzz} says, in a JVM of its own; the profile {@code fuzz}
 * brings Jazzer. What it found stays in {@code target/fuzz}, from where the next run goes on.
 */
@EnabledIfSystemProperty(named = "tollgate.fuzz", matches = "[1-9]\\d*")
class JazzerTest {
    @ParameterizedTest
    @EnumSource
    void findsNoInputThatBreaks(FuzzTarget target) throws Exception {
        Path folder = Path.of("target", "fuzz", target.name()).toAbsolutePath();
        Files.createDirectories(folder.resolve("corpus"));
        Files.createDirectories(folder.resolve("seeds"));
        target.writeSeeds(folder.resolve("seeds"));
        File log = folder.resolve("log.txt").toFile();
        Process fuzzing = new ProcessBuilder(List.of(
                        System.getProperty("java.home") + "/bin/java",
                        "-Xmx512m",
                        "-Dtollgate.fuzz.target=" + target,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + Jazzing.class.getName(),
                        "--instrumentation_includes=io.tollgate.**",
                        "--custom_hook_includes=none.**",
                        "-max_total_time=" + System.getProperty("tollgate.fuzz"),
                        "-timeout=60",
                        "-rss_limit_mb=3000",
                        "-max_len=4096",
                        "-print_final_stats=1",
                        "corpus",
                        "seeds"))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        assertThat(fuzzing.waitFor()).as("see %s", log).isZero();
    }
}
