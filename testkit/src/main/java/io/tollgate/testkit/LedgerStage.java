package io.tollgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.budget.Basis;
import io.tollgate.budget.Budget;
import io.tollgate.budget.BudgetLedger;
import io.tollgate.budget.Claim;
import io.tollgate.budget.Entries;
import io.tollgate.budget.EntryQuery;
import io.tollgate.budget.Hold;
import io.tollgate.budget.HoldRequest;
import io.tollgate.budget.HoldResult;
import io.tollgate.budget.LedgerEntry;
import io.tollgate.budget.Spender;
import io.tollgate.budget.Standing;
import io.tollgate.price.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A ledger and its clock, and the words in which the contract speaks of them; team {@code search} unless told. */
record LedgerStage(BudgetLedger ledger, TestClock clock) {
    static final Duration TIMEOUT = Duration.ofSeconds(10);
    static final Duration MINUTE = Duration.ofMinutes(1);
    static final Spender SEARCH = new Spender("search", "openai", "openai/gpt-x", Map.of("env", "prod"));

    private static final int ENOUGH = 1_000;

    static List<Claim> claims(Spender spender, Instant now, Budget... budgets) {
        List<Claim> claims = new ArrayList<>();
        for (Budget budget : budgets) {
            claims.add(budget.claim(spender, now).orElseThrow());
        }
        return List.copyOf(claims);
    }

    HoldRequest request(String attempt, String usd, Spender spender, Budget... budgets) {
        List<Claim> claims = claims(spender, clock.instant(), budgets);
        return new HoldRequest(attempt, spender, Money.usd(usd), claims, MINUTE);
    }

    HoldResult hold(String attempt, String usd, Budget... budgets) throws Exception {
        return ledger.hold(request(attempt, usd, SEARCH, budgets), TIMEOUT);
    }

    Hold granted(String attempt, String usd, Budget... budgets) throws Exception {
        HoldResult result = hold(attempt, usd, budgets);
        assertThat(result).isInstanceOf(HoldResult.Granted.class);
        return ((HoldResult.Granted) result).hold();
    }

    HoldResult.Refused refused(String attempt, String usd, Budget... budgets) throws Exception {
        HoldResult result = hold(attempt, usd, budgets);
        assertThat(result).isInstanceOf(HoldResult.Refused.class);
        return (HoldResult.Refused) result;
    }

    LedgerEntry entry(Hold hold, String usd) {
        return LedgerEntry.of(hold.attempt(), clock.instant(), Money.usd(usd), Basis.REPORTED)
                .withSpender(SEARCH)
                .withClaims(hold.claims());
    }

    void settle(String attempt, String usd) throws Exception {
        LedgerEntry entry = LedgerEntry.of(attempt, clock.instant(), Money.usd(usd), Basis.REPORTED);
        ledger.settle(List.of(entry.withSpender(SEARCH)), TIMEOUT);
    }

    void pay(String attempt, String usd, Hold from) throws Exception {
        LedgerEntry entry = LedgerEntry.of(attempt, clock.instant(), Money.usd(usd), Basis.REPORTED);
        ledger.settle(
                List.of(entry.withSpender(SEARCH).withClaims(from.claims()).withPaidFrom(from.attempt())), TIMEOUT);
    }

    void spend(String attempt, Spender spender, String usd) throws Exception {
        HoldRequest request = request(attempt, usd, spender);
        ledger.hold(request, TIMEOUT);
        ledger.settle(List.of(LedgerEntry.of(request, clock.instant(), request.amount(), Basis.REPORTED)), TIMEOUT);
    }

    Standing standing(Budget budget) throws Exception {
        Claim claim = claims(SEARCH, clock.instant(), budget).get(0);
        Map<?, Standing> standing = ledger.standing(List.of(claim.key()));
        return Objects.requireNonNull(standing.get(claim.key()), () -> "no standing of " + claim.key());
    }

    void stands(Budget budget, String limit, String committed, String held, String overrun) throws Exception {
        Claim claim = claims(SEARCH, clock.instant(), budget).get(0);
        assertThat(standing(budget))
                .isEqualTo(new Standing(
                        claim.key(),
                        claim.start(),
                        claim.end(),
                        Money.usd(limit),
                        Money.usd(committed),
                        Money.usd(held),
                        Money.usd(overrun)));
    }

    Entries entries() throws Exception {
        return ledger.entries(EntryQuery.newest(EntryQuery.MAX_ENTRIES));
    }

    List<String> read(EntryQuery query) throws Exception {
        return ledger.entries(query).newest().stream().map(LedgerEntry::id).toList();
    }

    void housekeep() throws Exception {
        while (ledger.housekeep(ENOUGH) == ENOUGH) {
            // until nothing is left to do
        }
    }

    /** How many of so many holds of seven nano-dollars are granted. */
    long grantsOfSeven(Budget budget, String name, int attempts) throws Exception {
        long granted = 0;
        for (int i = 0; i < attempts; i++) {
            granted += hold(name + i, "0.000000007", budget) instanceof HoldResult.Granted ? 1 : 0;
        }
        return granted;
    }
}
