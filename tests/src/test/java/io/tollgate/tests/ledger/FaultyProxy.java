package io.tollgate.tests.ledger;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Stands between a ledger and its server on the loopback, and does to their messages what networks do. */
final class FaultyProxy implements AutoCloseable {
    private static final int ALL = Integer.MAX_VALUE;
    private static final int PACKET = 8_192;

    private final ServerSocket door;
    private final int serverPort;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /** So many more packets pass; the next is lost, and its connection with it. */
    private final AtomicInteger answersLeft = new AtomicInteger(ALL);

    private final AtomicInteger requestsLeft = new AtomicInteger(ALL);
    private final AtomicInteger repeated = new AtomicInteger();
    private final Object change = new Object();
    private final CountDownLatch closed = new CountDownLatch(1);

    private volatile boolean silent;
    private volatile boolean repeating;
    private volatile long delayNanos;
    private boolean heldBack; // guarded by change

    FaultyProxy(int serverPort) {
        this.serverPort = serverPort;
        try {
            this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    /** The server did what was asked, and nobody hears of it. */
    void loseAnswersAfter(int packets) {
        answersLeft.set(packets);
    }

    /** The server never hears of it. */
    void loseRequestsAfter(int packets) {
        requestsLeft.set(packets);
    }

    /** Connections that are asked something now stay open, and nothing comes from them any more, not even their end. */
    void silence() {
        silent = true;
    }

    void delay(Duration each) {
        delayNanos = each.toNanos();
    }

    /** What is asked from now on is on its way until it is delivered. */
    void holdBack() {
        synchronized (change) {
            heldBack = true;
        }
    }

    void deliver() {
        synchronized (change) {
            heldBack = false;
            change.notifyAll();
        }
    }

    /** Each request is answered on a connection of the proxy's own first, unheard by its sender, and then sent once more. */
    void repeat() {
        repeating = true;
    }

    int repeated() {
        return repeated.get();
    }

    void heal() {
        silent = false;
        repeating = false;
        delayNanos = 0;
        answersLeft.set(ALL);
        requestsLeft.set(ALL);
        deliver();
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
                open.add(client);
                open.add(server);
                Pair pair = new Pair(client, server);
                start(pair::requests);
                start(pair::answers);
            } catch (IOException e) {
                // The door was closed, or the server is away: there is nobody to serve.
            }
        }
    }

    @FunctionalInterface
    private interface Pass {
        /** Whether the connection goes on. */
        boolean packet(OutputStream to, byte[] bytes, int length) throws IOException, InterruptedException;
    }

    /** One connection of a client, and the proxy's own to the server. */
    private final class Pair {
        private final Socket client;
        private final Socket server;
        private @Nullable Socket twin;

        Pair(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void requests() {
            pump(client, server, (to, bytes, length) -> {
                LockSupport.parkNanos(delayNanos);
                synchronized (change) {
                    while (heldBack) {
                        change.wait();
                    }
                }
                if (takeOne(requestsLeft)) {
                    return false;
                }
                if (repeating) {
                    Socket first = twin();
                    first.getOutputStream().write(bytes, 0, length);
                    if (first.getInputStream().read(new byte[PACKET]) > 0) {
                        repeated.incrementAndGet();
                    }
                }
                to.write(bytes, 0, length);
                return true;
            });
        }

        private Socket twin() throws IOException {
            if (twin == null) {
                Socket made = new Socket(InetAddress.getLoopbackAddress(), serverPort);
                open.add(made);
                twin = made;
            }
            return twin;
        }

        void answers() {
            pump(server, client, (to, bytes, length) -> {
                LockSupport.parkNanos(delayNanos);
                if (takeOne(answersLeft)) {
                    return false;
                }
                if (silent) {
                    closed.await();
                }
                to.write(bytes, 0, length);
                return true;
            });
        }

        private void pump(Socket from, Socket to, Pass pass) {
            byte[] buffer = new byte[PACKET];
            try (from;
                    to) {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                int read = in.read(buffer);
                while (read >= 0 && pass.packet(out, buffer, read)) {
                    read = in.read(buffer);
                }
            } catch (IOException e) {
                // One side is gone, and both are closed now.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                open.remove(from);
                open.remove(to);
            }
        }
    }

    /** Whether this is the one that is lost. */
    private static boolean takeOne(AtomicInteger left) {
        return left.getAndUpdate(now -> now == ALL ? now : now - 1) <= 0;
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        door.close();
        deliver();
        for (Closeable each : open) {
            each.close();
        }
    }
}
