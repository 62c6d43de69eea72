package io.tollgate.tests.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever a vendor or the network does to a chat, a stream or an embedding in any format, the call ends in time with the
 * right answer or a failure of the right kind, was sent as often as it says, and leaves nothing held, open or counted.
 */
class HostileWorldTest {
    private static final ExecutorService CALLS = Executors.newFixedThreadPool(30, task -> {
        Thread thread = new Thread(task, "hostile-caller");
        thread.setDaemon(true);
        return thread;
    });

    @AfterAll
    static void stop() {
        CALLS.shutdownNow();
    }

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

    /** All formats at once, since most of what happens is waiting. */
    private static void inEachFormat(Hostility hostility) throws Exception {
        List<Future<?>> running = new ArrayList<>();
        for (Format format : Format.values()) {
            for (Asking asking : Asking.values()) {
                if ((asking != Asking.EMBED || format.embeds()) && hostility.appliesTo(format, asking)) {
                    running.add(CALLS.submit(() -> {
                        new Ordeal(hostility, format, asking).endure();
                        return null;
                    }));
                }
            }
        }
        assertThat(running).isNotEmpty();
        List<Throwable> failed = new ArrayList<>();
        for (Future<?> one : running) {
            try {
                one.get(30, TimeUnit.SECONDS);
            } catch (java.util.concurrent.ExecutionException e) {
                failed.add(e.getCause());
            }
        }
        assertThat(failed).isEmpty();
    }
}
