package io.tollgate.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The catalogue costs an app little: what it is read with, and what is kept of vendors that the app never asks. */
class CatalogLoadingTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long MEBIBYTE = 1 << 20;

    /** Time on the processor, the best of some rounds: a busy machine makes neither larger. */
    @Test
    void readingItAndFindingModelsOfThreeVendorsTakesUnder50MillisecondsAnd8Mebibytes() throws IOException {
        assumeThat(THREADS.isCurrentThreadCpuTimeSupported()).isTrue();
        byte[] resource = resource();
        long nanos = Long.MAX_VALUE;
        long bytes = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            long began = THREADS.getCurrentThreadCpuTime();
            long allocated = THREADS.getCurrentThreadAllocatedBytes();
            PriceCatalog catalog = PriceCatalog.read(new ByteArrayInputStream(resource));
            for (String vendor : List.of("openai", "anthropic", "bedrock")) {
                assertThat(catalog.find(vendor, "no-such-model")).isEmpty();
            }
            bytes = Math.min(bytes, THREADS.getCurrentThreadAllocatedBytes() - allocated);
            nanos = Math.min(nanos, THREADS.getCurrentThreadCpuTime() - began);
        }
        assertThat(nanos / 1_000_000).as("milliseconds on the processor").isLessThan(50);
        assertThat(bytes).as("bytes allocated").isLessThan(8 * MEBIBYTE);
    }

    private static byte[] resource() throws IOException {
        try (var in = PriceCatalog.class.getResourceAsStream("catalog.tsv")) {
            if (in == null) {
                throw new IOException("no catalog.tsv");
            }
            return in.readAllBytes();
        }
    }

    @Test
    void linesOfVendorsThatNobodyAsksForAreNotParsed() throws IOException {
        String lines = "a\tb\tchat\t-\t-\t-\t-\t-\t-\tin=1 out=1\nbroken\tline\n";
        PriceCatalog catalog = PriceCatalog.read(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)));
        assertThat(catalog.find("a", "b")).isPresent();
        assertThatThrownBy(() -> catalog.find("broken", "line")).hasMessageContaining("10 columns");
    }
}
