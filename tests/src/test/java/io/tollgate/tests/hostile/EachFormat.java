package io.tollgate.tests.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Tries something with each kind of call in each format, all at once, since most of what happens is waiting. */
final class EachFormat {
    private EachFormat() {}

    /** One call and what must hold after it. */
    @FunctionalInterface
    interface Proof {
        void of(Format format, Asking asking) throws Exception;
    }

    /** Whether it can be tried with this kind of call in this format. */
    @FunctionalInterface
    interface Scope {
        boolean covers(Format format, Asking asking);
    }

    static void proves(Proof proof) throws Exception {
        proves((format, asking) -> true, proof);
    }

    static void proves(Scope scope, Proof proof) throws Exception {
        ExecutorService callers = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "hostile-caller");
            thread.setDaemon(true);
            return thread;
        });
        List<Future<?>> running = new ArrayList<>();
        for (Format format : Format.values()) {
            for (Asking asking : Asking.values()) {
                if ((asking != Asking.EMBED || format.embeds()) && scope.covers(format, asking)) {
                    running.add(callers.submit(() -> {
                        proof.of(format, asking);
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
            } catch (ExecutionException e) {
                failed.add(e.getCause());
            }
        }
        callers.shutdownNow();
        assertThat(failed).isEmpty();
    }
}
