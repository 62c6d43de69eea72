package io.tollgate.ledger.jdbc;

import io.tollgate.budget.HoldRequest;
import io.tollgate.budget.HoldResult;
import io.tollgate.budget.LedgerEntry;
import io.tollgate.budget.LedgerException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one caller asks for: a hold, or entries to book. Written by the thread that leads its batch, read by its own. */
final class Operation {
    final @Nullable HoldRequest hold;
    final List<LedgerEntry> entries;

    private @Nullable HoldResult result;
    private @Nullable LedgerException failure;

    private Operation(@Nullable HoldRequest hold, List<LedgerEntry> entries) {
        this.hold = hold;
        this.entries = entries;
    }

    static Operation hold(HoldRequest request) {
        return new Operation(request, List.of());
    }

    static Operation settle(List<LedgerEntry> entries) {
        return new Operation(null, List.copyOf(entries));
    }

    void answer(HoldResult result) {
        this.result = result;
    }

    void fail(LedgerException failure) {
        this.failure = failure;
    }

    /**
     * What became of it; null for entries that are booked.
     *
     * @throws LedgerException if the database couldn't do it
     */
    @Nullable
    HoldResult result() throws LedgerException {
        if (failure != null) {
            throw failure;
        }
        return result;
    }
}
