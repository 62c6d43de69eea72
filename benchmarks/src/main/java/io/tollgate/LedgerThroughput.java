package io.tollgate;

import io.tollgate.budget.Basis;
import io.tollgate.budget.Budget;
import io.tollgate.budget.BudgetLedger;
import io.tollgate.budget.Claim;
import io.tollgate.budget.EscrowLedger;
import io.tollgate.budget.HoldRequest;
import io.tollgate.budget.HoldResult;
import io.tollgate.budget.LedgerEntry;
import io.tollgate.budget.Spender;
import io.tollgate.ledger.jdbc.JdbcLedger;
import io.tollgate.ledger.redis.RedisLedger;
import io.tollgate.price.Money;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.postgresql.ds.PGPoolingDataSource;
import redis.embedded.RedisServer;

/**
 * Prints how many pairs of hold and settle each ledger does in a second, and how long a pair takes: at 1, 8 and 32
 * threads, on one budget and on a thousand, with servers that write to disk.
 *
 * <p>The burst is the rate of the first {@value #BURST} pairs, as an escrow books in the background: it goes at its own
 * pace until its outbox is full, and at its parent's from then on.
 */
public final class LedgerThroughput {
    private static final int BURST = 9_600;
    private static final int KEPT = 1 << 17;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Money AMOUNT = Money.usd("0.001");

    private final long nanos;
    private final Path folder;

    private LedgerThroughput(Duration each, Path folder) {
        this.nanos = each.toNanos();
        this.folder = folder;
    }

    /**
     * Measures all ledgers, or those named.
     *
     * @param args seconds for each figure, then names: memory, h2, postgres, redis, escrow-memory, escrow-postgres,
     *     escrow-redis
     */
    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory("ledgers");
        LedgerThroughput measure = new LedgerThroughput(Duration.ofSeconds(Long.parseLong(args[0])), folder);
        List<String> names = args.length > 1
                ? List.of(args).subList(1, args.length)
                : List.of("memory", "h2", "postgres", "redis", "escrow-memory", "escrow-postgres", "escrow-redis");
        System.out.println("| ledger | budgets | threads | pairs/s | p50 µs | p99 µs | burst pairs/s |");
        System.out.println("|---|---|---|---|---|---|---|");
        for (String name : names) {
            measure.named(name);
        }
        System.exit(0);
    }

    private void named(String name) throws Exception {
        switch (name) {
            case "memory" -> all(name, BudgetLedger::inMemory);
            case "escrow-memory" -> all(name, () -> EscrowLedger.over(BudgetLedger.inMemory()));
            case "h2" ->
                all(
                        name,
                        () -> JdbcLedger.inFile(
                                Files.createTempDirectory(folder, "h2").resolve("ledger")));
            case "postgres", "escrow-postgres" -> postgres(name);
            case "redis", "escrow-redis" -> redis(name);
            default -> throw new IllegalArgumentException("expected the name of a ledger, but got \"" + name + "\"");
        }
    }

    private void postgres(String name) throws Exception {
        // The embedded server doesn't wait for the disk unless told.
        try (EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .start()) {
            DataSource pool = pool(server.getPort());
            all(name, () -> name.equals("postgres") ? JdbcLedger.of(pool) : EscrowLedger.over(JdbcLedger.of(pool)));
        }
    }

    @SuppressWarnings("deprecation") // Enough here, and it saves a dependency.
    private static DataSource pool(int port) {
        PGPoolingDataSource pool = new PGPoolingDataSource();
        pool.setServerNames(new String[] {"localhost"});
        pool.setPortNumbers(new int[] {port});
        pool.setDatabaseName("postgres");
        pool.setUser("postgres");
        pool.setMaxConnections(4);
        return pool;
    }

    private void redis(String name) throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        RedisServer server = RedisServer.newRedisServer()
                .port(port)
                .setting("dir " + folder)
                .setting("appendonly yes")
                .setting("appendfsync everysec")
                .build();
        server.start();
        try {
            String uri = "redis://localhost:" + port;
            all(name, () -> name.equals("redis") ? RedisLedger.at(uri) : EscrowLedger.over(RedisLedger.at(uri)));
        } finally {
            server.stop();
        }
    }

    private void all(String name, Callable<BudgetLedger> open) throws Exception {
        for (int budgets : new int[] {1, 1_000}) {
            for (int threads : new int[] {1, 8, 32}) {
                try (BudgetLedger ledger = open.call()) {
                    Run run = new Run(ledger, teams(budgets), threads);
                    run.go("warm", Long.MAX_VALUE, nanos / 2);
                    ledger.standing(List.of());
                    Figures burst = run.go("burst", BURST / threads, Long.MAX_VALUE);
                    ledger.standing(List.of());
                    System.out.println("| " + name + " | " + budgets + " | " + threads + " | "
                            + run.go("run", Long.MAX_VALUE, nanos).text() + " | " + burst.perSecond() + " |");
                }
            }
        }
    }

    private record Team(Spender spender, List<Claim> claims) {}

    private static List<Team> teams(int count) {
        Budget budget = Budget.usd("1000000").perTeam();
        List<Team> teams = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Spender spender = new Spender("team-" + i, "openai", "openai/gpt-x", Map.of());
            teams.add(new Team(
                    spender, List.of(budget.claim(spender, Instant.now()).orElseThrow())));
        }
        return teams;
    }

    private record Figures(long pairs, long nanos, long[] times) {
        long perSecond() {
            return Math.round(pairs * 1e9 / nanos);
        }

        String text() {
            return perSecond() + " | " + microseconds(0.5) + " | " + microseconds(0.99);
        }

        private String microseconds(double share) {
            return "%.1f".formatted(times[(int) (times.length * share)] / 1e3);
        }
    }

    private record Run(BudgetLedger ledger, List<Team> teams, int threads) {
        Figures go(String name, long most, long nanos) throws Exception {
            ExecutorService pool = Executors.newFixedThreadPool(threads);
            try {
                List<Callable<long[]>> tasks = new ArrayList<>();
                for (int t = 0; t < threads; t++) {
                    int first = t;
                    // A shared store remembers the attempts of the figures before.
                    tasks.add(() -> pairs(teams.size() + "-" + threads + name + first + "-", first, most, nanos));
                }
                long start = System.nanoTime();
                List<Future<long[]>> done = pool.invokeAll(tasks);
                long took = System.nanoTime() - start;
                long count = 0;
                List<long[]> times = new ArrayList<>();
                for (Future<long[]> each : done) {
                    long[] kept = each.get();
                    count += kept[kept.length - 1];
                    times.add(Arrays.copyOf(kept, (int) Math.min(KEPT, kept[kept.length - 1])));
                }
                return new Figures(
                        count,
                        took,
                        times.stream().flatMapToLong(Arrays::stream).sorted().toArray());
            } finally {
                pool.shutdown();
            }
        }

        /** The nanoseconds that the last pairs took, and at the end how many pairs there were. */
        private long[] pairs(String name, int first, long most, long nanos) throws Exception {
            long[] times = new long[KEPT + 1];
            long start = System.nanoTime();
            long before = start;
            int n = 0;
            while (n < most && before - start < nanos) {
                pair(name + n, teams.get((first * 31 + n) % teams.size()));
                long after = System.nanoTime();
                times[n % KEPT] = after - before;
                before = after;
                n++;
            }
            times[KEPT] = n;
            return times;
        }

        private void pair(String attempt, Team team) throws Exception {
            HoldRequest request = new HoldRequest(attempt, team.spender(), AMOUNT, team.claims(), TIMEOUT);
            HoldResult result = ledger.hold(request, TIMEOUT);
            if (!(result instanceof HoldResult.Granted)) {
                throw new IllegalStateException("expected a grant, but got " + result);
            }
            ledger.settle(List.of(LedgerEntry.of(request, Instant.now(), AMOUNT, Basis.REPORTED)), TIMEOUT);
        }
    }
}
