package io.tollgate.tests.hostile;

/** What Jazzer calls, in a JVM of its own for each target. */
public final class Jazzing {
    private static final FuzzTarget TARGET = FuzzTarget.valueOf(System.getProperty("tollgate.fuzz.target", "SSE"));

    private Jazzing() {}

    /** Gives one input to the target that the system property {@code tollgate.fuzz.target} names. */
    public static void fuzzerTestOneInput(byte[] input) {
        TARGET.run(input);
    }
}
