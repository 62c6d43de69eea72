package io.tollgate.ledger.jdbc;

import io.tollgate.budget.WindowSums;
import io.tollgate.price.Money;

/** A window while a transaction has its row; used by one thread. */
final class WindowRow {
    final WindowSums sums;
    private boolean claimed;
    private boolean opened;
    private boolean changed;

    /** @param claimed whether anybody has spent from it, or tried to; else the row is only a place for that */
    WindowRow(WindowSums sums, boolean claimed, boolean opened) {
        this.sums = sums;
        this.claimed = claimed;
        this.opened = opened;
    }

    /** Takes the limit that travels with a hold. */
    void limit(Money limit) {
        sums.limit(limit);
        claimed = true;
        changed = true;
    }

    /** Takes the limit of an entry without a hold, if none came before. */
    void limitIfNone(Money limit) {
        if (!claimed) {
            limit(limit);
        }
    }

    /** That a hold was granted here, so that windows before it are over for good. */
    void open() {
        opened = true;
        changed = true;
    }

    void change() {
        changed = true;
    }

    boolean isOpened() {
        return opened;
    }

    boolean isChanged() {
        return changed;
    }
}
