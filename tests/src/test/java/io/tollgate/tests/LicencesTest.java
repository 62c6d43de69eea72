package io.tollgate.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** All that is published depends on is pinned, hashed, and under a licence that an app may ship. */
class LicencesTest {
    private static final Set<String> ALLOWED =
            Set.of("Apache-2.0", "MIT", "MIT-0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0");
    /** Optional in the testkit, and never in an app. */
    private static final Set<String> TEST_LIBRARIES = Set.of("org.junit.jupiter", "org.junit.platform", "net.jqwik");

    @Test
    void ofEveryDependencyAreAllowed() throws IOException {
        Path list = Path.of(System.getProperty("tollgate.bom", ""));
        assumeTrue(Files.isRegularFile(list), "no list of dependencies: mvn -Psbom writes one");
        List<String> found = new ArrayList<>();
        JsonNode components = new ObjectMapper().readTree(list.toFile()).path("components");
        for (JsonNode component : components) {
            String group = component.path("group").asText();
            String name = group + ":" + component.path("name").asText();
            if (!group.equals("io.tollgate")) {
                if (component.path("version").asText().isEmpty() || !hasHash(component)) {
                    found.add(name + " has no version or hash");
                }
                List<String> licences = licences(component);
                if (licences.stream().noneMatch(licence -> isAllowed(licence, group))) {
                    found.add(name + " is under " + licences);
                }
            }
        }
        assertThat(components.size()).isGreaterThan(30);
        assertThat(found).isEmpty();
    }

    private static boolean isAllowed(String licence, String group) {
        return ALLOWED.contains(licence) || (licence.equals("EPL-2.0") && TEST_LIBRARIES.contains(group));
    }

    private static boolean hasHash(JsonNode component) {
        for (JsonNode hash : component.path("hashes")) {
            if (hash.path("alg").asText().equals("SHA-256")) {
                return true;
            }
        }
        return false;
    }

    /** By their SPDX names, of which any one may be chosen. */
    private static List<String> licences(JsonNode component) {
        List<String> licences = new ArrayList<>();
        for (JsonNode one : component.path("licenses")) {
            licences.add(
                    one.path("license").path("id").asText(one.path("expression").asText()));
        }
        return licences;
    }
}
