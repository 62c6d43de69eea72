package io.tollgate.ledger.jdbc;

import io.tollgate.budget.Claim;
import io.tollgate.budget.HoldRequest;
import io.tollgate.budget.LedgerEntry;
import io.tollgate.budget.Spender;
import io.tollgate.price.Money;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One attempt or correction while a transaction has its row; used by one thread. */
final class AttemptRow {
    /** As stored. */
    enum State {
        HELD("H"),
        LAPSED("L"),
        SETTLED("S"),
        /** Its row keeps the id until the transaction knows what becomes of it. */
        NEW("N");

        private final String letter;

        State(String letter) {
            this.letter = letter;
        }

        String letter() {
            return letter;
        }

        static State of(String letter) throws SQLException {
            for (State state : values()) {
                if (state.letter.equals(letter)) {
                    return state;
                }
            }
            throw new SQLException("expected a state of H, L, S or N in tollgate_attempt, but got " + letter);
        }
    }

    final String id;
    final Spender spender;
    /** As it was granted. */
    final Money amount;

    final Duration deadline;
    final List<Claim> claims;

    State state;
    /** What is left of the hold, in nano-dollars: entries of others may have been paid from it. */
    long left;

    @Nullable
    LedgerEntry entry;

    AttemptRow(
            String id,
            State state,
            Spender spender,
            Money amount,
            long left,
            Duration deadline,
            List<Claim> claims,
            @Nullable LedgerEntry entry) {
        this.id = id;
        this.state = state;
        this.spender = spender;
        this.amount = amount;
        this.left = left;
        this.deadline = deadline;
        this.claims = claims;
        this.entry = entry;
    }

    /** Of a hold that is asked for. */
    static AttemptRow of(HoldRequest request) {
        return new AttemptRow(
                request.attempt(),
                State.NEW,
                request.spender(),
                request.amount(),
                request.amount().nanos(),
                request.deadline(),
                request.claims(),
                null);
    }

    /** Of an entry that may have no hold. */
    static AttemptRow of(LedgerEntry entry) {
        return new AttemptRow(
                entry.id(), State.NEW, entry.spender(), Money.ZERO, 0, Duration.ZERO, entry.claims(), entry);
    }

    /** Whether it is held or lapsed, so that its cost may still change. */
    boolean isOpen() {
        return state == State.HELD || state == State.LAPSED;
    }

    void book(LedgerEntry entry) {
        this.entry = entry;
        this.state = State.SETTLED;
    }

    void lapse(LedgerEntry entry) {
        this.entry = entry;
        this.state = State.LAPSED;
    }
}
