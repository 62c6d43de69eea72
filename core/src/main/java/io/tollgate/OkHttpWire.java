package io.tollgate;

import io.tollgate.failure.Billed;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpCall;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import okhttp3.Authenticator;
import okhttp3.Connection;
import okhttp3.ConnectionPool;
import okhttp3.CookieJar;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/**
 * The network by OkHttp, held to one request on the wire for each {@link #send}.
 *
 * <p>OkHttp sends again by itself on 408, 421, 503 with {@code Retry-After: 0}, broken connections and redirects. Bodies
 * are one-shot, and redirects and connection retry are off, which ends all of that; a redirect would also carry
 * {@code x-api-key} to another host. That strictness has a price: a pooled connection is checked by OkHttp only after
 * 10 s of idleness, while servers close idle ones after 5 s. So a connection that was idle for a second is checked here
 * before anything is written to it; one that is dead is dropped, and the request, of which no byte left, takes another.
 *
 * <p>Time-outs of reads and writes are off in OkHttp: the {@link Guard} ends what takes too long, without a timer a call.
 */
final class OkHttpWire implements Wire {
    /** The idleness from which a pooled connection may have been closed by its server. */
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** A connection that dies this soon after the write died of its idleness; later, a model may have been at work. */
    private static final long DEAD_AT_ONCE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    /** More dead connections in a row than this are a broken network. */
    private static final int MAX_FRESH = 64;
    /** URLs that are kept; callers may name any model, and some vendors have it in the URL. */
    private static final int MAX_URLS = 1_000;

    private static final int MIN_MANY = 64;

    private final OkHttpClient client;
    private final boolean ownsClient;
    private final boolean resendOnDeadConnection;
    private final BoundedSockets sockets;
    private final PatientDns dns;
    private final ConcurrentMap<String, HttpUrl> urls = new ConcurrentHashMap<>();
    /** In place of a tag of the request, for which Kotlin's reflection loads 60 classes. */
    private final ConcurrentMap<okhttp3.Call, Transmission> underWay = new ConcurrentHashMap<>();

    private final ConcurrentMap<Connection, Long> lastUsed = new ConcurrentHashMap<>();
    private volatile int manyConnections = MIN_MANY;

    OkHttpWire(@Nullable OkHttpClient users, Timeouts timeouts, Limits limits, Retrying retrying) {
        this.ownsClient = users == null;
        this.resendOnDeadConnection = retrying.resendOnDeadConnection();
        this.sockets = new BoundedSockets(timeouts.connect());
        this.dns = new PatientDns(users == null ? Dns.SYSTEM : users.dns());
        OkHttpClient.Builder builder = users == null
                ? new OkHttpClient.Builder()
                        // Idle connections are at most as many as calls were in flight at once.
                        .connectionPool(new ConnectionPool(limits.inFlightPerProvider(), 5, TimeUnit.MINUTES))
                : users.newBuilder();
        if (users == null || users.socketFactory() == SocketFactory.getDefault()) {
            builder.socketFactory(sockets);
        }
        this.client = builder.followRedirects(false)
                .followSslRedirects(false)
                .retryOnConnectionFailure(false)
                .authenticator(Authenticator.NONE)
                .cookieJar(CookieJar.NO_COOKIES)
                .cache(null)
                .callTimeout(Duration.ZERO)
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .connectTimeout(timeouts.connect())
                .dns(dns)
                .addNetworkInterceptor(this::transmit)
                .build();
    }

    @Override
    public Reply send(HttpCall call, Guard guard) throws FailureException {
        IOException dead = null;
        for (int round = 0; round <= MAX_FRESH; round++) {
            Transmission transmission = new Transmission();
            okhttp3.Call http = client.newCall(request(call, transmission));
            guard.arm(http::cancel);
            try {
                underWay.put(http, transmission);
                Response response = sockets.limited(() -> dns.during(http, () -> execute(http)));
                guard.answered();
                return reply(response, transmission);
            } catch (IOException e) {
                if (guard.stop() != Guard.Stop.NONE || Thread.currentThread().isInterrupted() || !unprocessed(e)) {
                    throw new FailureException(failure(transmission, guard, e));
                }
                dead = e;
            } finally {
                underWay.remove(http);
                guard.exit();
            }
        }
        throw new FailureException(
                guard.failure(FailureKind.UNREACHABLE, new IOException("only dead connections", dead)));
    }

    /**
     * OkHttp lets an interrupt of its race of connections out as it is, undeclared, and the flag is gone by then. What an
     * app's own client throws, from an interceptor or a listener, is a failure of this exchange.
     */
    private static Response execute(okhttp3.Call http) throws IOException {
        try {
            return http.execute();
        } catch (IOException e) {
            throw e;
        } catch (RuntimeException defect) {
            http.cancel();
            throw new IOException(
                    "the HTTP client failed with " + defect.getClass().getName(), defect);
        } catch (Exception undeclared) {
            http.cancel();
            if (undeclared instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw new IOException("interrupted while connecting", undeclared);
        }
    }

    private Request request(HttpCall call, Transmission transmission) throws FailureException {
        try {
            return valid(call, transmission);
        } catch (IllegalArgumentException e) {
            // Its message may quote a header's value or the address, so it isn't passed on.
            throw FailureException.unsupported("the request's URL or one of its headers isn't valid HTTP");
        }
    }

    private Request valid(HttpCall call, Transmission transmission) {
        Request.Builder request = new Request.Builder().url(url(call.url()));
        Headers headers = call.headers();
        for (int i = 0; i < headers.size(); i++) {
            if (headers.name(i).equalsIgnoreCase("Content-Type")) {
                request.header(headers.name(i), headers.value(i)); // an account's own in place of the codec's
            } else {
                request.addHeader(headers.name(i), headers.value(i));
            }
        }
        boolean hasBody = !call.method().equals("GET");
        return request.method(call.method(), hasBody ? new OneShot(call.body(), transmission) : null)
                .build();
    }

    /** Parsing takes 1.4 KB, and a router asks few URLs over and over. */
    private HttpUrl url(String url) {
        HttpUrl known = urls.get(url);
        if (known != null) {
            return known;
        }
        HttpUrl parsed = HttpUrl.get(url);
        if (urls.size() < MAX_URLS) {
            urls.put(url, parsed);
        }
        return parsed;
    }

    private Reply reply(Response response, Transmission transmission) {
        okhttp3.Headers received = response.headers();
        List<String> pairs = new ArrayList<>(received.size() * 2);
        for (int i = 0; i < received.size(); i++) {
            pairs.add(received.name(i));
            pairs.add(received.value(i));
        }
        return new Reply(
                response.code(),
                Headers.received(pairs),
                sockets.limited(response.body().byteStream()),
                response.body().contentLength(),
                () -> close(response, transmission.connection));
    }

    private void close(Response response, @Nullable Connection connection) throws IOException {
        if (connection != null) {
            used(connection); // before it is free for the next call
        }
        try {
            sockets.limited(() -> {
                response.close();
                return response;
            });
        } finally {
            if (connection != null && connection.socket().isClosed()) {
                lastUsed.remove(connection); // its buffers may hold what nobody read
            }
        }
    }

    /**
     * Those that the pool closed are forgotten with each new one; where there are many, whenever they are twice as many as
     * were open the last time.
     */
    private void used(Connection connection) {
        boolean isNew = lastUsed.put(connection, System.nanoTime()) == null;
        if (isNew && (lastUsed.size() < MIN_MANY || lastUsed.size() > manyConnections)) {
            lastUsed.keySet().removeIf(known -> known.socket().isClosed());
            manyConnections = Math.max(MIN_MANY, 2 * lastUsed.size());
        }
    }

    /** Runs once a connection is there and nothing is written yet. */
    private Response transmit(Interceptor.Chain chain) throws IOException {
        Transmission transmission = underWay.get(chain.call());
        Connection connection = chain.connection();
        if (transmission == null || connection == null) {
            return chain.proceed(chain.request());
        }
        Long last = lastUsed.get(connection);
        long idle = last == null ? -1 : System.nanoTime() - last;
        if (idle >= IDLE_NANOS && isHttp1(connection) && isDead(connection.socket())) {
            connection.socket().close();
            lastUsed.remove(connection);
            throw new DeadConnectionException();
        }
        transmission.connection = connection;
        transmission.idleNanos = idle;
        transmission.writtenAt = System.nanoTime();
        return chain.proceed(chain.request());
    }

    private static boolean isHttp1(Connection connection) {
        return connection.protocol() == Protocol.HTTP_1_1 || connection.protocol() == Protocol.HTTP_1_0;
    }

    /** Whether the server has closed its side: a read ends at once, where on a live connection it would wait. */
    private static boolean isDead(Socket socket) {
        try {
            int before = socket.getSoTimeout();
            try {
                socket.setSoTimeout(1);
                // A byte that nobody asked for makes the connection as useless as its end.
                int unasked = socket.getInputStream().read();
                return unasked >= -1;
            } finally {
                socket.setSoTimeout(before);
            }
        } catch (SocketTimeoutException alive) {
            return false;
        } catch (IOException broken) {
            return true;
        }
    }

    /** Whether it is proved that no server worked on the request. */
    private static boolean unprocessed(IOException e) {
        if (e instanceof DeadConnectionException) {
            return true;
        }
        // OkHttp keeps both types to itself. The first is thrown before a stream is opened on a connection that the
        // server
        // has said goodbye on; the second is the server's word that it didn't process the stream (RFC 9113, 8.7), which
        // OkHttp also uses for streams above the last one that a GOAWAY names.
        String type = e.getClass().getSimpleName();
        return type.equals("ConnectionShutdownException")
                || (type.equals("StreamResetException")
                        && String.valueOf(e.getMessage()).contains("REFUSED_STREAM"));
    }

    private Failure failure(Transmission transmission, Guard guard, IOException e) {
        if (transmission.connection == null) {
            // No byte of the request left, whatever ended the wait for a connection.
            return guard.failure(FailureKind.UNREACHABLE, e).withBilled(Billed.NO);
        }
        boolean diedOfIdleness = transmission.idleNanos >= IDLE_NANOS
                && System.nanoTime() - transmission.writtenAt < DEAD_AT_ONCE_NANOS
                && !sawBytes(e);
        return guard.failure(
                resendOnDeadConnection && diedOfIdleness ? FailureKind.DELIVERY_UNKNOWN : FailureKind.NO_ANSWER, e);
    }

    /** Whether an answer had begun: okio tells how much it had of a line that never ended. */
    private static boolean sawBytes(IOException e) {
        Throwable cause = e.getCause();
        return cause instanceof EOFException
                && !String.valueOf(cause.getMessage()).contains("limit=0 ");
    }

    void close() {
        if (ownsClient) {
            client.dispatcher().executorService().shutdown();
            client.connectionPool().evictAll();
        }
    }

    /** What is known of one request on its way. Written and read by the calling thread. */
    private static final class Transmission {
        @Nullable
        Connection connection;

        long idleNanos = -1;
        long writtenAt;
    }

    /** A pooled connection turned out to be closed before anything was written to it. */
    private static final class DeadConnectionException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** A body that OkHttp may not send a second time. */
    private static final class OneShot extends RequestBody {
        private final byte[] bytes;
        private final Transmission transmission;

        OneShot(byte[] bytes, Transmission transmission) {
            this.bytes = bytes;
            this.transmission = transmission;
        }

        /** It is among the request's headers. */
        @Override
        public @Nullable MediaType contentType() {
            return null;
        }

        @Override
        public long contentLength() {
            return bytes.length;
        }

        @Override
        public boolean isOneShot() {
            return true;
        }

        @Override
        public void writeTo(BufferedSink sink) throws IOException {
            sink.write(bytes);
            transmission.writtenAt = System.nanoTime();
        }
    }
}
