package io.tollgate;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import okhttp3.Dns;
import org.jspecify.annotations.Nullable;

/**
 * Looks a name up on a thread of its own. A lookup in Java heeds neither interrupt nor deadline, a resolver that is down
 * takes half a minute to say so, and a virtual thread would keep its carrier all the while. Calls that ask for one name at
 * once share a lookup, so that one that hangs costs a thread for each host and not for each call. Thread-safe.
 */
final class PatientDns implements Dns {
    /** How often a caller who waits looks whether its call was cancelled. */
    private static final long LOOK_MILLIS = 50;

    private final Dns dns;
    private final ConcurrentMap<String, CompletableFuture<List<InetAddress>>> lookups = new ConcurrentHashMap<>();

    @SuppressWarnings("ThreadLocalUsage") // one a router, and nothing stays in it after a call
    private final ThreadLocal<okhttp3.@Nullable Call> asking = new ThreadLocal<>();

    PatientDns(Dns dns) {
        this.dns = dns;
    }

    /** What a call does with the network. */
    @FunctionalInterface
    interface Exchange<T> {
        T run() throws IOException;
    }

    /** Does this; if it waits for an address, no longer than until the call is cancelled or its thread interrupted. */
    <T> T during(okhttp3.Call call, Exchange<T> exchange) throws IOException {
        asking.set(call);
        try {
            return exchange.run();
        } finally {
            asking.remove();
        }
    }

    @Override
    public List<InetAddress> lookup(String host) throws UnknownHostException {
        okhttp3.Call call = asking.get();
        if (call == null) {
            return dns.lookup(host);
        }
        CompletableFuture<List<InetAddress>> found = lookups.computeIfAbsent(host, this::start);
        while (!call.isCanceled()) {
            try {
                return found.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                // Looked at again, unless the call was cancelled meanwhile.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            } catch (ExecutionException e) {
                throw unknown(host, e.getCause() == null ? e : e.getCause());
            }
        }
        throw new UnknownHostException("the wait for the address of " + host + " was ended");
    }

    /** One that looks names up in a way of its own is OkHttp's to await; any other comes back to {@link #lookup}. */
    @Override
    public Dns.Call newCall(Dns.Request request) {
        return dns.newCall(request);
    }

    private CompletableFuture<List<InetAddress>> start(String host) {
        CompletableFuture<List<InetAddress>> found = new CompletableFuture<>();
        Thread thread = new Thread(() -> look(host, found), "tollgate-dns");
        thread.setDaemon(true);
        thread.start();
        return found;
    }

    /** What an app's own resolver throws, those who wait must hear of. */
    private void look(String host, CompletableFuture<List<InetAddress>> found) {
        try {
            found.complete(dns.lookup(host));
        } catch (Exception | Error e) {
            found.completeExceptionally(e);
        } finally {
            lookups.remove(host, found);
        }
    }

    /** A new one for each caller, since exceptions are mutable. */
    private static UnknownHostException unknown(String host, Throwable cause) {
        UnknownHostException unknown = new UnknownHostException(
                cause instanceof UnknownHostException
                        ? cause.getMessage()
                        : "the resolver of " + host + " failed with "
                                + cause.getClass().getName());
        unknown.initCause(cause);
        return unknown;
    }
}
