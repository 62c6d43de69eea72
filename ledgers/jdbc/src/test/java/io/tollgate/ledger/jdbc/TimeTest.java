package io.tollgate.ledger.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.budget.Basis;
import io.tollgate.budget.Budget;
import io.tollgate.budget.BudgetLedger;
import io.tollgate.budget.Claim;
import io.tollgate.budget.HoldRequest;
import io.tollgate.budget.HoldResult;
import io.tollgate.budget.LedgerEntry;
import io.tollgate.budget.Spender;
import io.tollgate.budget.Standing;
import io.tollgate.price.Money;
import io.tollgate.testkit.TestClock;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Budgets hold when clocks are wrong, when they are set, and on the odd days of the calendar. */
class TimeTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Spender ADS = new Spender("ads", "anthropic", "anthropic/claude-y", Map.of());
    private static final Budget HOURLY = Budget.usd("10").every("1h");
    private static final Instant AFTER_ELEVEN = Instant.parse("2026-11-22T11:00:30Z");
    private static final Duration HOUR = Duration.ofHours(1);

    private enum Kind {
        MEMORY,
        H2,
        POSTGRES;

        BudgetLedger open(Clock clock) {
            return switch (this) {
                case MEMORY -> BudgetLedger.inMemory(clock);
                case H2 ->
                    JdbcLedger.fileBuilder(Path.of(
                                    "target", "ledgers", UUID.randomUUID().toString()))
                            .clock(clock)
                            .build();
                case POSTGRES ->
                    JdbcLedger.builder(Postgres.empty()).clock(clock).build();
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClockThatIsSetBackOpensNoWindowAgain(Kind kind) throws Exception {
        TestClock clock = TestClock.at(AFTER_ELEVEN);
        try (BudgetLedger ledger = kind.open(clock)) {
            granted(hold(ledger, "a", "10", HOURLY, clock.instant()));
            clock.set(AFTER_ELEVEN.minus(HOUR));
            HoldResult stale = hold(ledger, "b", "1", HOURLY, clock.instant());
            assertThat(stale).isInstanceOf(HoldResult.StaleWindow.class);
            Instant told = ((HoldResult.StaleWindow) stale).now();
            assertThat(told).isEqualTo(AFTER_ELEVEN);
            assertThat(hold(ledger, "c", "1", HOURLY, told)).isInstanceOf(HoldResult.Refused.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClockThatIsSetAheadFreesNoMoneyAndLateCostsStillCount(Kind kind) throws Exception {
        TestClock clock = TestClock.at(AFTER_ELEVEN);
        try (BudgetLedger ledger = kind.open(clock)) {
            granted(hold(ledger, "a", "10", HOURLY, clock.instant()));
            clock.set(AFTER_ELEVEN.plus(HOUR));
            assertThat(ledger.housekeep(10)).isPositive();
            stands(ledger, HOURLY, AFTER_ELEVEN, "10");
            clock.set(AFTER_ELEVEN);
            ledger.settle(List.of(LedgerEntry.of("a", AFTER_ELEVEN, Money.usd("3"), Basis.REPORTED)), TIMEOUT);
            stands(ledger, HOURLY, AFTER_ELEVEN, "3");
        }
    }

    @Test
    void aProcessWhoseClockIsBehindSpendsFromTheWindowThatAnotherHasOpened() throws Exception {
        var database = Postgres.empty();
        TestClock right = TestClock.at(AFTER_ELEVEN);
        TestClock behind = TestClock.at(AFTER_ELEVEN.minus(HOUR));
        try (BudgetLedger one = JdbcLedger.builder(database).clock(right).build();
                BudgetLedger other = JdbcLedger.builder(database).clock(behind).build()) {
            granted(hold(one, "a", "8", HOURLY, right.instant()));
            HoldResult stale = hold(other, "b", "3", HOURLY, behind.instant());
            assertThat(stale).isInstanceOf(HoldResult.StaleWindow.class);
            Instant told = ((HoldResult.StaleWindow) stale).now();
            assertThat(hold(other, "c", "3", HOURLY, told)).isInstanceOf(HoldResult.Refused.class);
            granted(hold(other, "d", "2", HOURLY, told));
        }
    }

    @Test
    void callersWhoseClocksAreWrongAreToldTheServersTime() throws Exception {
        try (BudgetLedger ledger = JdbcLedger.of(Postgres.empty())) {
            for (Duration skew : List.of(HOUR, HOUR.negated())) {
                HoldResult stale =
                        hold(ledger, "a" + skew, "1", HOURLY, Instant.now().plus(skew));
                assertThat(stale).isInstanceOf(HoldResult.StaleWindow.class);
                granted(hold(ledger, "b" + skew, "1", HOURLY, ((HoldResult.StaleWindow) stale).now()));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1d, Europe/Berlin, 2026-03-28T23:00:00Z, 2026-03-29T22:00:00Z",
        "1d, Europe/Berlin, 2026-10-24T22:00:00Z, 2026-10-25T23:00:00Z",
        "1d, America/New_York, 2026-03-08T05:00:00Z, 2026-03-09T04:00:00Z",
        "1d, America/New_York, 2026-11-01T04:00:00Z, 2026-11-02T05:00:00Z",
        "1mo, UTC, 2026-02-01T00:00:00Z, 2026-03-01T00:00:00Z",
        "1mo, UTC, 2028-02-01T00:00:00Z, 2028-03-01T00:00:00Z",
        "1mo, America/New_York, 2026-11-01T04:00:00Z, 2026-12-01T05:00:00Z",
        "3mo, Europe/Berlin, 2025-12-31T23:00:00Z, 2026-03-31T22:00:00Z"
    })
    void aWindowLastsToItsLastMomentWhateverItsLength(String window, ZoneId zone, Instant start, Instant end)
            throws Exception {
        Budget budget = Budget.usd("10").every(window).zone(zone);
        for (Kind kind : Kind.values()) {
            TestClock clock = TestClock.at(start.minusMillis(1));
            try (BudgetLedger ledger = kind.open(clock)) {
                granted(hold(ledger, "before", "10", budget, clock.instant()));
                clock.set(start);
                granted(hold(ledger, "first", "10", budget, clock.instant()));
                clock.set(end.minusMillis(1));
                HoldResult last = hold(ledger, "last", "1", budget, clock.instant());
                assertThat(last).as(kind.name()).isInstanceOfSatisfying(HoldResult.Refused.class, refused -> assertThat(
                                refused.resetsAt())
                        .isEqualTo(end));
                clock.set(end);
                granted(hold(ledger, "next", "10", budget, clock.instant()));
            }
        }
    }

    private static HoldResult hold(BudgetLedger ledger, String id, String amount, Budget budget, Instant now)
            throws Exception {
        Claim claim = budget.claim(ADS, now).orElseThrow();
        return ledger.hold(new HoldRequest(id, ADS, Money.usd(amount), List.of(claim), Duration.ofMinutes(5)), TIMEOUT);
    }

    private static void granted(HoldResult result) {
        assertThat(result).isInstanceOf(HoldResult.Granted.class);
    }

    private static void stands(BudgetLedger ledger, Budget budget, Instant at, String committed) throws Exception {
        List<Standing> windows =
                List.copyOf(ledger.standing(List.of(budget.windowAt(at))).values());
        assertThat(windows).hasSize(1);
        assertThat(windows.get(0).committed()).isEqualTo(Money.usd(committed));
        assertThat(windows.get(0).held()).isEqualTo(Money.ZERO);
    }
}
