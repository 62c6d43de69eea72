package io.tollgate.tests;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * All that is printed while it is open, and so all that is logged: the tests' SLF4J binding writes to {@link System#err}
 * as it is at that moment. One at a time.
 */
final class CapturedLog implements AutoCloseable {
    private final PrintStream err = System.err;
    private final PrintStream out = System.out;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private CapturedLog() {}

    static CapturedLog begin() {
        CapturedLog log = new CapturedLog();
        PrintStream stream = new PrintStream(log.bytes, true, StandardCharsets.UTF_8);
        System.setErr(stream);
        System.setOut(stream);
        return log;
    }

    String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        System.setErr(err);
        System.setOut(out);
    }
}
