package io.tollgate.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.budget.Basis;
import io.tollgate.budget.Budget;
import io.tollgate.budget.BudgetLedger;
import io.tollgate.budget.Claim;
import io.tollgate.budget.Entries;
import io.tollgate.budget.EntryQuery;
import io.tollgate.budget.HoldRequest;
import io.tollgate.budget.HoldResult;
import io.tollgate.budget.LedgerEntry;
import io.tollgate.budget.Spend;
import io.tollgate.budget.Spender;
import io.tollgate.budget.Standing;
import io.tollgate.budget.WindowKey;
import io.tollgate.price.Money;
import io.tollgate.testkit.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * 200 threads on one ledger in memory, with windows turning, holds lapsing, entries repeated and a tenth of the costs
 * above their holds; judged by the bill of a vendor that knows nothing of the ledger.
 */
class BudgetStressTest {
    private static final int THREADS = 200;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    /** How long the vendor works, so that holds overlap and the sampler gets its turn. */
    private static final long VENDOR_NANOS = 1_000_000;

    private static final Duration SAMPLES_APART = Duration.ofSeconds(1);
    /** What a busy machine gets on top, to try as much as makes a proof. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final long SECONDS = Long.getLong("tollgate.stress.seconds", 10);

    private static final List<Budget> BUDGETS = List.of(
            Budget.usd("100000").named("all"),
            Budget.usd("0.005").every("1m"),
            Budget.usd("0.02").every("1h").provider("openai"),
            Budget.usd("0.001").every("1m").perTeam());

    private final TestClock clock = TestClock.at(Instant.parse("2026-11-22T22:00:00Z"));
    private final BudgetLedger ledger = BudgetLedger.inMemory(clock);
    private final Map<WindowKey, Bill> bills = new ConcurrentHashMap<>();
    private final AtomicLong billed = new AtomicLong();
    private final AtomicInteger attempts = new AtomicInteger();
    private final AtomicInteger granted = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicBoolean stop = new AtomicBoolean();

    /** What the vendor charged to one window, and how much of that was above the holds. */
    private record Bill(Claim claim, AtomicLong charged, AtomicLong excess) {}

    private record Read(Bill bill, long charged) {}

    @Test
    void noBudgetIsOvershotHoweverManyThreadsSpend() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> work = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int team = i % 10;
                work.add(threads.submit(() -> {
                    callUntilStopped("team-" + team);
                    return null;
                }));
            }
            int samples = sampleUntilDone(work);
            for (Future<?> future : work) {
                future.get();
            }
            Set<WindowKey> exact = settledToTheNano();
            System.out.printf(
                    "%d attempts, %d granted, %d refused, %d samples, %d windows of which %d checked to the end%n",
                    attempts.get(), granted.get(), refused.get(), samples, bills.size(), exact.size());
            assertThat(isEnough(samples)).as("enough was tried").isTrue();
        } finally {
            stop.set(true);
            threads.shutdownNow();
        }
    }

    private int sampleUntilDone(List<Future<?>> work) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
        long lastEnd = end + PATIENCE.toNanos();
        int samples = 0;
        while (work.stream().noneMatch(Future::isDone)
                && (System.nanoTime() < end || (!isEnough(samples) && System.nanoTime() < lastEnd))) {
            sample();
            ledger.housekeep(1_000);
            clock.advance(SAMPLES_APART);
            samples++;
        }
        stop.set(true);
        return samples;
    }

    private boolean isEnough(int samples) {
        return samples > 100 && granted.get() > 1000 && refused.get() > 100;
    }

    /** Several attempts at once, some of which settle only at the end, long after their lapse. */
    private void callUntilStopped(String team) throws Exception {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        List<HoldRequest> late = new ArrayList<>();
        while (!stop.get()) {
            List<HoldRequest> open = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                hold(team, random, open);
            }
            LockSupport.parkNanos(VENDOR_NANOS);
            Collections.shuffle(open, random);
            for (HoldRequest request : open) {
                if (late.size() < 20 && random.nextInt(200) == 0) {
                    late.add(request);
                } else {
                    spend(request, random);
                }
            }
        }
        for (HoldRequest request : late) {
            spend(request, random);
        }
    }

    private void hold(String team, ThreadLocalRandom random, List<HoldRequest> open) throws Exception {
        String provider = random.nextBoolean() ? "openai" : "gemini";
        Spender spender = new Spender(team, provider, provider + "/m", Map.of());
        HoldRequest request = request(spender, Money.ofNanos(random.nextLong(1, 2_000)), clock.instant());
        HoldResult result = ledger.hold(request, TIMEOUT);
        if (result instanceof HoldResult.StaleWindow stale) {
            request = request(spender, request.amount(), stale.now());
            result = ledger.hold(request, TIMEOUT);
        }
        if (result instanceof HoldResult.Granted) {
            granted.incrementAndGet();
            open.add(request);
        } else {
            refused.incrementAndGet();
        }
    }

    private HoldRequest request(Spender spender, Money amount, Instant now) {
        List<Claim> claims = BUDGETS.stream()
                .flatMap(budget -> budget.claim(spender, now).stream())
                .toList();
        return new HoldRequest("a" + attempts.incrementAndGet(), spender, amount, claims, Duration.ofSeconds(5));
    }

    /** The vendor charges first, and then the ledger hears of it. */
    private void spend(HoldRequest request, ThreadLocalRandom random) throws Exception {
        long amount = request.amount().nanos();
        boolean over = random.nextInt(10) == 0;
        long cost = over ? amount + random.nextLong(1, 1_000) : random.nextLong(amount + 1);
        long excess = Math.max(0, cost - amount);
        List<Bill> charged = request.claims().stream()
                .map(claim ->
                        bills.computeIfAbsent(claim.key(), key -> new Bill(claim, new AtomicLong(), new AtomicLong())))
                .toList();
        charged.forEach(bill -> bill.excess.addAndGet(excess));
        charged.forEach(bill -> bill.charged.addAndGet(cost));
        billed.addAndGet(cost);
        LedgerEntry entry = LedgerEntry.of(request, clock.instant(), Money.ofNanos(cost), Basis.REPORTED);
        ledger.settle(random.nextInt(20) == 0 ? List.of(entry, entry) : List.of(entry), TIMEOUT);
    }

    /**
     * The bill is read before the standing, and the excess after it. Whatever was billed is then held or committed, but
     * for an excess that is billed and not yet settled: that is what was told of it less what is recorded.
     */
    private void sample() throws Exception {
        Map<WindowKey, Read> reads = new HashMap<>();
        bills.forEach((key, bill) -> reads.put(key, new Read(bill, bill.charged.get())));
        Map<WindowKey, Standing> standings = ledger.standing(reads.keySet());
        standings.forEach((key, standing) -> {
            Read read = reads.get(key);
            assertThat(read).isNotNull();
            long committed = standing.committed().nanos();
            long level = committed + standing.held().nanos();
            long overrun = standing.overrun().nanos();
            long unsettled = read.bill.excess.get() - overrun;
            assertThat(unsettled).as("overrun of %s is the excess", key).isNotNegative();
            assertThat(read.charged).as("COVER of %s", key).isLessThanOrEqualTo(level + unsettled);
            assertThat(level)
                    .as("BOUND of %s", key)
                    .isLessThanOrEqualTo(standing.limit().nanos() + overrun);
            assertThat(standing.held().isNegative()).isFalse();
        });
    }

    /** At rest, each window that is still known stands at the bill; all spend together is the whole bill. */
    private Set<WindowKey> settledToTheNano() throws Exception {
        Set<WindowKey> exact = new HashSet<>();
        ledger.standing(bills.keySet()).forEach((key, standing) -> {
            Bill bill = bills.get(key);
            assertThat(bill).isNotNull();
            assertThat(standing.committed().nanos()).as("SUM of %s", key).isEqualTo(bill.charged.get());
            assertThat(standing.held()).as("held in %s", key).isEqualTo(Money.ZERO);
            assertThat(standing.overrun().nanos()).as("overrun of %s", key).isEqualTo(bill.excess.get());
            exact.add(key);
        });
        Entries entries = ledger.entries(EntryQuery.newest(EntryQuery.MAX_ENTRIES));
        assertThat(entries.newest()).as("ONCE").extracting(LedgerEntry::id).doesNotHaveDuplicates();
        assertThat(entries.spend().stream().mapToLong(Spend::attempts).sum()).isEqualTo(granted.get());
        assertThat(entries.spend().stream()
                        .map(Spend::cost)
                        .mapToLong(Money::nanos)
                        .sum())
                .isEqualTo(billed.get());
        return exact;
    }
}
