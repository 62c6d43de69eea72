package io.tollgate.testkit;

import io.tollgate.spi.Headers;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One request as a fake vendor received it. Immutable.
 *
 * <p>{@link #toString()} tells neither header values nor the body.
 */
public final class Received {
    private final long number;
    private final int connection;
    private final int useOfConnection;
    private final String method;
    private final String target;
    private final Headers headers;
    private final byte[] body;
    private final Asked asked;

    Received(
            long number,
            int connection,
            int useOfConnection,
            String method,
            String target,
            Headers headers,
            byte[] body,
            Asked asked) {
        this.number = number;
        this.connection = connection;
        this.useOfConnection = useOfConnection;
        this.method = method;
        this.target = target;
        this.headers = headers;
        this.body = body;
        this.asked = asked;
    }

    /** The how-manieth request to this vendor it is, from 1. */
    public long number() {
        return number;
    }

    /** The how-manieth connection to this vendor it came over, from 1. */
    public int connection() {
        return connection;
    }

    /** The how-manieth request of its connection it is, from 1: above 1, the client reused the connection. */
    public int useOfConnection() {
        return useOfConnection;
    }

    /** The HTTP method. */
    public String method() {
        return method;
    }

    /** Path and query as they were sent, such as {@code /v1/chat/completions}. */
    public String path() {
        return target;
    }

    /** All headers in their order. */
    public Headers headers() {
        return headers;
    }

    /** The body's bytes, without their framing. */
    public byte[] body() {
        return body.clone();
    }

    /** The body as UTF-8. */
    public String bodyText() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** The model it asks for, empty if there is none. */
    public String model() {
        return asked.model();
    }

    /** Whether it asks for a stream. */
    public boolean isStream() {
        return asked.stream();
    }

    /** The text of its last message, the texts to embed, one a line, or the query to rank by. */
    public String text() {
        return asked.text();
    }

    /** The names of the tools it offers. */
    public List<String> tools() {
        return asked.tools();
    }

    /** The results of tools it brings back, in their order. */
    public List<String> toolResults() {
        return asked.toolResults();
    }

    Asked asked() {
        return asked;
    }

    int bodyLength() {
        return body.length;
    }

    @Override
    public String toString() {
        String path = target.contains("?") ? target.substring(0, target.indexOf('?')) : target;
        return "Received[" + number + ": " + method + ' ' + path + ", " + body.length + " bytes, connection "
                + connection + ", use " + useOfConnection + "]";
    }
}
