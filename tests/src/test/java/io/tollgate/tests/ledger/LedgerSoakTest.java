package io.tollgate.tests.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.budget.Basis;
import io.tollgate.budget.Budget;
import io.tollgate.budget.BudgetLedger;
import io.tollgate.budget.EntryQuery;
import io.tollgate.budget.LedgerEntry;
import io.tollgate.budget.Standing;
import io.tollgate.budget.WindowKey;
import io.tollgate.price.Money;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Processes that are killed while they spend from one budget in a shared store: at every look, no window has less booked
 * and held than the vendor's bill, or more than its limit and its overrun; in the end all adds up.
 *
 * <p>Short here; with {@code -Psoak} eight processes for a minute, in windows of 10 seconds.
 */
class LedgerSoakTest {
    private static final int SECONDS = Integer.getInteger("tollgate.soak.ledger", 7);
    private static final boolean LONG = SECONDS >= 30;
    private static final int PROCESSES = LONG ? 8 : 3;
    private static final int KILLED_AT_ONCE = LONG ? 2 : 1;
    private static final String WINDOW = LONG ? "10s" : "3s";
    private static final String LIMIT = LONG ? "2" : "0.02";
    private static final long KILL_EVERY_NANOS =
            Duration.ofSeconds(LONG ? 4 : 2).toNanos();

    private final Path folder = Path.of("target", "soak", UUID.randomUUID().toString());
    private final List<Path> bills = new ArrayList<>();
    private final Budget budget = SoakWorker.budget(LIMIT, WINDOW);
    private final Set<WindowKey> windows = new LinkedHashSet<>();
    private final Map<WindowKey, Standing> seen = new HashMap<>();
    private int kills;
    private int samples;

    @ParameterizedTest
    @EnumSource
    void aBudgetHoldsThroughKilledProcesses(Store store) throws Exception {
        Files.createDirectories(folder);
        try (Store.Server server = store.start()) {
            Deque<Process> running = new ArrayDeque<>();
            try (BudgetLedger ledger = store.open(server.address())) {
                run(store, server.address(), running, ledger);
            } finally {
                running.forEach(Process::destroyForcibly);
            }
            Clock later = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(2));
            try (BudgetLedger ledger = store.open(server.address(), later)) {
                // Orphans lapse one by one, and windows are dropped one by one: each is seen as it was at last.
                while (ledger.housekeep(1) > 0) {
                    seen.putAll(ledger.standing(windows));
                }
                checkTheEnd(store, ledger);
            }
        }
    }

    private void run(Store store, String address, Deque<Process> running, BudgetLedger ledger) throws Exception {
        long start = System.nanoTime();
        long killAt = start + KILL_EVERY_NANOS;
        while (System.nanoTime() - start < Duration.ofSeconds(SECONDS).toNanos()) {
            while (running.size() < PROCESSES) {
                running.add(launch(store, address));
            }
            sample(ledger);
            if (System.nanoTime() > killAt) {
                killAt = System.nanoTime() + KILL_EVERY_NANOS;
                for (int i = 0; i < KILLED_AT_ONCE; i++) {
                    kills++;
                    running.remove().destroyForcibly().waitFor();
                }
            }
            LockSupport.parkNanos(20_000_000);
        }
        for (Process process : running) {
            process.getOutputStream().close();
        }
        for (Process process : running) {
            assertThat(process.waitFor()).isZero();
        }
        sample(ledger);
    }

    private Process launch(Store store, String address) throws IOException {
        Path bill = folder.resolve("bill-" + bills.size());
        bills.add(bill);
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx96m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath(),
                        SoakWorker.class.getName(),
                        store.name(),
                        address,
                        LIMIT,
                        WINDOW,
                        bill.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log-" + bills.size()).toFile())
                .start();
    }

    private static String classPath() {
        // Surefire's own class path is one jar that names the others.
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                .replace(File.pathSeparator + File.pathSeparator, File.pathSeparator);
    }

    /**
     * The bill is read first: what was bought before that was held before that. Of an attempt that has not settled the
     * ledger knows its hold alone, so an item counts with what its hold covers.
     */
    private void sample(BudgetLedger ledger) throws Exception {
        Map<String, Long> covered = new HashMap<>();
        Bill.Lines lines = Bill.read(bills);
        assertThat(lines.failures()).isEmpty();
        lines.bought().values().forEach(item -> covered.merge(item.window(), item.covered(), Long::sum));
        windows.add(
                budget.claim(SoakWorker.spender(), Instant.now()).orElseThrow().key());
        seen.putAll(ledger.standing(windows));
        for (Standing window : seen.values()) {
            long counted = window.committed().plus(window.held()).nanos();
            assertThat(counted)
                    .as("at most the limit and the overrun: %s", window)
                    .isLessThanOrEqualTo(window.limit().plus(window.overrun()).nanos());
            assertThat(counted)
                    .as("at least the bill: %s", window)
                    .isGreaterThanOrEqualTo(covered.getOrDefault(window.key().label(), 0L));
        }
        samples++;
    }

    private void checkTheEnd(Store store, BudgetLedger ledger) throws Exception {
        Bill.Lines lines = Bill.read(bills);
        Map<String, LedgerEntry> entries = new HashMap<>();
        read(ledger, Instant.now().minus(Duration.ofMinutes(10)), Instant.now().plus(Duration.ofMinutes(10)), entries);
        Map<String, Long> sums = new HashMap<>();
        long lapsed = 0;
        for (LedgerEntry entry : entries.values()) {
            sums.merge(entry.claims().get(0).key().label(), entry.cost().nanos(), Long::sum);
            lapsed += entry.basis() == Basis.LAPSED ? 1 : 0;
        }
        assertThat(seen).isNotEmpty();
        for (Standing window : seen.values()) {
            assertThat(window.held()).isEqualTo(Money.ZERO);
            assertThat(window.committed().nanos())
                    .as("the sum of the entries of %s", window.key())
                    .isEqualTo(sums.getOrDefault(window.key().label(), 0L));
        }
        for (Bill.Item item : lines.bought().values()) {
            LedgerEntry entry = entries.get(item.id());
            assertThat(entry).as("the entry of %s", item).isNotNull();
            if (lines.settled().contains(item.id())) {
                assertThat(entry.basis()).isEqualTo(Basis.REPORTED);
            }
            assertThat(entry.cost().nanos()).isEqualTo(entry.basis() == Basis.LAPSED ? item.held() : item.cost());
        }
        assertThat(lines.settled()).isNotEmpty();
        assertThat(kills).isPositive();
        System.out.printf(
                "%s: %d s, %d processes of %d threads, %d killed; %d looks, %d windows, %d bought, %d lapsed%n",
                store,
                SECONDS,
                PROCESSES,
                SoakWorker.THREADS,
                kills,
                samples,
                seen.size(),
                lines.bought().size(),
                lapsed);
    }

    /** A ledger gives no more than so many entries at once: a span of time that has more is read by halves. */
    private static void read(BudgetLedger ledger, Instant from, Instant before, Map<String, LedgerEntry> all)
            throws Exception {
        List<LedgerEntry> some = ledger.entries(
                        EntryQuery.newest(EntryQuery.MAX_ENTRIES).from(from).before(before))
                .newest();
        if (some.size() == EntryQuery.MAX_ENTRIES) {
            Instant middle = from.plus(Duration.between(from, before).dividedBy(2));
            read(ledger, from, middle, all);
            read(ledger, middle, before, all);
        } else {
            some.forEach(entry -> all.put(entry.id(), entry));
        }
    }
}
