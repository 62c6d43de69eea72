package io.tollgate.ledger.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.budget.Basis;
import io.tollgate.budget.Budget;
import io.tollgate.budget.Claim;
import io.tollgate.budget.HoldRequest;
import io.tollgate.budget.HoldResult;
import io.tollgate.budget.LedgerEntry;
import io.tollgate.budget.LedgerException;
import io.tollgate.budget.Spender;
import io.tollgate.budget.Standing;
import io.tollgate.price.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** One process with a ledger, and one budget without an end. */
record Caller(RedisLedger ledger, Budget budget) {
    static final Duration TIMEOUT = Duration.ofSeconds(5);
    static final Spender SEARCH = new Spender("search", "openai", "openai/gpt-x", Map.of());

    HoldRequest request(String attempt, String usd) {
        Claim claim = budget.claim(SEARCH, Instant.now()).orElseThrow();
        return new HoldRequest(attempt, SEARCH, Money.usd(usd), List.of(claim), Duration.ofMinutes(1));
    }

    HoldResult hold(String attempt, String usd) throws LedgerException, InterruptedException {
        return ledger.hold(request(attempt, usd), TIMEOUT);
    }

    void granted(String attempt, String usd) throws Exception {
        assertThat(hold(attempt, usd)).isInstanceOf(HoldResult.Granted.class);
    }

    void settle(String attempt, String usd) throws LedgerException, InterruptedException {
        settle(attempt, usd, TIMEOUT);
    }

    void settle(String attempt, String usd, Duration timeout) throws LedgerException, InterruptedException {
        LedgerEntry entry = LedgerEntry.of(request(attempt, usd), Instant.now(), Money.usd(usd), Basis.REPORTED);
        ledger.settle(List.of(entry), timeout);
    }

    Standing standing() throws Exception {
        var key = budget.windowAt(Instant.now());
        return Objects.requireNonNull(ledger.standing(List.of(key)).get(key));
    }

    void stands(String committed, String held, String overrun) throws Exception {
        Standing standing = standing();
        assertThat(List.of(standing.committed(), standing.held(), standing.overrun()))
                .as("committed, held, overrun")
                .containsExactly(Money.usd(committed), Money.usd(held), Money.usd(overrun));
    }

    /** Until it is so; it comes about by itself. */
    static void await(Condition condition) throws Exception {
        long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("waited for 20 s").isLessThan(until);
            Thread.onSpinWait();
        }
    }

    interface Condition {
        boolean holds() throws Exception;
    }
}
