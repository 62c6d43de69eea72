package io.tollgate.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.management.ThreadMXBean;
import io.tollgate.price.PriceCatalog;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bundled catalogue costs an app little to read, its classes included. */
class CatalogLoadingTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long MEBIBYTE = 1 << 20;

    /** Time on the processor, the best of some rounds: a busy machine makes neither larger. */
    @Test
    void readingItAndFindingModelsOfThreeVendorsTakesUnder50MillisecondsAnd8Mebibytes() throws Exception {
        assumeThat(THREADS.isCurrentThreadCpuTimeSupported()).isTrue();
        long nanos = Long.MAX_VALUE;
        long bytes = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            long began = THREADS.getCurrentThreadCpuTime();
            long allocated = THREADS.getCurrentThreadAllocatedBytes();
            load();
            bytes = Math.min(bytes, THREADS.getCurrentThreadAllocatedBytes() - allocated);
            nanos = Math.min(nanos, THREADS.getCurrentThreadCpuTime() - began);
        }
        System.out.printf(
                "The bundled catalogue: read, and three vendors' lines parsed, in %,d µs with %,d KiB.%n",
                nanos / 1_000, bytes / 1_024);
        assertThat(nanos / 1_000_000).as("milliseconds on the processor").isLessThan(50);
        assertThat(bytes).as("bytes allocated").isLessThan(8 * MEBIBYTE);
    }

    /** By a loader of its own, since the catalogue is read once in the life of its class. */
    private static void load() throws IOException, ReflectiveOperationException {
        URL core = PriceCatalog.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader fresh = new URLClassLoader(new URL[] {core}, ClassLoader.getPlatformClassLoader())) {
            Class<?> type = fresh.loadClass(PriceCatalog.class.getName());
            Object catalog = type.getMethod("bundled").invoke(null);
            Method find = type.getMethod("find", String.class, String.class);
            for (String vendor : List.of("openai", "anthropic", "bedrock")) {
                assertThat(find.invoke(catalog, vendor, "no-such-model").toString())
                        .isEqualTo("Optional.empty");
            }
        }
    }
}
