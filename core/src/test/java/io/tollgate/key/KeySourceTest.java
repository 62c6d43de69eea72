package io.tollgate.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeySourceTest {
    private static final String SECRET = "sk-very-secret";

    @TempDir
    Path folder;

    @Test
    void missingEnvironmentVariableIsNamed() {
        KeySource source = KeySource.env("TOLLGATE_NO_SUCH_VARIABLE");
        assertThat(source.describe()).isEqualTo("environment variable TOLLGATE_NO_SUCH_VARIABLE");
        assertThatThrownBy(source::read)
                .isInstanceOf(IOException.class)
                .hasMessage("expected a key in environment variable TOLLGATE_NO_SUCH_VARIABLE, but it is not set");
    }

    @Test
    void environmentVariableThatIsSetIsRead() throws Exception {
        String path = System.getenv("PATH");
        assertThat(KeySource.env("PATH").read().secret()).isEqualTo(path);
    }

    @Test
    void systemPropertyIsReadAsItIsNow() throws Exception {
        String name = "tollgate.test.key." + System.nanoTime();
        KeySource source = KeySource.systemProperty(name);
        try {
            System.setProperty(name, "first");
            assertThat(source.read().secret()).isEqualTo("first");
            System.setProperty(name, " ");
            assertThatThrownBy(source::read)
                    .hasMessage("expected a key in system property " + name + ", but it is blank");
        } finally {
            System.clearProperty(name);
        }
    }

    @Test
    void fileIsReadWithoutTheWhiteSpaceAroundIt() throws Exception {
        Path file = Files.writeString(folder.resolve("key"), "\n " + SECRET + " \n");
        assertThat(KeySource.file(file).read().secret()).isEqualTo(SECRET);
        assertThat(KeySource.file(file).describe()).isEqualTo("file " + file);
    }

    @Test
    void fileOfSeveralLinesIsRefusedWithoutTellingIt() throws Exception {
        Path file = Files.writeString(folder.resolve("key"), SECRET + "\nmore");
        assertThatThrownBy(() -> KeySource.file(file).read())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("file " + file)
                .hasMessageContaining("line break")
                .hasMessageNotContaining(SECRET);
    }

    @Test
    void missingFileAndHugeFileAreNamed() throws Exception {
        Path missing = folder.resolve("missing");
        assertThatThrownBy(() -> KeySource.file(missing).read())
                .hasMessage("expected a key in file " + missing + ", but there is no such file")
                .hasCauseInstanceOf(NoSuchFileException.class);
        assertThat(KeySource.file(missing).version()).isEqualTo("unreadable");
        Path huge = Files.writeString(folder.resolve("huge"), "x".repeat(65_537));
        assertThatThrownBy(() -> KeySource.file(huge).read()).hasMessageContaining("at most 65536 bytes");
    }

    @Test
    void fileVersionChangesWithTimeSizeAndLink() throws Exception {
        Path file = Files.writeString(folder.resolve("key"), "one");
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
        KeySource source = KeySource.file(file);
        String first = source.version();
        assertThat(source.version()).isEqualTo(first).doesNotContain("one");
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH.plusSeconds(1)));
        assertThat(source.version()).isNotEqualTo(first);
        Files.writeString(file, "three");
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
        assertThat(source.version()).isNotEqualTo(first);
    }

    @Test
    void supplierIsAskedEachTime() throws Exception {
        StringBuilder key = new StringBuilder("a");
        KeySource source = KeySource.of(key::toString);
        assertThat(source.read().secret()).isEqualTo("a");
        key.append("b");
        assertThat(source.read().secret()).isEqualTo("ab");
    }

    @Test
    void eachTeamHasItsSourceAndKeepsTheTtl() throws Exception {
        KeySource teams = KeySource.perTeam(team -> KeySource.of(() -> "key-of-" + team));
        assertThat(teams.isPerTeam()).isTrue();
        assertThat(teams.forTeam("search").read().secret()).isEqualTo("key-of-search");
        assertThatThrownBy(teams::read).hasMessageContaining("expected a team");
        KeySource ageing = teams.withTtl(Duration.ofMinutes(1));
        assertThat(ageing.isPerTeam()).isTrue();
        assertThat(ageing.forTeam("a").ttl()).contains(Duration.ofMinutes(1));
        assertThat(ageing.forTeam("a").read().secret()).isEqualTo("key-of-a");
    }

    @Test
    void theShorterTtlCountsAndATinyOneIsRefused() {
        KeySource source = KeySource.env("X").withTtl(Duration.ofMinutes(1)).withTtl(Duration.ofHours(1));
        assertThat(source.ttl()).contains(Duration.ofMinutes(1));
        assertThat(source.describe()).isEqualTo("environment variable X");
        assertThatThrownBy(() -> KeySource.env("X").withTtl(Duration.ZERO))
                .hasMessage("expected a TTL of at least PT0.01S, but got PT0S");
    }

    @Test
    void noKeyIsACredentialWithoutASecret() throws Exception {
        Credential none = KeySource.none().read();
        assertThat(none.isPresent()).isFalse();
        assertThat(none).isEqualTo(Credential.none()).isNotEqualTo(Credential.of("x"));
        assertThatThrownBy(none::secret).isInstanceOf(IllegalStateException.class);
        assertThat(Credential.of("x").isPresent()).isTrue();
    }
}
