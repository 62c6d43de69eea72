package io.tollgate.tests;

import io.tollgate.budget.BudgetLedger;
import io.tollgate.testkit.LedgerContract;
import java.time.Clock;

class InMemoryLedgerTest extends LedgerContract {
    @Override
    protected BudgetLedger open(Clock clock) {
        return BudgetLedger.inMemory(clock);
    }
}
