package io.tollgate;

import java.time.Duration;

/** How long is waited for what. Immutable. */
public final class Timeouts {
    private static final Duration MAX = Duration.ofDays(1);
    private static final Timeouts STANDARD = new Timeouts(
            Duration.ofSeconds(10), Duration.ofSeconds(120), Duration.ofSeconds(60), Duration.ofMinutes(10));

    private final Duration connect;
    private final Duration firstContent;
    private final Duration idle;
    private final Duration call;

    private Timeouts(Duration connect, Duration firstContent, Duration idle, Duration call) {
        this.connect = connect;
        this.firstContent = firstContent;
        this.idle = idle;
        this.call = call;
    }

    /** Connect 10 s, first content 120 s, idle 60 s, call 10 min. */
    public static Timeouts standard() {
        return STANDARD;
    }

    /** The time to reach a server, TLS included; 10 s by default. */
    public Timeouts withConnect(Duration connect) {
        return new Timeouts(check("connect", connect), firstContent, idle, call);
    }

    /** The time from sending a request to the first content of its answer; 120 s by default. */
    public Timeouts withFirstContent(Duration firstContent) {
        return new Timeouts(connect, check("first content", firstContent), idle, call);
    }

    /** The time without a byte once an answer has begun; a ping counts as a byte; 60 s by default. */
    public Timeouts withIdle(Duration idle) {
        return new Timeouts(connect, firstContent, check("idle", idle), call);
    }

    /**
     * The time for a whole call with all its retries, fallbacks and waits, unless its request sets a deadline; 10 min by
     * default. Of a stream it covers the time until the first content only.
     */
    public Timeouts withCall(Duration call) {
        return new Timeouts(connect, firstContent, idle, check("call", call));
    }

    private static Duration check(String name, Duration value) {
        if (value.compareTo(Duration.ofMillis(1)) < 0 || value.compareTo(MAX) > 0) {
            throw new IllegalArgumentException("expected a " + name + " time-out of 1 ms to 24 h, but got " + value);
        }
        return value;
    }

    /** The time to reach a server. */
    public Duration connect() {
        return connect;
    }

    /** The time to the first content. */
    public Duration firstContent() {
        return firstContent;
    }

    /** The time without a byte. */
    public Duration idle() {
        return idle;
    }

    /** The time for a whole call. */
    public Duration call() {
        return call;
    }

    @Override
    public String toString() {
        return "connect " + connect + ", first content " + firstContent + ", idle " + idle + ", call " + call;
    }
}
