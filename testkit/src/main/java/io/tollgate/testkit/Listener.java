package io.tollgate.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A port of the loopback interface, and a daemon thread for each connection to it. Thread-safe. */
final class Listener implements AutoCloseable {
    private static final int BACKLOG = 1024;
    private static final long PATIENCE_MILLIS = 5_000;

    private final String name;
    private final Connection.Exchange exchange;
    private final Tally tally;
    private final int port;
    private final Map<Socket, Thread> connections = new ConcurrentHashMap<>();

    /** Guarded by this; null while the port is closed. */
    private @Nullable ServerSocket server;

    /** Guarded by this; the thread that waits at the port, or the last one that did. */
    private Thread acceptor;

    Listener(String name, Connection.Exchange exchange, Tally tally) {
        this.name = name;
        this.exchange = exchange;
        this.tally = tally;
        ServerSocket first = bind(0);
        this.port = first.getLocalPort();
        this.server = first;
        this.acceptor = accept(first);
    }

    int port() {
        return port;
    }

    /** Closes the port and all connections; when this returns, connects are refused. */
    void shut() {
        Thread accepting;
        synchronized (this) {
            accepting = acceptor;
            if (server != null) {
                closeQuietly(server);
                server = null;
            }
        }
        try {
            // The kernel keeps the port open until the thread that waits at it has woken.
            accepting.join(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        connections.keySet().forEach(Listener::closeQuietly);
    }

    /** Listens again at the same port. */
    synchronized void reopen() {
        if (server == null) {
            ServerSocket again = bind(port);
            server = again;
            acceptor = accept(again);
        }
    }

    @Override
    public void close() {
        tally.close();
        shut();
        connections.values().forEach(Thread::interrupt);
    }

    private static ServerSocket bind(int port) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(loopback(), port), BACKLOG);
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException("expected to listen at port " + port + " of the loopback interface", e);
        }
    }

    /** IPv4's, whatever the JVM prefers: base URLs name it. */
    static InetAddress loopback() throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }

    private Thread accept(ServerSocket from) {
        Thread thread = new Thread(
                () -> {
                    while (!from.isClosed()) {
                        try {
                            serve(from.accept());
                        } catch (IOException e) {
                            // Closed: the loop ends. Anything else is that client's loss.
                        }
                    }
                },
                "fake-" + name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private synchronized void serve(Socket socket) {
        if (server == null) {
            closeQuietly(socket);
            return;
        }
        int number = tally.connectionOpened();
        Connection connection = new Connection(socket, number, exchange, tally, () -> connections.remove(socket));
        Thread thread = new Thread(connection, "fake-" + name + "-" + number);
        thread.setDaemon(true);
        connections.put(socket, thread);
        thread.start();
    }

    private static void closeQuietly(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            // It is gone either way.
        }
    }
}
