package io.tollgate.tests.ledger;

import io.tollgate.budget.Basis;
import io.tollgate.budget.Budget;
import io.tollgate.budget.BudgetLedger;
import io.tollgate.budget.Claim;
import io.tollgate.budget.HoldRequest;
import io.tollgate.budget.HoldResult;
import io.tollgate.budget.LedgerEntry;
import io.tollgate.budget.LedgerException;
import io.tollgate.budget.Spender;
import io.tollgate.price.Money;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A process that spends from a shared budget on four threads until it is killed, or until its input ends. What it buys is
 * on the vendor's bill before it settles, as it would be with a real vendor.
 */
final class SoakWorker {
    static final int THREADS = 4;
    private static final long MOST = 2_000_000;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final BudgetLedger ledger;
    private final Budget budget;
    private final Bill bill;
    private final String name;
    private volatile boolean stopped;

    private SoakWorker(BudgetLedger ledger, Budget budget, Bill bill, String name) {
        this.ledger = ledger;
        this.budget = budget;
        this.bill = bill;
        this.name = name;
    }

    static Budget budget(String limit, String window) {
        return Budget.usd(limit).every(window).named("soak");
    }

    static Spender spender() {
        return new Spender("soak", "fake", "fake/model", Map.of());
    }

    /** Store, address, limit, window, file of the bill. */
    public static void main(String[] arguments) throws Exception {
        Path file = Path.of(arguments[4]);
        try (BudgetLedger ledger = Store.valueOf(arguments[0]).open(arguments[1])) {
            SoakWorker worker = new SoakWorker(
                    ledger, budget(arguments[2], arguments[3]), Bill.open(file), String.valueOf(file.getFileName()));
            Thread[] threads = new Thread[THREADS];
            for (int i = 0; i < THREADS; i++) {
                int number = i;
                threads[i] = new Thread(() -> worker.spend(number));
                threads[i].start();
            }
            while (System.in.read() >= 0) {
                // Nobody says anything: the end of the input is the end of the work.
            }
            worker.stopped = true;
            for (Thread thread : threads) {
                thread.join();
            }
        }
        System.exit(0);
    }

    private void spend(int thread) {
        SplittableRandom random = new SplittableRandom(name.hashCode() * 31L + thread);
        try {
            for (int i = 0; !stopped; i++) {
                attempt(name + "-" + thread + "-" + i, random);
                if (i % 500 == 0) {
                    ledger.housekeep(100);
                }
            }
        } catch (Exception e) {
            bill.failed(e);
        }
    }

    private void attempt(String id, SplittableRandom random) throws Exception {
        Money amount = Money.ofNanos(random.nextLong(1, MOST));
        Instant now = Instant.now();
        HoldResult result;
        HoldRequest request;
        do {
            Claim claim = budget.claim(spender(), now).orElseThrow();
            request = new HoldRequest(id, spender(), amount, List.of(claim), Duration.ofSeconds(1));
            result = hold(request);
            now = result instanceof HoldResult.StaleWindow stale ? stale.now() : now;
        } while (result instanceof HoldResult.StaleWindow);
        if (result instanceof HoldResult.Granted granted) {
            // A tenth costs more than its hold.
            long most = random.nextInt(10) == 0 ? 2 * amount.nanos() : amount.nanos();
            long cost = random.nextLong(0, most + 1);
            bill.bought(id, granted.hold().claims().get(0).key().label(), amount.nanos(), cost);
            settle(LedgerEntry.of(request, Instant.now(), Money.ofNanos(cost), Basis.REPORTED));
            bill.settled(id);
        }
    }

    /** Without an answer the money may be held: it is settled at nothing, since nothing was bought. */
    private HoldResult hold(HoldRequest request) throws Exception {
        try {
            return ledger.hold(request, TIMEOUT);
        } catch (LedgerException e) {
            settle(LedgerEntry.of(request, Instant.now(), Money.ZERO, Basis.ESTIMATED));
            return new HoldResult.Finished(request.attempt());
        }
    }

    private void settle(LedgerEntry entry) throws Exception {
        while (true) {
            try {
                ledger.settle(List.of(entry), TIMEOUT);
                return;
            } catch (LedgerException e) {
                if (stopped) {
                    throw e;
                }
            }
        }
    }
}
