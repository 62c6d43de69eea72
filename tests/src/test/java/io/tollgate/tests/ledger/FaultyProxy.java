package io.tollgate.tests.ledger;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between a ledger and its server on the loopback, and loses or holds back what the server says. */
final class FaultyProxy implements AutoCloseable {
    private final ServerSocket door;
    private final int serverPort;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /** So many more packets of the server pass; then connections are cut with the next. */
    private final AtomicInteger passing = new AtomicInteger(Integer.MAX_VALUE);

    private volatile boolean silent;

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

    /** The server's answer is lost, and the connection with it, after so many packets. */
    void cutAfter(int packets) {
        passing.set(packets);
    }

    /** Answers don't come. */
    void silence(boolean on) {
        silent = on;
    }

    void heal() {
        silent = false;
        passing.set(Integer.MAX_VALUE);
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
                open.add(client);
                open.add(server);
                start(() -> pump(client, server, false));
                start(() -> pump(server, client, true));
            } catch (IOException e) {
                // The door was closed, or the server is away: there is nobody to serve.
            }
        }
    }

    private void pump(Socket from, Socket to, boolean answers) {
        byte[] buffer = new byte[8_192];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (answers && passing.getAndUpdate(left -> left == Integer.MAX_VALUE ? left : left - 1) <= 0) {
                    return;
                }
                if (!answers || !silent) {
                    out.write(buffer, 0, read);
                }
            }
        } catch (IOException e) {
            // One side is gone, and both are closed now.
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        door.close();
        for (Closeable each : open) {
            each.close();
        }
    }
}
