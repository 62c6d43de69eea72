package io.tollgate.budget;

import io.tollgate.price.Money;
import java.time.Duration;
import java.util.List;

/**
 * Asks a ledger to hold money for one attempt.
 *
 * @param attempt an id that the caller made for this attempt alone; not blank, at most 200 characters
 * @param spender who spends, for the entry of an attempt that never settles
 * @param amount the most that the attempt can cost; 0 is always granted
 * @param claims the windows that it spends from, each once; none if no budget is about it
 * @param deadline how long the attempt may last from now on; more than {@link #MAX_DEADLINE} counts as that. The hold
 *     lapses, by the ledger's clock, {@link #GRACE} later
 */
public record HoldRequest(String attempt, Spender spender, Money amount, List<Claim> claims, Duration deadline) {
    /** The time from an attempt's deadline to the lapse of its hold: 30 seconds. */
    public static final Duration GRACE = Duration.ofSeconds(30);

    /** The longest time that an attempt is waited for: a day. */
    public static final Duration MAX_DEADLINE = Duration.ofDays(1);

    /** Checks what can be wrong, and copies the list. */
    public HoldRequest {
        checkId(attempt);
        claims = List.copyOf(claims);
        if (amount.isNegative()) {
            throw new IllegalArgumentException("expected an amount of at least 0, but got " + amount);
        }
        if (deadline.isNegative()) {
            throw new IllegalArgumentException("expected a deadline of at least 0, but got " + deadline);
        }
        if (deadline.compareTo(MAX_DEADLINE) > 0) {
            deadline = MAX_DEADLINE;
        }
        for (int i = 1; i < claims.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (claims.get(i).key().equals(claims.get(j).key())) {
                    throw new IllegalArgumentException("expected each window once, but got two claims on "
                            + claims.get(i).key() + "; give one of the two budgets a name");
                }
            }
        }
    }

    static String checkId(String id) {
        if (id.isBlank()) {
            throw new IllegalArgumentException("expected an id, but got a blank one");
        }
        return Spender.checkLength("id", id);
    }
}
