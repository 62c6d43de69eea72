package io.tollgate.ledger.redis;

import io.tollgate.budget.BudgetLedger;
import io.tollgate.testkit.LedgerContract;
import java.time.Clock;

/** The ledger in a real Redis keeps to the contract. */
class RedisLedgerTest extends LedgerContract {
    @Override
    protected BudgetLedger open(Clock clock) {
        return RedisLedger.builder(RedisServer.empty().uri()).clock(clock).build();
    }
}
