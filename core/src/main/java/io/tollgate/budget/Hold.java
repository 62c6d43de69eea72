package io.tollgate.budget;

import io.tollgate.price.Money;
import java.util.List;

/**
 * Money held for one attempt, to be settled with {@link BudgetLedger#settle} on every way out.
 *
 * @param attempt the attempt's id
 * @param amount what is held
 * @param claims the windows that it is held in, and its cost will be booked to
 */
public record Hold(String attempt, Money amount, List<Claim> claims) {
    /** Copies the list. */
    public Hold {
        claims = List.copyOf(claims);
    }
}
