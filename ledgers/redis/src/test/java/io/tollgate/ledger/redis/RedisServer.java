package io.tollgate.ledger.redis;

import java.io.BufferedInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import redis.embedded.core.ExecutableProvider;

/** A real server in a process of its own, which a test may kill and start again with its files. */
final class RedisServer implements AutoCloseable {
    private static final class Executable {
        static final File FILE = find();

        private static File find() {
            try {
                return ExecutableProvider.newJarResourceProvider().get();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static final class Shared {
        static final RedisServer ONLY = start();

        private static RedisServer start() {
            RedisServer server = RedisServer.start("--appendonly", "no", "--save", "");
            Runtime.getRuntime().addShutdownHook(new Thread(server::kill));
            return server;
        }
    }

    private final int port;
    private final Path folder;
    private final List<String> settings;
    private Process process;

    private RedisServer(int port, Path folder, List<String> settings) {
        this.port = port;
        this.folder = folder;
        this.settings = settings;
        this.process = launch();
    }

    /** One for all tests of a JVM, with nothing in it. */
    static RedisServer empty() {
        Shared.ONLY.tell("FLUSHALL");
        return Shared.ONLY;
    }

    static RedisServer start(String... settings) {
        Path folder = Path.of("target", "redis", UUID.randomUUID().toString());
        try {
            return new RedisServer(freePort(), Files.createDirectories(folder), List.of(settings));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One that watches over a master, named {@code budgets}, and puts its replica in its place within a second. */
    static RedisServer sentinelOf(RedisServer master) {
        Path folder = Path.of("target", "redis", UUID.randomUUID().toString());
        try {
            Path file = Files.createDirectories(folder).resolve("sentinel.conf");
            Files.writeString(file, """
                    sentinel monitor budgets 127.0.0.1 %d 1
                    sentinel down-after-milliseconds budgets 300
                    sentinel failover-timeout budgets 3000
                    """.formatted(master.port));
            return new RedisServer(
                    freePort(), folder, List.of(file.toAbsolutePath().toString(), "--sentinel"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    /** One at the address of this one, with the files of another: as when a replica takes over a name. */
    RedisServer withFilesOf(RedisServer other) {
        return new RedisServer(port, other.folder, other.settings);
    }

    /** Its append-only file, up to 6.2. */
    Path appendOnlyFile() {
        return folder.resolve("appendonly.aof");
    }

    /** Lets it answer nothing, with its connections open. */
    void freeze() {
        signal("STOP");
    }

    void thaw() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Process launch() {
        List<String> command = new ArrayList<>();
        command.add(Executable.FILE.getPath());
        command.addAll(settings);
        command.addAll(List.of(
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--dir",
                folder.toAbsolutePath().toString()));
        try {
            Process started = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
            awaitAnswer(started);
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitAnswer(Process started) {
        long until = System.nanoTime() + 20_000_000_000L;
        while (true) {
            try {
                if (tell("PING").startsWith("+PONG")) {
                    return;
                }
            } catch (UncheckedIOException e) {
                if (System.nanoTime() > until || !started.isAlive()) {
                    throw e;
                }
            }
            Thread.onSpinWait();
        }
    }

    String uri() {
        return "redis://127.0.0.1:" + port;
    }

    int port() {
        return port;
    }

    /** As kill -9 does. */
    void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    void startAgain() {
        process = launch();
    }

    /** One command, without the driver under test; the first line of the answer, or the text of a long one. */
    String tell(String... words) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 10_000);
            socket.setSoTimeout(10_000);
            StringBuilder command = new StringBuilder("*" + words.length + "\r\n");
            for (String word : words) {
                command.append('$')
                        .append(word.length())
                        .append("\r\n")
                        .append(word)
                        .append("\r\n");
            }
            socket.getOutputStream().write(command.toString().getBytes(StandardCharsets.UTF_8));
            return answer(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String answer(Socket socket) throws IOException {
        InputStream in = new BufferedInputStream(socket.getInputStream());
        String line = line(in);
        if (!line.startsWith("$") || line.equals("$-1")) {
            return line;
        }
        return new String(in.readNBytes(Integer.parseInt(line.substring(1))), StandardCharsets.UTF_8);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != '\r'; next = in.read()) {
            line.append((char) next);
        }
        in.read();
        return line.toString();
    }

    @Override
    public void close() {
        kill();
    }
}
