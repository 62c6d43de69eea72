package io.tollgate.tests;

import io.tollgate.budget.BudgetLedger;
import io.tollgate.budget.Entries;
import io.tollgate.budget.EntryQuery;
import io.tollgate.budget.HoldRequest;
import io.tollgate.budget.HoldResult;
import io.tollgate.budget.LedgerEntry;
import io.tollgate.budget.LedgerException;
import io.tollgate.budget.Standing;
import io.tollgate.budget.WindowKey;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** The in-memory ledger, which answers nothing while a test says so. */
class FailingLedger implements BudgetLedger {
    final List<LedgerEntry> settled = new CopyOnWriteArrayList<>();
    volatile boolean holdsFail;
    volatile boolean settlesFail;
    private final BudgetLedger kept = BudgetLedger.inMemory();

    @Override
    public HoldResult hold(HoldRequest request, Duration timeout) throws LedgerException, InterruptedException {
        if (holdsFail) {
            throw new LedgerException("the ledger's engine is away");
        }
        return kept.hold(request, timeout);
    }

    @Override
    public void settle(List<LedgerEntry> entries, Duration timeout) throws LedgerException, InterruptedException {
        settled.addAll(entries);
        if (settlesFail) {
            throw new LedgerException("the ledger's engine is away");
        }
        kept.settle(entries, timeout);
    }

    @Override
    public Map<WindowKey, Standing> standing(Collection<WindowKey> keys) throws LedgerException, InterruptedException {
        return kept.standing(keys);
    }

    @Override
    public Entries entries(EntryQuery query) throws LedgerException, InterruptedException {
        return kept.entries(query);
    }

    @Override
    public int housekeep(int max) throws LedgerException, InterruptedException {
        return kept.housekeep(max);
    }

    @Override
    public void close() {
        kept.close();
    }
}
