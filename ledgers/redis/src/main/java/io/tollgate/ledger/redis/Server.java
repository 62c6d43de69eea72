package io.tollgate.ledger.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisReadOnlyException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.tollgate.budget.LedgerException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Redis server as one that answers in time or is away. One connection for all callers, made anew by the next of them
 * when it is broken. Thread-safe.
 */
final class Server implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RedisLedger.class);
    private static final long MOST_SILENCE_NANOS = Duration.ofSeconds(1).toNanos();

    private final Client client;
    private final String[] keys;
    private final Runnable onConnect;
    private final ReentrantLock connecting = new ReentrantLock();
    private volatile Client.@Nullable Link link;
    private volatile long answeredAt;
    private boolean warned;

    Server(Client client, String key, Runnable onConnect) {
        this.client = client;
        this.keys = new String[] {key};
        this.onConnect = onConnect;
    }

    /**
     * Looks at the server; one that is away is only logged.
     *
     * @throws IllegalStateException if it isn't fit; then this is closed
     */
    void start(Deadline deadline) {
        try {
            link(deadline);
        } catch (LedgerException e) {
            if (e.getCause() instanceof UnfitException) {
                close();
                throw new IllegalStateException(e.getMessage(), e);
            }
            LOG.warn("{}; it is asked again when it is needed", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sees to it that there is a connection to a server that is fit. */
    Client.Link link(Deadline deadline) throws LedgerException, InterruptedException {
        Client.Link known = link;
        if (known != null && known.connection().isOpen()) {
            return known;
        }
        if (!connecting.tryLock(deadline.nanosLeft(), TimeUnit.NANOSECONDS)) {
            throw new LedgerException("Redis is away: it let nobody connect in time");
        }
        try {
            known = link;
            return known != null && known.connection().isOpen() ? known : connect(deadline);
        } finally {
            connecting.unlock();
        }
    }

    private Client.Link connect(Deadline deadline) throws LedgerException, InterruptedException {
        drop();
        CompletableFuture<Client.Link> making = making();
        Client.Link made;
        try {
            made = await("connect", making, deadline);
        } catch (LedgerException | InterruptedException e) {
            // It may still come about, and nobody would use it.
            CompletableFuture<Void> unused = making.thenAccept(Client.Link::close);
            throw e;
        }
        boolean fit = false;
        try {
            check(made, deadline);
            fit = true;
        } finally {
            if (!fit) {
                made.close();
            }
        }
        link = made;
        onConnect.run();
        return made;
    }

    private CompletableFuture<Client.Link> making() throws LedgerException {
        try {
            return client.connect().toCompletableFuture();
        } catch (RuntimeException e) {
            throw new LedgerException("Redis is away: its client is closed or can't connect: " + e.getMessage(), e);
        }
    }

    private void check(Client.Link made, Deadline deadline) throws LedgerException, InterruptedException {
        RedisFuture<List<Object>> looked = made.commands().eval(Script.LOOK.text(), ScriptOutputType.MULTI, keys);
        Setup setup = Setup.of(await("tell its settings", looked, deadline));
        if (!setup.problem().isEmpty()) {
            throw new LedgerException(setup.problem(), new UnfitException(setup.problem()));
        }
        if (!setup.isAppendOnly() && !warned) {
            warned = true;
            LOG.warn("Redis keeps no append-only file: a restart loses what budgets have spent since its last snapshot;"
                    + " set appendonly to yes");
        }
    }

    /** Runs a script, in one round trip if the server has run it before. */
    Answer run(Script script, List<String> arguments, Deadline deadline) throws LedgerException, InterruptedException {
        return runEach(script, List.of(arguments), deadline).get(0);
    }

    /** Runs a script several times, without waiting in between. */
    List<Answer> runEach(Script script, List<List<String>> arguments, Deadline deadline)
            throws LedgerException, InterruptedException {
        RedisAsyncCommands<String, String> commands = link(deadline).commands();
        List<RedisFuture<List<Object>>> asked = new ArrayList<>(arguments.size());
        for (List<String> each : arguments) {
            asked.add(commands.evalsha(script.digest(), ScriptOutputType.MULTI, keys, each.toArray(String[]::new)));
        }
        List<Answer> answers = new ArrayList<>(asked.size());
        for (int i = 0; i < asked.size(); i++) {
            answers.add(Answer.of(answer(script, asked.get(i), arguments.get(i), deadline)));
        }
        return answers;
    }

    private List<Object> answer(
            Script script, RedisFuture<List<Object>> asked, List<String> arguments, Deadline deadline)
            throws LedgerException, InterruptedException {
        try {
            return await("run a script", asked, deadline);
        } catch (LedgerException e) {
            if (!(e.getCause() instanceof RedisNoScriptException)) {
                throw e;
            }
            RedisAsyncCommands<String, String> commands = link(deadline).commands();
            return await(
                    "run a script",
                    commands.eval(script.text(), ScriptOutputType.MULTI, keys, arguments.toArray(String[]::new)),
                    deadline);
        }
    }

    /** Asks something several times, without waiting in between. */
    <T> List<T> ask(List<Function<RedisAsyncCommands<String, String>, RedisFuture<T>>> questions, Deadline deadline)
            throws LedgerException, InterruptedException {
        RedisAsyncCommands<String, String> commands = link(deadline).commands();
        List<RedisFuture<T>> asked =
                questions.stream().map(question -> question.apply(commands)).toList();
        List<T> answers = new ArrayList<>(asked.size());
        for (RedisFuture<T> each : asked) {
            answers.add(await("read", each, deadline));
        }
        return answers;
    }

    <T> T ask(Function<RedisAsyncCommands<String, String>, RedisFuture<T>> question, Deadline deadline)
            throws LedgerException, InterruptedException {
        return ask(List.of(question), deadline).get(0);
    }

    private <T> T await(String what, Future<T> future, Deadline deadline) throws LedgerException, InterruptedException {
        try {
            T answer = future.get(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
            answeredAt = System.nanoTime();
            return answer;
        } catch (TimeoutException e) {
            future.cancel(false);
            dropIfSilent();
            throw new LedgerException("Redis is away: it did not " + what + " in time", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof RedisReadOnlyException
                    || String.valueOf(cause.getMessage()).startsWith("MOVED")) {
                // Another server has become the one to write to.
                drop();
            }
            throw new LedgerException("Redis is away: it could not " + what + ": " + cause.getMessage(), cause);
        } catch (InterruptedException e) {
            future.cancel(false);
            throw e;
        }
    }

    /** Whether the connection broke, and not the server said no, or nothing. */
    static boolean isCut(LedgerException e) {
        Throwable cause = e.getCause();
        return cause != null
                && !(cause instanceof RedisCommandExecutionException)
                && !(cause instanceof TimeoutException)
                && !(cause instanceof UnfitException);
    }

    /** A connection may be dead without anybody having been told. */
    private void dropIfSilent() {
        if (System.nanoTime() - answeredAt > MOST_SILENCE_NANOS) {
            drop();
        }
    }

    private void drop() {
        Client.Link known = link;
        if (known != null) {
            link = null;
            known.close();
        }
    }

    @Override
    public void close() {
        link = null;
        client.close();
    }
}
