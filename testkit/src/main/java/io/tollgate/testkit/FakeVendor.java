package io.tollgate.testkit;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;

/**
 * A vendor's API on a port of its own of the loopback interface; made by {@link FakeVendors}. Thread-safe.
 *
 * <p>Who decides about a request: first its key, then the queue of {@link #next}, then the fault of {@link #always},
 * and else it is answered. What is told holds from the next request on. Its own answer is a short text, which depends on
 * nothing, and vectors, which depend on the text alone.
 */
public final class FakeVendor {
    private final Dialect dialect;
    private final Script script = new Script();
    private final Tally tally = new Tally();
    private volatile List<String> keys = List.of();
    private volatile List<String> models = List.of();
    private volatile Optional<Duration> idleLimit = Optional.empty();
    private final Listener listener;

    FakeVendor(Dialect dialect, String name) {
        this.dialect = dialect;
        this.listener = new Listener(name, new Serving(), tally);
    }

    /** The URL that takes the place of the vendor's own base URL. */
    public String baseUrl() {
        return "http://127.0.0.1:" + listener.port() + dialect.basePath();
    }

    // What it does.

    /** Answers with this text from now on. */
    public FakeVendor answer(String text) {
        return answer(FakeAnswer.text(text));
    }

    /** Answers with this from now on. */
    public FakeVendor answer(FakeAnswer answer) {
        return answer(request -> answer);
    }

    /** Answers with what this makes of each request from now on; it is called by the server's threads, concurrently. */
    public FakeVendor answer(Function<Received, ? extends Reply> answer) {
        script.answer(answer);
        return this;
    }

    /** Answers requests for one model with this from now on. */
    public FakeVendor answer(String model, FakeAnswer answer) {
        script.answer(model, request -> answer);
        return this;
    }

    /** Does this with the next requests, one each, after those already in the queue. */
    public FakeVendor next(Reply... replies) {
        script.next(Arrays.asList(replies));
        return this;
    }

    /** Does this with every request that finds the queue empty, until {@link #recover()}. */
    public FakeVendor always(Fault fault) {
        script.always(fault);
        return this;
    }

    /** Does this with every request for one model that finds the queue empty, until {@link #recover()}. */
    public FakeVendor always(String model, Fault fault) {
        script.always(model, fault);
        return this;
    }

    /** Forgets the queue and all faults, releases what is stalled, and answers again. */
    public FakeVendor recover() {
        script.recover();
        tally.release();
        return this;
    }

    /** Lets all requests go on that are stalled now. */
    public FakeVendor release() {
        tally.release();
        return this;
    }

    /** Accepts these keys only; before the first call any key, or none. A rotation is a call with the new key. */
    public FakeVendor acceptKey(String... keys) {
        this.keys = List.of(keys);
        return this;
    }

    /** Has these models only, and lists them; before the first call it answers for any. */
    public FakeVendor models(String... models) {
        this.models = List.of(models);
        return this;
    }

    /** Closes each connection that is idle for this long, as servers do whose clients don't ask. */
    public FakeVendor closeIdleConnectionsAfter(Duration limit) {
        idleLimit = Optional.of(limit);
        return this;
    }

    /** Closes its port and all its connections: connects are refused until {@link #comeBack()}. */
    public FakeVendor goDown() {
        listener.shut();
        return this;
    }

    /** Listens again, at the same port. */
    public FakeVendor comeBack() {
        listener.reopen();
        return this;
    }

    // What it has seen.

    /** The requests it received, oldest first: of many, the last 1,000, or as {@link #keepRequests} says. */
    public List<Received> requests() {
        return tally.requests();
    }

    /**
     * The last request it received.
     *
     * @throws NoSuchElementException if there was none
     */
    public Received lastRequest() {
        List<Received> all = requests();
        if (all.isEmpty()) {
            throw new NoSuchElementException("expected a request, but " + dialect.name() + " received none");
        }
        return all.get(all.size() - 1);
    }

    /** Keeps so many requests for {@link #requests()}; all are counted. */
    public FakeVendor keepRequests(int atMost) {
        tally.keepAtMost(atMost);
        return this;
    }

    /** How many requests it has received. */
    public long requestCount() {
        return tally.requestCount();
    }

    /** How many requests for this model it has received. */
    public long requestCount(String model) {
        return tally.requestCount(model);
    }

    /** How many replies of {@link #next} are left in the queue. */
    public int queued() {
        return script.queued();
    }

    /** How many streams it has begun and then cut, because a fault said so. */
    public long streamsCut() {
        return tally.streamsCut();
    }

    /** How many requests lost their client before they were answered, as far as a write or a stall showed it. */
    public long abandonedCount() {
        return tally.abandonedCount();
    }

    /** How many connections clients have opened. */
    public int connectionCount() {
        return tally.connections();
    }

    /** How many connections are open now. */
    public int openConnections() {
        return tally.openConnections();
    }

    /** How many requests run now. */
    public int running() {
        return tally.running();
    }

    /** The most requests that ran at one time. */
    public int mostRunning() {
        return tally.mostRunning();
    }

    // Waiting for it, instead of sleeping; each fails with an IllegalStateException after 10 seconds.

    /** Waits until it has received so many requests in all. */
    public FakeVendor awaitRequests(long count) {
        tally.await(count + " requests", () -> tally.requestCount() >= count);
        return this;
    }

    /** Waits until so many requests are stalled. */
    public FakeVendor awaitStalled(int count) {
        tally.await(count + " stalled requests", () -> tally.stalledNow() >= count);
        return this;
    }

    /** Waits until so many requests have lost their client. */
    public FakeVendor awaitAbandoned(long count) {
        tally.await(count + " abandoned requests", () -> tally.abandonedCount() >= count);
        return this;
    }

    /** Waits until no request runs. */
    public FakeVendor awaitQuiet() {
        tally.await("no running request", () -> tally.running() == 0);
        return this;
    }

    /** Waits until no more than so many connections are open. */
    public FakeVendor awaitOpenConnections(int atMost) {
        tally.await("at most " + atMost + " open connections", () -> tally.openConnections() <= atMost);
        return this;
    }

    void close() {
        listener.close();
    }

    @Override
    public String toString() {
        return "FakeVendor[" + dialect.name() + ", " + baseUrl() + "]";
    }

    /** What the connections do with a request. */
    private final class Serving implements Connection.Exchange {
        @Override
        public Optional<Duration> idleLimit() {
            return idleLimit;
        }

        @Override
        public void serve(HttpReader.Head head, HttpReader reader, int connection, int use, Line line)
                throws IOException {
            boolean unread = script.takeUnread();
            byte[] body = unread ? new byte[0] : reader.body(head.headers());
            Asked asked = dialect.asked(head.method(), head.target(), head.headers(), body);
            Received request = tally.received(number ->
                    new Received(number, connection, use, head.method(), head.target(), head.headers(), body, asked));
            if (unread) {
                line.reset();
                return;
            }
            try {
                reply(request, line);
                line.flushIfOpen();
            } catch (IOException e) {
                tally.abandoned();
                throw e;
            }
        }

        private void reply(Received request, Line line) throws IOException {
            if (!isAccepted(request)) {
                Fault.rejectedKey().happen(scene(request, FakeAnswer.text("")), line);
                return;
            }
            Reply reply;
            FakeAnswer said;
            try {
                reply = script.take(request);
                said = spoken(reply, request);
            } catch (RuntimeException e) {
                Page page = Page.whole(500, "text/plain", "the test's own function threw " + e);
                Delivery.whole(page, Delivery.Manner.USUAL, line);
                return;
            }
            (reply instanceof Fault fault ? fault : Fault.NONE).happen(scene(request, said), line);
        }

        private FakeAnswer spoken(Reply reply, Received request) {
            if (reply instanceof Fault fault) {
                return fault.answer().orElseGet(() -> script.answer(request));
            }
            return (FakeAnswer) reply;
        }

        private boolean isAccepted(Received request) {
            List<String> accepted = keys;
            return accepted.isEmpty()
                    || dialect.key(request.path(), request.headers())
                            .filter(accepted::contains)
                            .isPresent();
        }

        private Scene scene(Received request, FakeAnswer answer) {
            return new Scene(dialect, request, answer, models);
        }
    }
}
