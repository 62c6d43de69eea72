package io.tollgate;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Tries a block that runs threads in the orders that they may have: Lincheck chooses them one by one where it is on the
 * class path, in the profile {@code lincheck}; elsewhere chance does.
 */
final class Interleavings {
    private static final int BY_CHANCE = 2_000;
    private static final int CHOSEN = Integer.getInteger("tollgate.interleavings", 1_000);

    /** How often a block is run at most. */
    static final int MOST = Math.max(BY_CHANCE, CHOSEN);

    /** Fewer than these, and Lincheck saw nothing in the block where another thread could go on. */
    private static final int LEAST = 9;

    /** Lincheck gives the fields of our classes their old values after each run, but leaves the system's properties alone. */
    private static final String RUNS = "tollgate.interleavings.runs";

    private Interleavings() {}

    /** Whether Lincheck chooses the orders. */
    static boolean areChosen() {
        return lincheck().isPresent();
    }

    private static Optional<Class<?>> lincheck() {
        try {
            return Optional.of(Class.forName("org.jetbrains.lincheck.Lincheck"));
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        }
    }

    static void explore(Runnable block) throws ReflectiveOperationException {
        Optional<Class<?>> lincheck = lincheck();
        if (lincheck.isPresent()) {
            choose(lincheck.get(), block);
            return;
        }
        for (int i = 0; i < BY_CHANCE; i++) {
            block.run();
        }
    }

    private static void choose(Class<?> lincheck, Runnable block) throws ReflectiveOperationException {
        System.setProperty(RUNS, "0");
        try {
            run(lincheck, () -> {
                System.setProperty(RUNS, String.valueOf(Integer.getInteger(RUNS) + 1));
                block.run();
            });
        } catch (InvocationTargetException e) {
            throw new AssertionError("an order of threads that breaks it", e.getCause());
        }
        check(Integer.getInteger(RUNS) >= LEAST, "only " + Integer.getInteger(RUNS) + " orders were tried");
    }

    /**
     * With bounds for loops that those of a block's preparation stay within: by Lincheck's own, a loop that runs ten times
     * ends the search. They can't be set by its public methods.
     */
    private static void run(Class<?> lincheck, Runnable block) throws ReflectiveOperationException {
        Class<?> settings = Class.forName("org.jetbrains.lincheck.LincheckSettings");
        Constructor<?> bounds = settings.getConstructor(boolean.class, int.class, int.class, int.class);
        Method run = lincheck.getMethod("runConcurrentTestInternal$lincheck", int.class, settings, Runnable.class);
        run.invoke(null, CHOSEN, bounds.newInstance(true, 1_000, 100_000, 100), block);
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
