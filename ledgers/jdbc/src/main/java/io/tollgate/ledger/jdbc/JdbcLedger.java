package io.tollgate.ledger.jdbc;

import io.tollgate.budget.BudgetLedger;
import io.tollgate.budget.Entries;
import io.tollgate.budget.EntryQuery;
import io.tollgate.budget.HoldRequest;
import io.tollgate.budget.HoldResult;
import io.tollgate.budget.LedgerEntry;
import io.tollgate.budget.LedgerException;
import io.tollgate.budget.Standing;
import io.tollgate.budget.WindowKey;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A ledger in a database: {@link #inFile} for the processes of one machine's app that come one after the other, or
 * {@link #of} a {@link DataSource} of PostgreSQL for many processes at once. Thread-safe. At most four daemon
 * threads talk to the database and end 10 seconds after the last change: neither a pool nor a server that hangs holds a
 * caller beyond its time.
 *
 * <p>What was granted or booked is on the database's disk when the caller is told so: it survives the end of this process
 * and a crash of it, and of the database's server as far as that server keeps what it has committed. Each change is a
 * transaction of its own, which never joins one of the caller's: give it the pool itself, and no proxy that binds
 * connections to transactions. It makes and updates its tables, {@code tollgate_…}, in the connection's schema.
 *
 * <p>Waiting callers' changes are committed together. A server that is away, that is read-only, or that doesn't answer
 * within {@link Builder#answerWithin} is told as a {@link LedgerException}.
 */
public final class JdbcLedger implements BudgetLedger {
    private static final int ENTRIES_AT_ONCE = 64;

    private final Database database;
    private final LedgerTime time;
    private final Writer writer;
    private final Combiner combiner;
    private final Duration retention;
    private final Duration patience;
    private final @Nullable Connection anchor;

    private JdbcLedger(Builder builder) {
        this.database = new Database(builder.connections);
        this.time = new LedgerTime(builder.clock);
        this.writer = new Writer(database, time);
        this.combiner = new Combiner(writer::run);
        this.retention = builder.retention;
        this.patience = builder.patience;
        this.anchor = builder.anchor;
    }

    /** A ledger in the PostgreSQL, or H2, database of this pool; closing the ledger leaves the pool open. */
    public static JdbcLedger of(DataSource pool) {
        return builder(pool).build();
    }

    /** Settings of {@link #of}. */
    public static Builder builder(DataSource pool) {
        return new Builder(pool::getConnection, null);
    }

    /**
     * A ledger in a file of this machine, for one process at a time; wants {@code com.h2database:h2} on the class path.
     * Each change is written through to the disk before it is told.
     *
     * @param file its name without H2's suffix
     * @throws IllegalStateException if the driver is missing, or another process has the file open
     */
    public static JdbcLedger inFile(Path file) {
        return fileBuilder(file).build();
    }

    /**
     * Settings of {@link #inFile}.
     *
     * @throws IllegalStateException if the driver is missing, or another process has the file open
     */
    public static Builder fileBuilder(Path file) {
        // WRITE_DELAY=0: by default H2 loses half a second of commits that it has acknowledged when its process dies.
        String url = "jdbc:h2:file:" + file.toAbsolutePath() + ";WRITE_DELAY=0;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;"
                + "DEFAULT_NULL_ORDERING=HIGH;DB_CLOSE_ON_EXIT=FALSE";
        try {
            // As long as one is open, the file is not closed and opened again for each transaction.
            return new Builder(() -> DriverManager.getConnection(url), DriverManager.getConnection(url));
        } catch (SQLException e) {
            throw new IllegalStateException(
                    "expected to open a ledger in " + file + ", with com.h2database:h2 on the class path and no other"
                            + " process at the file, but: " + e.getMessage(),
                    e);
        }
    }

    @Override
    public HoldResult hold(HoldRequest request, Duration timeout) throws LedgerException, InterruptedException {
        Operation operation = Operation.hold(writer.admitted(request));
        combiner.run(operation, bounded(timeout));
        return Objects.requireNonNull(operation.result());
    }

    @Override
    public void settle(List<LedgerEntry> entries, Duration timeout) throws LedgerException, InterruptedException {
        for (int from = 0; from < entries.size(); from += ENTRIES_AT_ONCE) {
            List<LedgerEntry> some = entries.subList(from, Math.min(entries.size(), from + ENTRIES_AT_ONCE));
            Operation operation = Operation.settle(some);
            combiner.run(operation, bounded(timeout));
            operation.result();
        }
    }

    private Duration bounded(Duration timeout) {
        return timeout.compareTo(patience) < 0 ? timeout : patience;
    }

    @Override
    public Map<WindowKey, Standing> standing(Collection<WindowKey> keys) throws LedgerException {
        return database.read("read windows", patience, (connection, engine) -> Windows.standing(connection, keys));
    }

    @Override
    public Entries entries(EntryQuery query) throws LedgerException {
        return database.read("read entries", patience, (connection, engine) -> Archive.read(connection, query));
    }

    @Override
    public int housekeep(int max) throws LedgerException {
        if (max < 1) {
            throw new IllegalArgumentException("expected at least 1 hold or window to keep, but got " + max);
        }
        return database.run("keep house", patience, (connection, engine) -> {
            Instant now = time.read(connection, engine);
            int done = Archive.lapse(connection, now, max);
            Instant old = now.minus(retention);
            done += done < max ? Archive.prune(connection, old, max - done) : 0;
            done += done < max ? Windows.drop(connection, old, max - done) : 0;
            writer.live(Windows.live(connection, now));
            return done;
        });
    }

    @Override
    public void close() {
        if (anchor == null) {
            return;
        }
        try {
            anchor.close();
        } catch (SQLException e) {
            throw new IllegalStateException("expected to close the ledger's file, but: " + e.getMessage(), e);
        }
    }

    /** Settings of a {@link JdbcLedger}; everything has a default. Used by one thread. */
    public static final class Builder {
        private static final Duration LEAST_RETENTION = Duration.ofHours(25);

        private final Database.Connections connections;
        private final @Nullable Connection anchor;
        private Duration retention = Duration.ofDays(100);
        private Duration patience = Duration.ofSeconds(5);
        private @Nullable Clock clock;

        private Builder(Database.Connections connections, @Nullable Connection anchor) {
            this.connections = connections;
            this.anchor = anchor;
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
         * The longest to wait for the database, even where a call has more time; 5 seconds if not told.
         *
         * @throws IllegalArgumentException if it is less than 10 milliseconds
         */
        public Builder answerWithin(Duration patience) {
            if (patience.compareTo(Duration.ofMillis(10)) < 0) {
                throw new IllegalArgumentException(
                        "expected at least 10 ms for the database's answer, but got " + patience);
            }
            this.patience = patience;
            return this;
        }

        /** In place of the database's clock. */
        Builder clock(Clock clock) {
            this.clock = clock;
            return this;
        }

        /** The ledger; the database is not asked before it is needed. */
        public JdbcLedger build() {
            return new JdbcLedger(this);
        }
    }
}
