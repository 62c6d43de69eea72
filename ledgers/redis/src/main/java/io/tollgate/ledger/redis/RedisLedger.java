package io.tollgate.ledger.redis;

import io.lettuce.core.RedisURI;
import io.tollgate.budget.BudgetLedger;
import io.tollgate.budget.Claim;
import io.tollgate.budget.Entries;
import io.tollgate.budget.EntryQuery;
import io.tollgate.budget.HoldRequest;
import io.tollgate.budget.HoldResult;
import io.tollgate.budget.LedgerEntry;
import io.tollgate.budget.LedgerException;
import io.tollgate.budget.Standing;
import io.tollgate.budget.WindowKey;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A ledger in Redis 6.2 or newer, for many processes at once; one server, one behind Sentinel, or a cluster. Thread-safe.
 *
 * <p>Each hold is one script in one round trip, by the server's clock. It counts up to 9,000,000 USD in a window.
 *
 * <p><b>What it survives</b> is what Redis keeps, since Redis answers before others have a copy. The end and the crash of
 * any process that uses it lose nothing. With {@code appendonly yes}, a crash of the server loses nothing if
 * {@code appendfsync} is {@code always}, about the last second if it is {@code everysec}, and without an append-only
 * file all since the last snapshot. A replica that takes over lacks what had not reached it; neither Sentinel, nor a
 * cluster, nor {@code WAIT} rules that out, and the ledger does not use {@code WAIT}.
 *
 * <p><b>Lost writes</b> are noticed, when a window's version has fallen, the ledger is empty, or a new connection leads to
 * a server that lacks something. Then each process tells again its holds under way, without their being judged anew, and
 * the entries of its last 10 minutes, at most 10,000; it logs an ERROR and counts it in {@link #lostWrites}. Nobody is
 * granted anything through it before. Until all processes have done so, more than a limit may be granted, and what no
 * process remembers stays lost.
 *
 * <p>A server that is away, that is read-only or loading, or that doesn't answer within {@link Builder#answerWithin} is
 * told as a {@link LedgerException}. A server that evicts keys or is older is refused. It uses Lettuce, whose few
 * threads are daemons and start with the first connection; a broken connection is made anew by the next caller.
 */
public final class RedisLedger implements BudgetLedger {
    private static final int ENTRIES_AT_ONCE = 64;
    private static final int STEP = 100;

    private final Witness witness = new Witness();
    private final Room room = new Room(witness);
    private final Messages messages;
    private final Server server;
    private final Repair repair;
    private final Archive archive;
    private final Duration retention;
    private final Duration patience;

    private RedisLedger(Builder builder) {
        String prefix = "{" + builder.name + "}:";
        Client client = builder.cluster
                ? Client.ofCluster(builder.uri, prefix, builder.patience)
                : Client.ofServer(builder.uri, builder.patience);
        this.messages = new Messages(builder.clock);
        this.server = new Server(client, prefix + "ledger", witness::reconnected);
        this.repair = new Repair(server, witness, messages);
        this.archive = new Archive(server, prefix, builder.patience);
        this.retention = builder.retention;
        this.patience = builder.patience;
    }

    /**
     * A ledger in this server.
     *
     * @param uri {@code redis://}, {@code rediss://} for TLS, or {@code redis-sentinel://}, as Lettuce's {@code RedisURI}
     *     reads it
     * @throws IllegalArgumentException if the address can't be read
     * @throws IllegalStateException if the server is older than 6.2 or evicts keys; one that is away is asked later
     */
    public static RedisLedger at(String uri) {
        return builder(uri).build();
    }

    /**
     * Settings of {@link #at}.
     *
     * @throws IllegalArgumentException if the address can't be read
     */
    public static Builder builder(String uri) {
        return new Builder(Client.address(uri), false);
    }

    /**
     * Settings of a ledger in the cluster that this node belongs to: all of it in one slot, and so at one node.
     *
     * @throws IllegalArgumentException if the address can't be read
     */
    public static Builder clusterBuilder(String uri) {
        return new Builder(Client.address(uri), true);
    }

    @Override
    public HoldResult hold(HoldRequest request, Duration timeout) throws LedgerException, InterruptedException {
        Deadline deadline = ready(timeout);
        HoldRequest admitted = room.admitted(request);
        Witness.Expected expected = witness.expect(Texts.ids(admitted.claims()));
        Answer answer = repair.ask(Script.HOLD, messages.hold(admitted), deadline);
        HoldResult result = Results.of(admitted, answer);
        Results.live(answer).ifPresent(room::live);
        if (result instanceof HoldResult.StaleWindow) {
            // Its windows may be gone for their age.
            return result;
        }
        if (result instanceof HoldResult.Granted) {
            witness.granted(admitted);
        }
        witness.compare(expected, answer);
        repair.runIfItCan(deadline);
        return result;
    }

    /** Nothing is asked of a server that may lack what this process knows. */
    private Deadline ready(Duration timeout) throws LedgerException, InterruptedException {
        Deadline deadline = Deadline.in(timeout.compareTo(patience) < 0 ? timeout : patience);
        server.link(deadline);
        repair.run(deadline);
        return deadline;
    }

    @Override
    public void settle(List<LedgerEntry> entries, Duration timeout) throws LedgerException, InterruptedException {
        Deadline deadline = ready(timeout);
        for (int from = 0; from < entries.size(); from += ENTRIES_AT_ONCE) {
            book(entries.subList(from, Math.min(entries.size(), from + ENTRIES_AT_ONCE)), deadline);
        }
    }

    private void book(List<LedgerEntry> entries, Deadline deadline) throws LedgerException, InterruptedException {
        List<LedgerEntry> known = new ArrayList<>(entries.size());
        Set<String> windows = new LinkedHashSet<>();
        for (LedgerEntry entry : entries) {
            List<Claim> claims = witness.claims(entry);
            windows.addAll(Texts.ids(claims));
            known.add(entry.claims().isEmpty() ? entry.withClaims(claims) : entry);
        }
        Witness.Expected expected = witness.expect(List.copyOf(windows));
        Answer answer = repair.ask(Script.BOOK, messages.book(expected.windows(), known), deadline);
        witness.compare(expected, answer);
        List<String> booked = answer.texts(0);
        for (int i = 0; i < known.size(); i++) {
            if (!booked.get(i).equals("large")) {
                witness.booked(expected, known.get(i), booked.get(i).equals("uncovered"));
            }
        }
        repair.runIfItCan(deadline);
        if (booked.contains("large")) {
            throw Results.tooLarge();
        }
    }

    @Override
    public Map<WindowKey, Standing> standing(Collection<WindowKey> keys) throws LedgerException, InterruptedException {
        return archive.standing(keys);
    }

    /** The newest are looked for among all that are kept, which takes the longer, the fewer the query wants of those. */
    @Override
    public Entries entries(EntryQuery query) throws LedgerException, InterruptedException {
        return archive.entries(query);
    }

    @Override
    public int housekeep(int max) throws LedgerException, InterruptedException {
        if (max < 1) {
            throw new IllegalArgumentException("expected at least 1 hold or window to keep, but got " + max);
        }
        Deadline deadline = ready(patience);
        int done = 0;
        int step = 1;
        int stepDone = 1;
        while (done < max && stepDone == step) {
            step = Math.min(STEP, max - done);
            Witness.Expected expected = witness.expect(witness.held());
            Answer answer = repair.ask(Script.KEEP, messages.keep(expected.windows(), step, retention), deadline);
            witness.compare(expected, answer);
            repair.runIfItCan(deadline);
            stepDone = (int) answer.number(0);
            room.live(answer.number(1));
            done += stepDone;
        }
        return done;
    }

    @Override
    public long lostWrites() {
        return repair.losses();
    }

    /** Closes the connections; the ledger's users in other processes are not touched. */
    @Override
    public void close() {
        server.close();
    }

    /** Settings of a {@link RedisLedger}; everything has a default. Used by one thread. */
    public static final class Builder {
        private static final Duration LEAST_RETENTION = Duration.ofHours(25);

        private final RedisURI uri;
        private final boolean cluster;
        private String name = "tollgate";
        private Duration retention = Duration.ofDays(100);
        private Duration patience = Duration.ofSeconds(5);
        private @Nullable Clock clock;

        private Builder(RedisURI uri, boolean cluster) {
            this.uri = uri;
            this.cluster = cluster;
        }

        /**
         * Whose budgets these are: ledgers of one name are one ledger; {@code tollgate} if not told. All keys begin with
         * it, in braces.
         *
         * @throws IllegalArgumentException if it is blank or has a brace
         */
        public Builder name(String name) {
            if (name.isBlank() || name.contains("{") || name.contains("}")) {
                throw new IllegalArgumentException("expected a name without braces, but got \"" + name + "\"");
            }
            this.name = name;
            return this;
        }

        /**
         * How long entries and ended windows are kept, by the time of the attempt; 100 days if not told. The sums of a
         * day, team, provider and model stay for good.
         *
         * @throws IllegalArgumentException if it is less than 25 hours: an attempt may last a day, and its entry be late
         */
        public Builder retention(Duration retention) {
            if (retention.compareTo(LEAST_RETENTION) < 0) {
                throw new IllegalArgumentException(
                        "expected a retention of at least 25 hours, since entries may be a day late, but got "
                                + retention);
            }
            this.retention = retention;
            return this;
        }

        /**
         * The longest to wait for the server, even where a call has more time; 5 seconds if not told.
         *
         * @throws IllegalArgumentException if it is less than 10 milliseconds
         */
        public Builder answerWithin(Duration patience) {
            if (patience.compareTo(Duration.ofMillis(10)) < 0) {
                throw new IllegalArgumentException("expected at least 10 ms for Redis's answer, but got " + patience);
            }
            this.patience = patience;
            return this;
        }

        /** In place of the server's clock. */
        Builder clock(Clock clock) {
            this.clock = clock;
            return this;
        }

        /**
         * The ledger, which looks at the server at once; one that is away is asked again when it is needed.
         *
         * @throws IllegalStateException if the server is older than 6.2 or evicts keys
         */
        public RedisLedger build() {
            RedisLedger ledger = new RedisLedger(this);
            ledger.server.start(Deadline.in(patience));
            return ledger;
        }
    }
}
