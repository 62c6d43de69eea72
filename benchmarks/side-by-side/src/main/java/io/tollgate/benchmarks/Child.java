package io.tollgate.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;

/** One contender in its JVM: answers once, says that it is ready, and then does what it is told line by line. */
public final class Child {
    private final String type;
    private final Contender contender;

    private Child(String type, String baseUrl) throws Exception {
        this.type = type;
        this.contender = contender(baseUrl);
    }

    private Contender contender(String baseUrl) throws ReflectiveOperationException {
        return Class.forName(type)
                .asSubclass(Contender.class)
                .getConstructor(String.class)
                .newInstance(baseUrl);
    }

    public static void main(String[] args) throws Exception {
        Child child = new Child(args[0], args[1]);
        Work.CHAT.once(child.contender);
        System.out.println("ready");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            System.out.println(child.obey(line.split(" ", -1)));
        }
        child.contender.close();
    }

    private String obey(String[] words) throws Exception {
        return switch (words[0]) {
            case "run" ->
                run(Work.of(words[1]), Integer.parseInt(words[2]), Long.parseLong(words[3]))
                        .line();
            case "fail" -> fail(words[1]);
            case "rest" -> rest();
            default -> throw new IOException("expected run, fail or rest but got " + words[0]);
        };
    }

    /** How long one call to a URL that fails takes, and what it ends with. */
    private String fail(String url) throws Exception {
        try (Contender failing = contender(url)) {
            long start = System.nanoTime();
            String outcome = "answered";
            try {
                failing.chat("Why is the sky blue?");
            } catch (Exception e) {
                outcome = e.getClass().getSimpleName();
            }
            return (System.nanoTime() - start) / 1_000_000 + " " + outcome;
        }
    }

    private static String rest() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(50);
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() + " "
                + ManagementFactory.getThreadMXBean().getThreadCount();
    }

    private Result run(Work work, int callers, long millis) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(callers);
        try {
            // Threads start and connections open outside the measurement.
            together(pool, callers, () -> until(work, System.nanoTime() + 200_000_000L));
            OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            long bytes = allocated();
            long cpu = system.getProcessCpuTime();
            long start = System.nanoTime();
            List<long[][]> times = together(pool, callers, () -> until(work, start + millis * 1_000_000L));
            double seconds = (System.nanoTime() - start) / 1e9;
            long[] whole = sorted(times, 0);
            long[] first = sorted(times, 1);
            return new Result(
                    at(whole, 0.5),
                    at(whole, 0.99),
                    at(whole, 0.999),
                    at(first, 0.5),
                    whole.length * (double) work.units() / seconds,
                    (allocated() - bytes) / (double) whole.length,
                    (system.getProcessCpuTime() - cpu) / 1e3 / whole.length);
        } finally {
            pool.shutdownNow();
        }
    }

    /** The nanoseconds of each call, and to the first piece of each. */
    private long[][] until(Work work, long end) throws Exception {
        long[] whole = new long[1024];
        long[] first = new long[1024];
        int calls = 0;
        for (long start = System.nanoTime(); start < end || calls == 0; calls++) {
            if (calls == whole.length) {
                whole = Arrays.copyOf(whole, calls * 2);
                first = Arrays.copyOf(first, calls * 2);
            }
            first[calls] = work.once(contender);
            long now = System.nanoTime();
            whole[calls] = now - start;
            start = now;
        }
        return new long[][] {Arrays.copyOf(whole, calls), Arrays.copyOf(first, calls)};
    }

    private static <T> List<T> together(ExecutorService pool, int callers, Callable<T> caller) throws Exception {
        List<Callable<T>> all = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            all.add(caller);
        }
        List<T> done = new ArrayList<>();
        for (Future<T> each : pool.invokeAll(all)) {
            done.add(each.get());
        }
        return done;
    }

    /** By all threads that live, since libraries work on threads of their own, too. */
    private static long allocated() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return LongStream.of(threads.getThreadAllocatedBytes(threads.getAllThreadIds()))
                .filter(each -> each > 0)
                .sum();
    }

    private static long[] sorted(List<long[][]> parts, int which) {
        return parts.stream()
                .flatMapToLong(part -> LongStream.of(part[which]))
                .sorted()
                .toArray();
    }

    private static double at(long[] sorted, double quantile) {
        return sorted[(int) Math.min(sorted.length - 1L, (long) (sorted.length * quantile))] / 1e3;
    }
}
