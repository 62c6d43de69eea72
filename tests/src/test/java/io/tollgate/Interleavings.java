package io.tollgate;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Tries a block that runs threads in the orders that they may have: Lincheck chooses them one by one where it is on the
 * class path, in the profile {@code lincheck}; elsewhere chance does.
 */
final class Interleavings {
    private static final int BY_CHANCE = 2_000;
    private static final int CHOSEN = Integer.getInteger("tollgate.interleavings", 1_000);

    private Interleavings() {}

    static void explore(Runnable block) throws ReflectiveOperationException {
        Class<?> lincheck;
        try {
            lincheck = Class.forName("org.jetbrains.lincheck.Lincheck");
        } catch (ClassNotFoundException e) {
            for (int i = 0; i < BY_CHANCE; i++) {
                block.run();
            }
            return;
        }
        try {
            lincheck.getMethod("runConcurrentTest", int.class, Runnable.class).invoke(null, CHOSEN, block);
        } catch (InvocationTargetException e) {
            throw new AssertionError("an order of threads that breaks it", e.getCause());
        }
    }

    /** Work of one thread. */
    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }

    /** Runs these at once and waits for them. */
    static void together(Work... works) {
        AtomicReference<Throwable> failed = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        for (Work work : works) {
            threads.add(new Thread(() -> {
                try {
                    work.run();
                } catch (Exception | Error e) {
                    failed.set(e);
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
        Throwable failure = failed.get();
        if (failure != null) {
            throw new AssertionError(failure);
        }
    }

    static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
