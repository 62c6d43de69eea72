package io.tollgate.tests.hostile;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever a vendor or the network does to a chat, a stream or an embedding in any format, the call ends in time with the
 * right answer or a failure of the right kind, was sent as often as it says, and leaves nothing held, open or counted.
 */
class HostileWorldTest {
    @ParameterizedTest
    @EnumSource
    void survives(BrokenConnection hostility) throws Exception {
        inEachFormat(hostility);
    }

    @ParameterizedTest
    @EnumSource
    void survives(BrokenBody hostility) throws Exception {
        inEachFormat(hostility);
    }

    @ParameterizedTest
    @EnumSource
    void survives(StrangeHead hostility) throws Exception {
        inEachFormat(hostility);
    }

    @ParameterizedTest
    @EnumSource
    void survives(StrangeContent hostility) throws Exception {
        inEachFormat(hostility);
    }

    @ParameterizedTest
    @EnumSource
    void survives(StrangeStream hostility) throws Exception {
        inEachFormat(hostility);
    }

    private static void inEachFormat(Hostility hostility) throws Exception {
        EachFormat.proves(hostility::appliesTo, (format, asking) -> new Ordeal(hostility, format, asking).endure());
    }
}
