package io.tollgate.ledger.jdbc;

import io.tollgate.budget.BudgetLedger;
import io.tollgate.testkit.LedgerContract;
import java.time.Clock;

/** The ledger in a real PostgreSQL keeps to the contract. */
class PostgresLedgerTest extends LedgerContract {
    @Override
    protected BudgetLedger open(Clock clock) {
        return JdbcLedger.builder(Postgres.empty()).clock(clock).build();
    }
}
