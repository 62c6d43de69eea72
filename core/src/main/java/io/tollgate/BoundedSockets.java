package io.tollgate;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Duration;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Sockets that take only so many bytes for each read of an answer.
 *
 * <p>The limits on headers and bodies count what OkHttp hands out. What it reads for itself without end, such as the digits
 * of a chunk's size or a file name in a gzip header, would fill the memory, and be walked through byte by byte, in the time
 * that a call has. Only a thread that reads an answer is limited: HTTP/2 is read by a thread of OkHttp's, which has windows.
 *
 * <p>A server that accepts and then says nothing is waited for as long as one that doesn't accept.
 */
final class BoundedSockets extends SocketFactory {
    /** More than the 256 KiB of headers that OkHttp takes, and than a read of a body needs. */
    static final int MAX_BYTES = 512 * 1024;

    @SuppressWarnings("ThreadLocalUsage") // one a router, and nothing stays in it after a read
    private final ThreadLocal<@Nullable Allowance> allowed = new ThreadLocal<>();

    private final int handshakeMillis;

    /** @param handshake the longest silence of a server that was reached, until OkHttp has shaken hands with it */
    BoundedSockets(Duration handshake) {
        this.handshakeMillis = (int) Math.min(Integer.MAX_VALUE, handshake.toMillis());
    }

    /** What one read of an answer may still take; used by one thread. */
    private static final class Allowance {
        private int left = MAX_BYTES;

        private void take(int bytes) throws IOException {
            left -= bytes;
            if (left < 0) {
                throw new IOException("more than " + MAX_BYTES + " bytes came that are neither headers nor a body");
            }
        }
    }

    /** Something that reads from a socket. */
    @FunctionalInterface
    interface Reading<T> {
        T read() throws IOException;
    }

    /** Does this with the socket's bytes limited. */
    <T> T limited(Reading<T> reading) throws IOException {
        allowed.set(new Allowance());
        try {
            return reading.read();
        } finally {
            allowed.remove();
        }
    }

    /** This body, each read of which is limited. */
    InputStream limited(InputStream body) {
        return new FilterInputStream(body) {
            @Override
            public int read() throws IOException {
                return limited(in::read);
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                return limited(() -> in.read(bytes, offset, length));
            }
        };
    }

    @Override
    public Socket createSocket() {
        return new LimitedSocket();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return createSocket(InetAddress.getByName(host), port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        Socket socket = createSocket();
        socket.connect(new InetSocketAddress(host, port));
        return socket;
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return createSocket(InetAddress.getByName(host), port, localHost, localPort);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) throws IOException {
        Socket socket = createSocket();
        socket.bind(new InetSocketAddress(localHost, localPort));
        socket.connect(new InetSocketAddress(host, port));
        return socket;
    }

    private final class LimitedSocket extends Socket {
        @Override
        public void connect(SocketAddress endpoint, int timeout) throws IOException {
            super.connect(endpoint, timeout);
            // OkHttp sets its own, which is none, when the connection is made: until then TLS or a proxy is waited for.
            setSoTimeout(handshakeMillis);
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new FilterInputStream(super.getInputStream()) {
                @Override
                public int read() throws IOException {
                    int one = in.read();
                    take(1);
                    return one;
                }

                @Override
                public int read(byte[] bytes, int offset, int length) throws IOException {
                    int read = in.read(bytes, offset, length);
                    take(read);
                    return read;
                }
            };
        }

        private void take(int bytes) throws IOException {
            Allowance allowance = allowed.get();
            if (allowance != null) {
                allowance.take(bytes);
            }
        }
    }
}
