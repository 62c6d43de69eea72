package io.tollgate.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Measures all contenders in turn, round by round, and prints tables. Arguments: the folder of the benchmarks, rounds,
 * milliseconds per measurement, and the file for the tables.
 */
public final class SideBySide {
    private static final List<Integer> STATUSES = List.of(400, 401, 403, 404, 408, 409, 422, 429, 500, 503);
    private static final int STARTS = 11;

    private final Path harness;
    private final List<Entry> entries;
    private final String upstream;
    private final int rounds;
    private final long millis;

    /** One line of the tables: what is done, by how many callers. */
    record Cell(Work work, int callers) {
        static final List<Cell> ALL = List.of(
                new Cell(Work.CHAT, 1),
                new Cell(Work.CHAT, 16),
                new Cell(Work.CHAT, 64),
                new Cell(Work.STREAM_64, 1),
                new Cell(Work.STREAM_512, 1),
                new Cell(Work.STREAM_64, 16),
                new Cell(Work.EMBED, 1));
    }

    /** What one library does with a vendor that fails. */
    record Failing(long requests, long millis, String outcome) {}

    private SideBySide(Path benchmarks, String upstream, int rounds, long millis) throws IOException {
        this.harness = benchmarks.resolve("side-by-side/target/classes");
        this.entries = Entry.all(benchmarks);
        this.upstream = upstream;
        this.rounds = rounds;
        this.millis = millis;
    }

    public static void main(String[] args) throws Exception {
        Path benchmarks = Path.of(args.length > 0 ? args[0] : "benchmarks");
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        long millis = args.length > 2 ? Long.parseLong(args[2]) : 2000;
        Process process = Entry.java(
                "-Xmx256m",
                "-cp",
                benchmarks.resolve("side-by-side/target/classes").toString(),
                "io.tollgate.benchmarks.Upstream");
        try (Entry.Running server = new Entry.Running(process)) {
            String upstream = "http://127.0.0.1:" + server.read();
            String report = new SideBySide(benchmarks, upstream, rounds, millis).report();
            System.out.println(report);
            if (args.length > 3) {
                Files.writeString(Path.of(args[3]), report);
            }
        }
    }

    private String report() throws Exception {
        Report report = new Report(entries);
        report.machine(rounds, millis);
        report.starts(starts());
        Map<String, Entry.Running> running = new LinkedHashMap<>();
        try {
            for (Entry entry : entries) {
                Entry.Running child = entry.start(upstream + "/v1", harness);
                child.read();
                running.put(entry.name(), child);
            }
            report.rounds(measure(running));
            report.rest(ask(running, "rest"));
            report.failures(STATUSES, failures(running));
        } finally {
            running.values().forEach(Entry.Running::close);
        }
        return report.text();
    }

    /** From the start of the process to its first answer, in milliseconds. */
    private Map<String, List<Double>> starts() throws IOException {
        Map<String, List<Double>> times = new LinkedHashMap<>();
        for (int i = 0; i < STARTS; i++) {
            for (Entry entry : entries) {
                long start = System.nanoTime();
                try (Entry.Running child = entry.start(upstream + "/v1", harness)) {
                    child.read();
                    times.computeIfAbsent(entry.name(), name -> new ArrayList<>())
                            .add((System.nanoTime() - start) / 1e6);
                }
            }
        }
        return times;
    }

    private Map<Cell, Map<String, List<Result>>> measure(Map<String, Entry.Running> running) throws IOException {
        Map<Cell, Map<String, List<Result>>> results = new LinkedHashMap<>();
        for (int round = -1; round < rounds; round++) {
            for (Cell cell : Cell.ALL) {
                for (Map.Entry<String, Entry.Running> each : running.entrySet()) {
                    String line = each.getValue()
                            .tell("run " + cell.work() + " " + cell.callers() + " "
                                    + (round < 0 ? 3 * millis / 2 : millis));
                    if (round >= 0) {
                        results.computeIfAbsent(cell, any -> new LinkedHashMap<>())
                                .computeIfAbsent(each.getKey(), any -> new ArrayList<>())
                                .add(Result.parse(line));
                    }
                }
            }
            System.err.println("round " + round + " of " + rounds);
        }
        return results;
    }

    private static Map<String, String> ask(Map<String, Entry.Running> running, String command) throws IOException {
        Map<String, String> answers = new LinkedHashMap<>();
        for (Map.Entry<String, Entry.Running> each : running.entrySet()) {
            answers.put(each.getKey(), each.getValue().tell(command));
        }
        return answers;
    }

    /** All contenders at once, since most of the time is spent waiting between attempts. */
    private Map<String, List<Failing>> failures(Map<String, Entry.Running> running) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(running.size());
        try {
            Map<String, Future<List<Failing>>> asked = new LinkedHashMap<>();
            running.forEach((name, child) -> {
                Callable<List<Failing>> each = () -> failures(name.replaceAll("[^a-zA-Z0-9]", ""), child);
                asked.put(name, pool.submit(each));
            });
            Map<String, List<Failing>> failures = new LinkedHashMap<>();
            for (Map.Entry<String, Future<List<Failing>>> each : asked.entrySet()) {
                failures.put(each.getKey(), each.getValue().get());
            }
            return failures;
        } finally {
            pool.shutdownNow();
        }
    }

    private List<Failing> failures(String name, Entry.Running child) throws Exception {
        List<Failing> failures = new ArrayList<>();
        for (int status : STATUSES) {
            String key = status + "/" + name;
            String[] told =
                    child.tell("fail " + upstream + "/fail/" + key + "/v1").split(" ", -1);
            HttpRequest count = HttpRequest.newBuilder(URI.create(upstream + "/count/" + key))
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();
            String requests = HttpClient.newHttpClient()
                    .send(count, HttpResponse.BodyHandlers.ofString())
                    .body();
            failures.add(new Failing(Long.parseLong(requests), Long.parseLong(told[0]), told[1]));
        }
        return failures;
    }
}
