package io.tollgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.budget.Basis;
import io.tollgate.budget.Budget;
import io.tollgate.budget.BudgetLedger;
import io.tollgate.budget.Claim;
import io.tollgate.budget.Entries;
import io.tollgate.budget.EntryQuery;
import io.tollgate.budget.HoldRequest;
import io.tollgate.budget.HoldResult;
import io.tollgate.budget.LedgerEntry;
import io.tollgate.budget.Spend;
import io.tollgate.budget.Spender;
import io.tollgate.budget.Standing;
import io.tollgate.budget.WindowKey;
import io.tollgate.price.Money;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Random steps, taken by a ledger and by the model of it: after each, both stand alike. */
final class LedgerRun {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final BudgetLedger ledger;
    private final TestClock clock;
    private final LedgerModel model = new LedgerModel();
    private Money minuteLimit = Money.ofNanos(100);
    private Money teamLimit = Money.ofNanos(80);

    enum Kind {
        HOLD,
        SETTLE,
        PAY,
        CORRECT,
        WAIT,
        LIMIT
    }

    /** One message, or one movement of the clock; low numbers, so that ids and windows meet often. */
    record Step(Kind kind, int attempt, long amount, int budgets) {}

    LedgerRun(BudgetLedger ledger, TestClock clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    void take(Step step) throws Exception {
        String attempt = "a" + step.attempt;
        switch (step.kind) {
            case HOLD -> hold(attempt, step);
            case SETTLE -> settle(attempt, step);
            case PAY -> pay(step);
            case CORRECT -> correct(attempt, step);
            case WAIT -> pause(step.amount);
            case LIMIT -> {
                minuteLimit = step.budgets % 2 == 0 ? Money.ofNanos(40 + step.amount) : minuteLimit;
                teamLimit = step.budgets % 2 == 1 ? Money.ofNanos(40 + step.amount) : teamLimit;
            }
        }
    }

    private void hold(String attempt, Step step) throws Exception {
        HoldRequest request = new HoldRequest(
                attempt,
                spender(step),
                Money.ofNanos(step.amount),
                claims(step),
                Duration.ofSeconds(step.attempt * 10L));
        HoldResult result = ledger.hold(request, TIMEOUT);
        LedgerModel.Attempt known = model.attempts.get(attempt);
        if (known == null) {
            Optional<HoldResult.Reason> refusal = model.hold(request, clock.instant());
            if (refusal.isPresent()) {
                assertThat(result)
                        .isInstanceOfSatisfying(HoldResult.Refused.class, refused -> assertThat(refused.reason())
                                .isEqualTo(refusal.get()));
            } else {
                assertThat(result).isInstanceOf(HoldResult.Granted.class);
            }
        } else if (known.state == LedgerModel.State.HELD) {
            assertThat(result).isInstanceOfSatisfying(HoldResult.Granted.class, granted -> assertThat(
                            granted.hold().amount().nanos())
                    .isEqualTo(known.held));
        } else {
            assertThat(result).isEqualTo(new HoldResult.Finished(attempt));
        }
    }

    private void settle(String attempt, Step step) throws Exception {
        LedgerEntry entry = LedgerEntry.of(attempt, clock.instant(), Money.ofNanos(step.amount), Basis.REPORTED)
                .withSpender(spender(step))
                .withClaims(claims(step));
        ledger.settle(List.of(entry), TIMEOUT);
        model.settle(attempt, step.amount, entry.claims());
    }

    private void pay(Step step) throws Exception {
        String id = "a" + (step.attempt + 1);
        String from = "a" + step.attempt;
        LedgerEntry entry = LedgerEntry.of(id, clock.instant(), Money.ofNanos(step.amount / 3), Basis.REPORTED)
                .withSpender(spender(step))
                .withClaims(claims(step))
                .withPaidFrom(from);
        ledger.settle(List.of(entry), TIMEOUT);
        model.pay(id, step.amount / 3, entry.claims(), from);
    }

    private void correct(String attempt, Step step) throws Exception {
        String id = "c" + step.attempt + "-" + step.budgets;
        long change = step.amount - 40;
        LedgerEntry entry = LedgerEntry.correction(id, attempt, clock.instant(), Money.ofNanos(change));
        ledger.settle(List.of(entry), TIMEOUT);
        model.correct(id, attempt, change);
    }

    private void pause(long seconds) throws Exception {
        clock.advance(Duration.ofSeconds(seconds));
        model.lapse(clock.instant());
        new LedgerStage(ledger, clock).housekeep();
    }

    private Spender spender(Step step) {
        return new Spender("team-" + step.attempt % 2, "openai", "openai/gpt-x", Map.of());
    }

    private List<Claim> claims(Step step) {
        List<Claim> claims = new ArrayList<>();
        if (step.budgets % 2 == 1) {
            claims.addAll(LedgerStage.claims(
                    spender(step), clock.instant(), Budget.of(minuteLimit).every("1m")));
        }
        if (step.budgets >= 2) {
            claims.addAll(LedgerStage.claims(
                    spender(step), clock.instant(), Budget.of(teamLimit).perTeam()));
        }
        return claims;
    }

    void check() throws Exception {
        Map<WindowKey, Standing> standing = ledger.standing(model.windows.keySet());
        Entries entries = ledger.entries(EntryQuery.newest(EntryQuery.MAX_ENTRIES));
        model.windows.forEach((key, sums) -> {
            assertThat(sums.isBounded()).as("BOUND of %s", key).isTrue();
            Standing told = standing.get(key);
            if (told == null) {
                boolean droppable = !clock.instant().isBefore(sums.end) || (sums.committed == 0 && sums.held == 0);
                assertThat(droppable).as("may %s be unknown", key).isTrue();
                return;
            }
            assertThat(told.limit().nanos()).as("limit of %s", key).isEqualTo(sums.limit);
            assertThat(told.committed().nanos()).as("committed in %s", key).isEqualTo(sums.committed);
            assertThat(told.held().nanos()).as("held in %s", key).isEqualTo(sums.held);
            assertThat(told.overrun().nanos()).as("overrun in %s", key).isEqualTo(sums.overrun);
            assertThat(sumOfEntries(entries, key)).as("SUM of %s", key).isEqualTo(sums.committed);
        });
        assertThat(entries.newest()).as("ONCE").extracting(LedgerEntry::id).doesNotHaveDuplicates();
        long booked = entries.newest().stream().mapToLong(e -> e.cost().nanos()).sum();
        assertThat(entries.spend().stream()
                        .map(Spend::cost)
                        .mapToLong(Money::nanos)
                        .sum())
                .as("sum of spend")
                .isEqualTo(booked);
    }

    private static long sumOfEntries(Entries entries, WindowKey key) {
        return entries.newest().stream()
                .filter(entry ->
                        entry.claims().stream().anyMatch(claim -> claim.key().equals(key)))
                .mapToLong(entry -> entry.cost().nanos())
                .sum();
    }
}
