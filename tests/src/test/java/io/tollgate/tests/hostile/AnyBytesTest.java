package io.tollgate.tests.hostile;

import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What Jazzer does for minutes in its profile, with some inputs that are the same each time. */
class AnyBytesTest {
    private static final int INPUTS = 2_000;

    @ParameterizedTest
    @EnumSource
    void giveAValueOrTheTypedFailure(FuzzTarget target) {
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            target.seeds().forEach(seed -> run(target, seed));
            Mutations mutations = new Mutations(target.seeds(), target.name().hashCode());
            // Prices are read from a file.
            int inputs = target == FuzzTarget.PRICE_FILE ? INPUTS / 10 : INPUTS;
            for (int i = 0; i < inputs; i++) {
                run(target, mutations.next());
            }
        });
    }

    private static void run(FuzzTarget target, byte[] input) {
        try {
            target.run(input);
        } catch (RuntimeException | Error e) {
            fail(target + " with " + Base64.getEncoder().encodeToString(input), e);
        }
    }
}
