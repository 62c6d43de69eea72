package io.tollgate.tests.hostile;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import okhttp3.Dns;
import okhttp3.OkHttpClient;

/**
 * An address, the client that an app would ask it with, and how many requests came there.
 *
 * @param requests whole ones
 */
record Place(String url, OkHttpClient client, IntSupplier requests, List<Closeable> opened) implements Closeable {
    private static final OkHttpClient CLIENT = new OkHttpClient();

    /** What is done with a connection, which is closed when this returns. */
    @FunctionalInterface
    interface Serving {
        void serve(Socket socket) throws IOException;
    }

    static Place of(String url, OkHttpClient client) {
        return new Place(url, client, () -> 0, List.of());
    }

    /** A port that is taken and doesn't listen. */
    static Place refusing() throws IOException {
        Socket bound = new Socket();
        bound.bind(new InetSocketAddress(RawServer.loopback(), 0));
        return new Place("http://127.0.0.1:" + bound.getLocalPort(), CLIENT, () -> 0, List.of(bound));
    }

    /** A port where so many wait to be accepted that the next one hears nothing. */
    static Place full() throws IOException {
        ServerSocket port = new ServerSocket(0, 1, RawServer.loopback());
        List<Closeable> opened = new ArrayList<>(List.of(port));
        for (int i = 0; i < 64; i++) {
            Socket waiting = new Socket();
            opened.add(waiting);
            try {
                waiting.connect(port.getLocalSocketAddress(), 200);
            } catch (SocketTimeoutException full) {
                break;
            }
        }
        return new Place("http://127.0.0.1:" + port.getLocalPort(), CLIENT, () -> 0, opened);
    }

    static Place named(String host) {
        return of("https://" + host, CLIENT);
    }

    static Place resolvedBy(Dns dns) {
        return of("https://vendor.example", CLIENT.newBuilder().dns(dns).build());
    }

    /** A proxy that answers a request for a tunnel with this. */
    static Place behindProxy(String answer) throws IOException {
        AtomicInteger requests = new AtomicInteger();
        RawServer proxy = RawServer.start(exchange -> {
            if (!exchange.head().startsWith("CONNECT ")) {
                requests.incrementAndGet();
            }
            exchange.send(answer);
        });
        OkHttpClient client = CLIENT.newBuilder()
                .proxy(new Proxy(Proxy.Type.HTTP, new InetSocketAddress(RawServer.loopback(), proxy.port())))
                .build();
        return new Place("https://vendor.example", client, requests::get, List.of(proxy::close));
    }

    /** A server that would answer, with this certificate. */
    static Place secure(Certificates certificates) throws IOException {
        RawServer server = RawServer.at(certificates.port(), exchange -> exchange.send(200));
        return secure(certificates, server);
    }

    static Place secure(Certificates certificates, RawServer server) {
        String url = "https://localhost:" + server.port();
        return new Place(url, certificates.trustedBy(CLIENT), server::requests, List.of(server::close));
    }

    /** A port behind which no TLS is spoken. */
    static Place insecure(Serving serving) throws IOException {
        ServerSocket port = new ServerSocket(0, 100, RawServer.loopback());
        start(() -> {
            while (!port.isClosed()) {
                Socket socket = port.accept();
                start(() -> {
                    try (socket) {
                        serving.serve(socket);
                    }
                });
            }
        });
        return new Place("https://localhost:" + port.getLocalPort(), CLIENT, () -> 0, List.of(port));
    }

    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // The client hung up, or the port was closed.
                    }
                },
                "place");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        for (Closeable one : opened) {
            one.close();
        }
    }
}
