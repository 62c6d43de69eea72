package io.tollgate.budget;

import io.tollgate.price.Money;
import java.time.Instant;

/** A ledger's answer to a {@link HoldRequest}. */
public sealed interface HoldResult {
    /**
     * The money is held.
     *
     * @param hold what to settle
     */
    record Granted(Hold hold) implements HoldResult {}

    /**
     * The money isn't there; nothing is held, in no budget.
     *
     * @param reason whether waiting can help
     * @param standing the window that has too little, as it stands without this hold
     * @param amount what was asked for
     */
    record Refused(Reason reason, Standing standing, Money amount) implements HoldResult {
        /** When the budget starts anew; {@link Budget#NEVER} if it doesn't. */
        public Instant resetsAt() {
            return standing.end();
        }
    }

    /**
     * A claim's window isn't the one that is open by the ledger's clock; nothing is held. Claims made for the ledger's
     * time will do.
     *
     * @param now the ledger's time, by which to ask {@link Budget#claim} again
     */
    record StaleWindow(Instant now) implements HoldResult {}

    /**
     * An attempt with this id is settled or lapsed already; nothing is held. That is how a hold that was delayed on its
     * way ends, or an id that was made twice.
     *
     * @param attempt the id
     */
    record Finished(String attempt) implements HoldResult {}

    /** Why money isn't there. */
    enum Reason {
        /** What is spent and the amount together are above the limit: only a new window helps. */
        EXHAUSTED,
        /** Only the money held for other attempts is in the way: some of it may come back as they settle. */
        CROWDED
    }
}
