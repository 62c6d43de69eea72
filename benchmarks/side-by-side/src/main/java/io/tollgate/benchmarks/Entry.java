package io.tollgate.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A contender that takes part: its name, its class and its class path. */
record Entry(String name, String type, List<Path> classPath) {
    /** What a hand-written call needs, out of the class path of Tollgate. */
    private static final List<String> FLOOR = List.of("okhttp", "okio", "kotlin", "annotations", "jackson");

    /** All whose class path has been written by the build; a peer that isn't built doesn't take part. */
    static List<Entry> all(Path benchmarks) throws IOException {
        List<Entry> entries = new ArrayList<>();
        List<Path> ours = classPath(benchmarks.resolve("side-by-side"));
        List<Path> floor = ours.stream().filter(Entry::isOfFloor).toList();
        entries.add(new Entry("OkHttp + Jackson", "io.tollgate.benchmarks.Floor", floor));
        entries.add(new Entry("Tollgate, one model", "io.tollgate.benchmarks.OneModel", ours));
        entries.add(new Entry("Tollgate, route of four", "io.tollgate.benchmarks.RouteOfFour", ours));
        addIfBuilt(entries, "openai-java", "OpenAiJava", benchmarks);
        addIfBuilt(entries, "langchain4j", "LangChain4j", benchmarks);
        addIfBuilt(entries, "spring-ai", "SpringAi", benchmarks);
        return entries;
    }

    private static void addIfBuilt(List<Entry> entries, String name, String type, Path benchmarks) throws IOException {
        Path module = benchmarks.resolve("peers").resolve(name);
        if (Files.exists(module.resolve("target/classpath.txt"))) {
            List<Path> path = new ArrayList<>(classPath(module));
            path.add(module.resolve("target/classes"));
            entries.add(new Entry(name, "io.tollgate.benchmarks." + type, path));
        }
    }

    private static boolean isOfFloor(Path jar) {
        String name = jar.getFileName().toString();
        return FLOOR.stream().anyMatch(name::startsWith);
    }

    private static List<Path> classPath(Path module) throws IOException {
        String[] paths =
                Files.readString(module.resolve("target/classpath.txt")).trim().split(File.pathSeparator, -1);
        return Arrays.stream(paths).map(Path::of).toList();
    }

    /** The size of the jars in bytes; what only the benchmark needs isn't among them. */
    long classPathBytes() {
        return jars().mapToLong(jar -> jar.toFile().length()).sum();
    }

    long jarCount() {
        return jars().count();
    }

    private Stream<Path> jars() {
        return classPath.stream()
                .filter(path ->
                        path.toString().endsWith(".jar") && !path.toString().contains("side-by-side"));
    }

    Running start(String baseUrl, Path harness) throws IOException {
        String path = Stream.concat(Stream.of(harness), classPath.stream())
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
        return new Running(java("-Xmx512m", "-cp", path, "io.tollgate.benchmarks.Child", type, baseUrl));
    }

    /** A process of the JDK that runs this one. */
    static Process java(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** A contender's process. */
    static final class Running implements AutoCloseable {
        private final Process process;
        private final BufferedReader out;
        private final OutputStream in;

        Running(Process process) {
            this.process = process;
            this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
            this.in = process.getOutputStream();
        }

        /** Waits for the next line. */
        String read() throws IOException {
            String line = out.readLine();
            if (line == null) {
                throw new IOException("expected a line from the contender, but its process ended");
            }
            return line;
        }

        String tell(String command) throws IOException {
            in.write((command + "\n").getBytes(UTF_8));
            in.flush();
            return read();
        }

        @Override
        public void close() {
            process.destroy();
        }
    }
}
