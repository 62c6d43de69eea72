package io.tollgate.ledger.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.resource.ClientResources;
import io.netty.util.HashedWheelTimer;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Lettuce, for one server or for a cluster. It makes connections; whoever uses one sees to it that it is still open. */
final class Client implements AutoCloseable {
    private static final int MAX_WAITING = 10_000;

    private final Connector connector;
    private final AutoCloseable client;
    private final ClientResources resources;
    private final HashedWheelTimer timer;

    /**
     * An open connection to the server that has the ledger.
     *
     * @param whole what to close, which is more than the connection in a cluster
     */
    record Link(StatefulRedisConnection<String, String> connection, StatefulConnection<String, String> whole) {
        RedisAsyncCommands<String, String> commands() {
            return connection.async();
        }

        /** Nobody waits for that: the other side may not answer any more. */
        void close() {
            CompletableFuture<Void> unused = whole.closeAsync();
        }
    }

    @FunctionalInterface
    private interface Connector {
        CompletionStage<Link> connect();
    }

    private Client(Connector connector, AutoCloseable client, ClientResources resources, HashedWheelTimer timer) {
        this.connector = connector;
        this.client = client;
        this.resources = resources;
        this.timer = timer;
    }

    static RedisURI address(String uri) {
        try {
            return RedisURI.create(uri);
        } catch (IllegalArgumentException e) {
            // Neither the address nor what is said of it: it may have a password.
            throw new IllegalArgumentException(
                    "expected an address such as redis://host:6379 or rediss://user:password@host:6379, but it can't be"
                            + " read as one");
        }
    }

    static Client ofServer(RedisURI uri, Duration patience) {
        HashedWheelTimer timer = timer();
        ClientResources resources = resources(timer);
        RedisClient client = RedisClient.create(resources);
        ClientOptions.Builder options = ClientOptions.builder();
        set(options, patience);
        client.setOptions(options.build());
        Connector connector = () -> client.connectAsync(StringCodec.UTF8, uri).thenApply(made -> new Link(made, made));
        return new Client(connector, client, resources, timer);
    }

    /** A ledger is in one slot, so that one node has it: that is talked to as a server of its own. */
    static Client ofCluster(RedisURI uri, String key, Duration patience) {
        HashedWheelTimer timer = timer();
        ClientResources resources = resources(timer);
        RedisClusterClient client = RedisClusterClient.create(resources, uri);
        ClusterClientOptions.Builder options = ClusterClientOptions.builder();
        set(options, patience);
        client.setOptions(options.build());
        int slot = SlotHash.getSlot(key);
        Connector connector = () -> client.refreshPartitionsAsync()
                .thenCompose(refreshed -> client.connectAsync(StringCodec.UTF8))
                .thenCompose(made -> node(made, slot));
        return new Client(connector, client, resources, timer);
    }

    private static CompletionStage<Link> node(StatefulRedisClusterConnection<String, String> cluster, int slot) {
        RedisClusterNode node = cluster.getPartitions().getMasterBySlot(slot);
        if (node == null) {
            CompletableFuture<Void> unused = cluster.closeAsync();
            return CompletableFuture.failedFuture(new RedisException("no node of the cluster serves slot " + slot));
        }
        return cluster.getConnectionAsync(node.getNodeId()).thenApply(made -> new Link(made, cluster));
    }

    /** Lettuce's own has a thread that keeps the JVM from ending. */
    private static HashedWheelTimer timer() {
        return new HashedWheelTimer(new DefaultThreadFactory("tollgate-redis-timer", true));
    }

    private static ClientResources resources(HashedWheelTimer timer) {
        return ClientResources.builder()
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                .timer(timer)
                .build();
    }

    /** No attempt to connect happens but for a caller, who then knows that it may have met another server. */
    private static void set(ClientOptions.Builder options, Duration patience) {
        options.autoReconnect(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(MAX_WAITING)
                .protocolVersion(ProtocolVersion.RESP2)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(patience)
                        .keepAlive(true)
                        .build());
    }

    CompletionStage<Link> connect() {
        return connector.connect();
    }

    @Override
    public void close() {
        try {
            client.close();
        } catch (Exception e) {
            throw new IllegalStateException("expected to close the connections to Redis, but: " + e.getMessage(), e);
        }
        resources.shutdown(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
        timer.stop();
    }
}
