package io.tollgate.tests.hostile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A port of this machine behind which each request is answered by a test's own bytes, or by none. Thread-safe. */
final class RawServer implements AutoCloseable {
    /** What to do with one request; the connection is closed when this returns, unless the exchange was kept open. */
    interface Answering {
        void answer(Exchange exchange) throws IOException;
    }

    private final ServerSocket port;
    private final Answering answering;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final AtomicInteger requests = new AtomicInteger();
    private volatile String lastHead = "";

    private RawServer(ServerSocket port, Answering answering) {
        this.port = port;
        this.answering = answering;
        start(this::accept);
    }

    static RawServer start(Answering answering) {
        try {
            return at(new ServerSocket(0, 50, loopback()), answering);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One behind a port that a test opened, such as one with TLS. */
    static RawServer at(ServerSocket port, Answering answering) {
        return new RawServer(port, answering);
    }

    static InetAddress loopback() throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }

    String url() {
        return "http://127.0.0.1:" + port.getLocalPort();
    }

    int port() {
        return port.getLocalPort();
    }

    /** How many requests came whole. */
    int requests() {
        return requests.get();
    }

    /** How many connections came. */
    int connections() {
        return sockets.size();
    }

    /** The head of the request that came last. */
    String lastHead() {
        return lastHead;
    }

    private void accept() {
        while (!port.isClosed()) {
            try {
                Socket socket = port.accept();
                sockets.add(socket);
                start(() -> serve(socket));
            } catch (IOException e) {
                // Closed: the loop ends.
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            while (true) {
                Exchange exchange = new Exchange(socket, port::isClosed);
                if (!exchange.readRequest()) {
                    return;
                }
                lastHead = exchange.head();
                requests.incrementAndGet();
                answering.answer(exchange);
                if (!exchange.isKept()) {
                    return;
                }
            }
        } catch (IOException e) {
            // The client hung up, which is its right.
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "raw-server");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        closeQuietly(port);
        sockets.forEach(RawServer::closeQuietly);
    }

    private static void closeQuietly(AutoCloseable closed) {
        try {
            closed.close();
        } catch (Exception e) {
            // It is gone either way.
        }
    }
}
