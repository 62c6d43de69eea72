package io.tollgate.ledger.jdbc;

import io.tollgate.budget.BudgetLedger;
import io.tollgate.testkit.LedgerContract;
import java.nio.file.Path;
import java.time.Clock;
import java.util.UUID;

/** The ledger in a file keeps to the contract. */
class H2LedgerTest extends LedgerContract {
    @Override
    protected BudgetLedger open(Clock clock) {
        // jqwik knows nothing of JUnit's temporary folders.
        Path file = Path.of("target", "ledgers", UUID.randomUUID().toString());
        return JdbcLedger.fileBuilder(file).clock(clock).build();
    }
}
