package io.tollgate.tests.hostile;

import static io.tollgate.failure.FailureKind.TIMEOUT;
import static io.tollgate.failure.FailureKind.UNREACHABLE;

import io.tollgate.failure.FailureKind;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/** What keeps a call from ever getting a connection. */
@SuppressWarnings("ImmutableEnumChecker") // ways have no state
enum NoConnection implements Hostility {
    REFUSED(Place::refusing, UNREACHABLE),
    A_FULL_BACKLOG(Place::full, UNREACHABLE),

    A_NAME_THAT_NOBODY_HAS(() -> Place.named("vendor.invalid"), UNREACHABLE, TIMEOUT),
    A_NAME_THAT_IS_NOT_FOUND(
            () -> Place.resolvedBy(host -> {
                throw new UnknownHostException(host);
            }),
            UNREACHABLE),
    A_NAME_WITHOUT_ADDRESSES(() -> Place.resolvedBy(host -> List.of()), UNREACHABLE),
    A_RESOLVER_THAT_THROWS(
            () -> Place.resolvedBy(host -> {
                throw new IllegalStateException("a defect of the app's resolver");
            }),
            UNREACHABLE),
    A_RESOLVER_THAT_HANGS(() -> Place.resolvedBy(host -> NoConnection.never()), TIMEOUT),

    A_PROXY_THAT_REFUSES(() -> Place.behindProxy("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"), UNREACHABLE),
    A_PROXY_THAT_WANTS_A_PASSWORD(
            () -> Place.behindProxy(
                    "HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=x\r\nContent-Length: 0\r\n\r\n"),
            UNREACHABLE),

    A_SELF_SIGNED_CERTIFICATE(() -> Place.secure(Certificates.selfSigned()), UNREACHABLE),
    A_CERTIFICATE_OF_ANOTHER_HOST(() -> Place.secure(Certificates.ofAnotherHost()), UNREACHABLE),
    AN_EXPIRED_CERTIFICATE(() -> Place.secure(Certificates.expired()), UNREACHABLE),
    A_CERTIFICATE_OF_THE_FUTURE(() -> Place.secure(Certificates.ofTheFuture()), UNREACHABLE),
    PLAIN_HTTP_BEHIND_HTTPS(
            () -> Place.insecure(socket -> {
                socket.getInputStream().read();
                socket.getOutputStream().write(Format.bytes("HTTP/1.1 400 Bad Request\r\n\r\n"));
            }),
            UNREACHABLE),
    NOISE_FOR_A_HANDSHAKE(
            () -> Place.insecure(socket -> socket.getOutputStream().write(new byte[200])), UNREACHABLE),
    A_HANDSHAKE_THAT_CLOSES(
            () -> Place.insecure(socket -> socket.getInputStream().read()), UNREACHABLE),
    A_HANDSHAKE_THAT_RESETS(
            () -> Place.insecure(socket -> {
                socket.getInputStream().read();
                socket.setSoLinger(true, 0);
            }),
            UNREACHABLE),
    A_HANDSHAKE_THAT_STALLS(() -> Place.insecure(NoConnection::awaitEnd), UNREACHABLE),
    A_HANDSHAKE_THAT_STOPS_HALFWAY(
            () -> Place.insecure(socket -> {
                socket.getOutputStream().write(new byte[] {22, 3, 3, 0x40, 0, 2});
                awaitEnd(socket);
            }),
            UNREACHABLE),
    A_HANDSHAKE_BYTE_BY_BYTE(
            () -> Place.insecure(socket -> {
                OutputStream out = socket.getOutputStream();
                out.write(new byte[] {22, 3, 3, 0x40, 0});
                while (true) {
                    out.write(2);
                    LockSupport.parkNanos(20_000_000);
                }
            }),
            TIMEOUT);

    /** Makes the place that can't be reached. */
    @FunctionalInterface
    private interface Way {
        Place open() throws IOException;
    }

    private final Way way;
    private final Set<FailureKind> kinds;

    NoConnection(Way way, FailureKind first, FailureKind... more) {
        this.way = way;
        this.kinds = EnumSet.of(first, more);
    }

    Place open() throws IOException {
        return way.open();
    }

    @Override
    public void happen(Exchange exchange, Format format, Asking asking) {
        throw new AssertionError("a request came through " + this);
    }

    @Override
    public Set<FailureKind> kinds() {
        return kinds;
    }

    private static void awaitEnd(Socket socket) throws IOException {
        while (socket.getInputStream().read() >= 0) {
            // What comes is of no interest.
        }
    }

    /** As a lookup by the system does: it heeds no interrupt. */
    private static List<InetAddress> never() {
        while (true) {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                // Waits on.
            }
        }
    }
}
