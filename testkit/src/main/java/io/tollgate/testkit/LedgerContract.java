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
import io.tollgate.budget.Spend;
import io.tollgate.budget.Spender;
import io.tollgate.budget.Standing;
import io.tollgate.budget.WindowKey;
import io.tollgate.price.Money;
import io.tollgate.price.Usage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/**
 * What is true of every {@link BudgetLedger}, as tests: extend it and supply the ledger.
 *
 * <p>Needs JUnit Jupiter, AssertJ and jqwik on the test's path, and both test engines.
 */
public abstract class LedgerContract {
    private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
    private static final Budget BUDGET = Budget.usd("100").every("1d");
    private static final Spender ADS = new Spender("ads", "anthropic", "anthropic/claude-y", Map.of());

    /** For a subclass. */
    protected LedgerContract() {}

    /** A ledger that knows nothing yet, and whose time is this clock's; the contract closes it. */
    protected abstract BudgetLedger open(Clock clock);

    private interface Scene {
        void play(LedgerStage stage) throws Exception;
    }

    private void play(Scene scene) throws Exception {
        TestClock clock = TestClock.at(START);
        try (BudgetLedger ledger = open(clock)) {
            scene.play(new LedgerStage(ledger, clock));
        }
    }

    @Test
    void holdsAreGrantedAsLongAsTheyFit() throws Exception {
        play(stage -> {
            stage.granted("a", "60", BUDGET);
            HoldResult.Refused refused = stage.refused("b", "40.000000001", BUDGET);
            assertThat(refused.reason()).isEqualTo(HoldResult.Reason.CROWDED);
            assertThat(refused.amount()).isEqualTo(Money.usd("40.000000001"));
            assertThat(refused.standing()).isEqualTo(stage.standing(BUDGET));
            assertThat(refused.resetsAt()).isEqualTo(Instant.parse("2026-11-23T00:00:00Z"));
            stage.granted("b", "40", BUDGET);
            stage.settle("a", "60");
            assertThat(stage.refused("c", "0.000000001", BUDGET).reason()).isEqualTo(HoldResult.Reason.CROWDED);
            stage.settle("b", "40");
            assertThat(stage.refused("c", "0.000000001", BUDGET).reason()).isEqualTo(HoldResult.Reason.EXHAUSTED);
            stage.stands(BUDGET, "100", "100", "0", "0");
        });
    }

    @Test
    void whatAnAttemptDidNotSpendIsFreeAgain() throws Exception {
        play(stage -> {
            stage.granted("a", "100", BUDGET);
            stage.settle("a", "0.000000007");
            stage.granted("b", "99.999999993", BUDGET);
            stage.settle("b", "0");
            stage.stands(BUDGET, "100", "0.000000007", "0", "0");
        });
    }

    @Test
    void aHoldTakesFromAllItsBudgetsOrFromNone() throws Exception {
        Budget team = Budget.usd("10").every("1d").perTeam();
        Budget month = Budget.usd("12").every("1mo");
        play(stage -> {
            stage.granted("a", "8", team, month);
            assertThat(stage.refused("b", "4", team, month).standing().key().budget())
                    .isEqualTo(team.key());
            HoldResult other = stage.ledger().hold(stage.request("c", "5", ADS, team, month), LedgerStage.TIMEOUT);
            assertThat(other).isInstanceOfSatisfying(HoldResult.Refused.class, refused -> assertThat(
                            refused.standing().key().budget())
                    .isEqualTo(month.key()));
            stage.stands(team, "10", "0", "8", "0");
            stage.stands(month, "12", "0", "8", "0");
            stage.settle("a", "3");
            stage.stands(team, "10", "3", "0", "0");
            stage.stands(month, "12", "3", "0", "0");
        });
    }

    @Test
    void theBudgetInWhichNoWaitHelpsIsNamed() throws Exception {
        Budget small = Budget.usd("5").named("small");
        play(stage -> {
            stage.granted("a", "90", BUDGET);
            HoldResult.Refused refused = stage.refused("b", "20", BUDGET, small);
            assertThat(refused.reason()).isEqualTo(HoldResult.Reason.EXHAUSTED);
            assertThat(refused.standing().key().budget()).isEqualTo(small.key());
        });
    }

    @Test
    void whatIsFreeIsGrantedEvenWhenTheBudgetIsOut() throws Exception {
        play(stage -> {
            stage.granted("a", "100", BUDGET);
            stage.granted("b", "0", BUDGET);
            stage.settle("a", "130");
            stage.granted("c", "0", BUDGET);
            stage.settle("b", "0");
            stage.stands(BUDGET, "100", "130", "0", "30");
        });
    }

    @Test
    void anAttemptWithoutABudgetIsBookedAllTheSame() throws Exception {
        play(stage -> {
            stage.granted("a", "7");
            stage.settle("a", "5");
            assertThat(stage.entries().spend()).singleElement().satisfies(spend -> assertThat(spend.cost())
                    .isEqualTo(Money.usd("5")));
        });
    }

    @Test
    void aRepeatedHoldIsTheSameHold() throws Exception {
        play(stage -> {
            Hold first = stage.granted("a", "60", BUDGET);
            assertThat(stage.granted("a", "60", BUDGET)).isEqualTo(first);
            assertThat(stage.granted("a", "99", BUDGET)).isEqualTo(first);
            stage.clock().advance(Duration.ofDays(-1));
            assertThat(stage.granted("a", "60", BUDGET)).isEqualTo(first);
            stage.clock().set(START);
            stage.stands(BUDGET, "100", "0", "60", "0");
        });
    }

    @Test
    void aRepeatedEntryIsBookedOnce() throws Exception {
        play(stage -> {
            LedgerEntry entry = stage.entry(stage.granted("a", "60", BUDGET), "50");
            stage.ledger().settle(List.of(entry, entry), LedgerStage.TIMEOUT);
            stage.ledger().settle(List.of(entry), LedgerStage.TIMEOUT);
            stage.settle("a", "70");
            stage.stands(BUDGET, "100", "50", "0", "0");
            assertThat(stage.entries().newest()).containsExactly(entry);
        });
    }

    @Test
    void anEntryPaidFromAnotherHoldTakesItsCostOutOfThat() throws Exception {
        play(stage -> {
            Hold slice = stage.granted("slice", "60", BUDGET);
            stage.pay("a", "25", slice);
            stage.pay("a", "25", slice);
            stage.stands(BUDGET, "100", "25", "35", "0");
            stage.pay("b", "40", slice);
            stage.stands(BUDGET, "100", "65", "0", "5");
            stage.settle("slice", "0");
            stage.pay("c", "1", slice);
            stage.stands(BUDGET, "100", "66", "0", "6");
            assertThat(stage.read(EntryQuery.newest(9))).containsExactly("c", "slice", "b", "a");
        });
    }

    @Test
    void anEntryPaidFromAHoldThatLapsedTakesItsCostOutOfTheLapse() throws Exception {
        play(stage -> {
            Hold slice = stage.granted("slice", "60", BUDGET);
            stage.clock().advance(Duration.ofHours(1));
            stage.housekeep();
            stage.pay("a", "25", slice);
            stage.stands(BUDGET, "100", "60", "0", "0");
            assertThat(stage.entries().newest())
                    .filteredOn(entry -> entry.id().equals("slice"))
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.cost()).isEqualTo(Money.usd("35")));
            assertThat(stage.entries().spend()).singleElement().satisfies(spend -> assertThat(spend.cost())
                    .isEqualTo(Money.usd("60")));
            stage.settle("slice", "0");
            stage.stands(BUDGET, "100", "25", "0", "0");
        });
    }

    @Test
    void aHoldThatComesAfterItsEntryHoldsNothing() throws Exception {
        play(stage -> {
            HoldRequest request = stage.request("a", "60", LedgerStage.SEARCH, BUDGET);
            stage.ledger()
                    .settle(List.of(LedgerEntry.of(request, START, Money.ZERO, Basis.ESTIMATED)), LedgerStage.TIMEOUT);
            assertThat(stage.ledger().hold(request, LedgerStage.TIMEOUT)).isEqualTo(new HoldResult.Finished("a"));
            stage.stands(BUDGET, "100", "0", "0", "0");
        });
    }

    @Test
    void anEntryWithoutAHoldIsBookedToItsOwnWindowsAsOverrun() throws Exception {
        play(stage -> {
            HoldRequest request = stage.request("a", "60", LedgerStage.SEARCH, BUDGET);
            stage.ledger()
                    .settle(
                            List.of(LedgerEntry.of(request, START, Money.usd("130"), Basis.REPORTED)),
                            LedgerStage.TIMEOUT);
            stage.stands(BUDGET, "100", "130", "0", "130");
        });
    }

    @Test
    void aHoldLapsesThirtySecondsAfterItsDeadlineAndItsMoneyIsSpent() throws Exception {
        play(stage -> {
            stage.granted("a", "60", BUDGET);
            stage.clock().advance(LedgerStage.MINUTE.plusSeconds(30).minusMillis(1));
            stage.housekeep();
            stage.stands(BUDGET, "100", "0", "60", "0");
            stage.clock().advance(Duration.ofMillis(1));
            stage.housekeep();
            stage.stands(BUDGET, "100", "60", "0", "0");
            assertThat(stage.entries().newest()).singleElement().satisfies(entry -> {
                assertThat(entry.id()).isEqualTo("a");
                assertThat(entry.basis()).isEqualTo(Basis.LAPSED);
                assertThat(entry.cost()).isEqualTo(Money.usd("60"));
                assertThat(entry.spender()).isEqualTo(LedgerStage.SEARCH);
            });
            assertThat(stage.hold("a", "60", BUDGET)).isEqualTo(new HoldResult.Finished("a"));
        });
    }

    @Test
    void aLateEntryReplacesItsLapse() throws Exception {
        play(stage -> {
            stage.granted("down", "60", BUDGET);
            stage.granted("up", "10", BUDGET);
            stage.clock().advance(Duration.ofHours(1));
            stage.housekeep();
            stage.stands(BUDGET, "100", "70", "0", "0");
            stage.settle("down", "20");
            stage.settle("up", "15");
            stage.settle("down", "30");
            stage.stands(BUDGET, "100", "35", "0", "5");
            assertThat(stage.entries().newest()).extracting(LedgerEntry::basis).containsOnly(Basis.REPORTED);
            assertThat(stage.entries().spend()).singleElement().satisfies(spend -> {
                assertThat(spend.cost()).isEqualTo(Money.usd("35"));
                assertThat(spend.attempts()).isEqualTo(2);
            });
        });
    }

    @Test
    void aCostAboveItsHoldIsBookedWholeAndRecordedAsOverrun() throws Exception {
        play(stage -> {
            stage.granted("a", "60", BUDGET);
            stage.granted("b", "40", BUDGET);
            stage.settle("a", "75");
            stage.stands(BUDGET, "100", "75", "40", "15");
            stage.settle("b", "20");
            stage.stands(BUDGET, "100", "95", "0", "15");
            stage.granted("c", "5", BUDGET);
        });
    }

    @Test
    void theLimitTravelsWithTheHold() throws Exception {
        Budget lower = Budget.usd("50").every("1d");
        Budget higher = Budget.usd("200").every("1d");
        play(stage -> {
            stage.granted("a", "80", BUDGET);
            stage.refused("b", "1", lower);
            stage.stands(lower, "50", "0", "80", "0");
            stage.granted("b", "120", higher);
            stage.stands(higher, "200", "0", "200", "0");
            stage.settle("a", "30");
            stage.settle("b", "10");
            stage.granted("c", "10", lower);
            stage.refused("d", "0.000000001", lower);
        });
    }

    @Test
    void anAttemptIsBookedToTheWindowThatItWasHeldIn() throws Exception {
        play(stage -> {
            stage.clock().set(Instant.parse("2026-11-22T23:59:59.999Z"));
            stage.granted("a", "60", BUDGET);
            stage.clock().advance(Duration.ofMillis(1));
            stage.granted("b", "100", BUDGET);
            stage.settle("a", "55");
            stage.stands(BUDGET, "100", "0", "100", "0");
            stage.clock().set(START);
            stage.stands(BUDGET, "100", "55", "0", "0");
        });
    }

    @Test
    void aWindowThatEndedStaysClosedWhenTheClockIsSetBack() throws Exception {
        Budget hourly = Budget.usd("10").every("1h");
        play(stage -> {
            stage.granted("a", "10", hourly);
            stage.clock().advance(Duration.ofHours(1));
            stage.granted("b", "1", hourly);
            stage.clock().advance(Duration.ofHours(-1));
            HoldResult result = stage.hold("c", "0", hourly);
            assertThat(result).isInstanceOf(HoldResult.StaleWindow.class);
            Instant told = ((HoldResult.StaleWindow) result).now();
            HoldRequest again = new HoldRequest(
                    "c",
                    LedgerStage.SEARCH,
                    Money.usd("9"),
                    LedgerStage.claims(LedgerStage.SEARCH, told, hourly),
                    LedgerStage.MINUTE);
            assertThat(stage.ledger().hold(again, LedgerStage.TIMEOUT)).isInstanceOf(HoldResult.Granted.class);
            stage.clock().advance(Duration.ofHours(1));
            stage.stands(hourly, "10", "0", "10", "0");
        });
    }

    @Test
    void aWindowThatWasRefusedAsEndedStaysClosedThoughNoOtherWasOpened() throws Exception {
        Budget hourly = Budget.usd("10").every("1h");
        play(stage -> {
            stage.granted("a", "1", hourly);
            List<Claim> claims = LedgerStage.claims(LedgerStage.SEARCH, START, hourly);
            HoldRequest late = new HoldRequest("b", LedgerStage.SEARCH, Money.usd("1"), claims, LedgerStage.MINUTE);
            stage.clock().advance(Duration.ofHours(1));
            assertThat(stage.ledger().hold(late, LedgerStage.TIMEOUT)).isInstanceOf(HoldResult.StaleWindow.class);
            stage.clock().advance(Duration.ofHours(-1));
            assertThat(stage.ledger().hold(late, LedgerStage.TIMEOUT)).isInstanceOf(HoldResult.StaleWindow.class);
        });
    }

    @Test
    void aClaimOfAnotherTimeThanTheLedgersIsStale() throws Exception {
        play(stage -> {
            for (Duration ahead : List.of(Duration.ofDays(1), Duration.ofDays(-1))) {
                List<Claim> claims = LedgerStage.claims(LedgerStage.SEARCH, START.plus(ahead), BUDGET);
                HoldRequest request =
                        new HoldRequest("a", LedgerStage.SEARCH, Money.usd("1"), claims, LedgerStage.MINUTE);
                assertThat(stage.ledger().hold(request, LedgerStage.TIMEOUT))
                        .isEqualTo(new HoldResult.StaleWindow(START));
            }
            stage.granted("a", "1", BUDGET);
        });
    }

    @Test
    void oneStaleClaimOfSeveralHoldsNothing() throws Exception {
        Budget month = Budget.usd("100").every("1mo");
        play(stage -> {
            List<Claim> claims = new ArrayList<>(LedgerStage.claims(LedgerStage.SEARCH, START, month));
            claims.addAll(LedgerStage.claims(LedgerStage.SEARCH, START.plus(Duration.ofDays(1)), BUDGET));
            HoldRequest request = new HoldRequest("a", LedgerStage.SEARCH, Money.usd("1"), claims, LedgerStage.MINUTE);
            assertThat(stage.ledger().hold(request, LedgerStage.TIMEOUT)).isInstanceOf(HoldResult.StaleWindow.class);
            stage.granted("b", "100", month);
        });
    }

    @Test
    void windowsTurnWhereTheirZoneSays() throws Exception {
        Budget daily = Budget.usd("10").every("1d").zone(ZoneId.of("Europe/Berlin"));
        Budget monthly = Budget.usd("10").every("1mo").zone(ZoneId.of("Europe/Berlin"));
        play(stage -> {
            stage.clock().set(Instant.parse("2027-03-27T23:00:00Z"));
            stage.granted("a", "10", daily);
            stage.clock().advance(Duration.ofHours(23).minusMillis(1));
            stage.refused("b", "10", daily);
            stage.clock().advance(Duration.ofMillis(1));
            stage.granted("b", "10", daily);
            stage.clock().set(Instant.parse("2027-10-30T22:00:00Z"));
            stage.granted("c", "10", daily);
            stage.clock().advance(Duration.ofHours(25).minusMillis(1));
            stage.refused("d", "10", daily);
            stage.clock().advance(Duration.ofMillis(1));
            stage.granted("d", "10", daily);
            stage.clock().set(Instant.parse("2028-02-29T22:59:59Z"));
            stage.granted("e", "10", monthly);
            stage.clock().advance(Duration.ofSeconds(1));
            stage.granted("f", "10", monthly);
        });
    }

    @Test
    void aClockThatStepsByAnHourFreesNothing() throws Exception {
        Budget hourly = Budget.usd("10").every("1h");
        play(stage -> {
            stage.granted("a", "6", hourly);
            stage.granted("b", "4", hourly);
            stage.clock().advance(Duration.ofHours(1));
            stage.housekeep();
            stage.granted("c", "10", hourly);
            stage.settle("a", "8");
            stage.clock().advance(Duration.ofHours(-1));
            // Both had lapsed: one has its true cost now, the other counts at what was held.
            stage.stands(hourly, "10", "12", "0", "2");
            // The hour is over, whatever the clock says now.
            assertThat(stage.hold("d", "0", hourly)).isInstanceOf(HoldResult.StaleWindow.class);
            stage.settle("b", "1");
            stage.stands(hourly, "10", "9", "0", "2");
            stage.clock().advance(Duration.ofHours(1));
            stage.stands(hourly, "10", "0", "10", "0");
            stage.refused("e", "0.000000001", hourly);
        });
    }

    @Test
    void aMachineWhoseClockIsOffHoldsInTheLedgersWindow() throws Exception {
        Budget hourly = Budget.usd("10").every("1h");
        play(stage -> {
            for (Duration off : List.of(Duration.ofHours(1), Duration.ofHours(-1))) {
                String attempt = "off by " + off;
                HoldResult first =
                        stage.ledger().hold(hourlyRequest(attempt, START.plus(off), hourly), LedgerStage.TIMEOUT);
                assertThat(first).isEqualTo(new HoldResult.StaleWindow(START));
                HoldRequest again = hourlyRequest(attempt, START, hourly);
                assertThat(stage.ledger().hold(again, LedgerStage.TIMEOUT)).isInstanceOf(HoldResult.Granted.class);
                // Settled by that machine's time, in the window of the hold.
                LedgerEntry entry = LedgerEntry.of(again, START.plus(off), Money.usd("3"), Basis.REPORTED);
                stage.ledger().settle(List.of(entry), LedgerStage.TIMEOUT);
            }
            stage.stands(hourly, "10", "6", "0", "0");
            stage.refused("c", "4.000000001", hourly);
        });
    }

    private static HoldRequest hourlyRequest(String attempt, Instant now, Budget budget) {
        List<Claim> claims = LedgerStage.claims(LedgerStage.SEARCH, now, budget);
        return new HoldRequest(attempt, LedgerStage.SEARCH, Money.usd("4"), claims, LedgerStage.MINUTE);
    }

    @Test
    void anAttemptAcrossTheEndOfAnOddWindowStaysInIt() throws Exception {
        acrossTheEnd("America/New_York", "1d", "2027-03-14T05:00:00Z", Duration.ofHours(23));
        acrossTheEnd("America/New_York", "1d", "2027-11-07T04:00:00Z", Duration.ofHours(25));
        acrossTheEnd("Europe/Berlin", "1d", "2027-03-27T23:00:00Z", Duration.ofHours(23));
        acrossTheEnd("Europe/Berlin", "1d", "2027-10-30T22:00:00Z", Duration.ofHours(25));
        acrossTheEnd("Europe/Berlin", "1mo", "2027-01-31T23:00:00Z", Duration.ofDays(28));
        acrossTheEnd("Europe/Berlin", "1mo", "2028-01-31T23:00:00Z", Duration.ofDays(29));
        acrossTheEnd("UTC", "3mo", "2027-10-01T00:00:00Z", Duration.ofDays(92));
        acrossTheEnd("UTC", "3mo", "2028-01-01T00:00:00Z", Duration.ofDays(91));
    }

    private void acrossTheEnd(String zone, String every, String from, Duration length) throws Exception {
        Instant start = Instant.parse(from);
        Budget budget = Budget.usd("10").every(every).zone(ZoneId.of(zone));
        play(stage -> {
            stage.clock().set(start);
            stage.granted("first", "4", budget);
            stage.settle("first", "4");
            stage.clock().set(start.plus(length).minusMillis(1));
            stage.granted("across", "6", budget);
            stage.refused("full", "0.000000001", budget);
            stage.clock().advance(Duration.ofMillis(1));
            stage.granted("next", "10", budget);
            stage.settle("across", "7");
            stage.stands(budget, "10", "0", "10", "0");
            stage.clock().set(start.plus(length).minusMillis(1));
            stage.stands(budget, "10", "11", "0", "1");
        });
    }

    @Test
    void aCorrectionIsASignedEntryOfItsOwnInTheWindowsOfItsAttempt() throws Exception {
        play(stage -> {
            stage.granted("a", "60", BUDGET);
            stage.settle("a", "60");
            LedgerEntry refund = LedgerEntry.correction("r1", "a", START, Money.usd("-20"));
            LedgerEntry more = LedgerEntry.correction("r2", "a", START, Money.usd("5"));
            stage.ledger().settle(List.of(refund, more, refund), LedgerStage.TIMEOUT);
            stage.ledger().settle(List.of(more), LedgerStage.TIMEOUT);
            stage.stands(BUDGET, "100", "45", "0", "5");
            assertThat(stage.entries().newest()).hasSize(3).first().satisfies(entry -> {
                assertThat(entry.corrects()).hasValue("a");
                assertThat(entry.cost()).isEqualTo(Money.usd("5"));
                assertThat(entry.spender()).isEqualTo(LedgerStage.SEARCH);
                assertThat(entry.claims()).isEqualTo(LedgerStage.claims(LedgerStage.SEARCH, START, BUDGET));
            });
            assertThat(stage.entries().spend()).singleElement().satisfies(spend -> {
                assertThat(spend.cost()).isEqualTo(Money.usd("45"));
                assertThat(spend.attempts()).isEqualTo(1);
            });
        });
    }

    @Test
    void anEntryIsKeptAsItCame() throws Exception {
        play(stage -> {
            HoldRequest request = stage.request("a", "60", LedgerStage.SEARCH, BUDGET);
            stage.ledger().hold(request, LedgerStage.TIMEOUT);
            LedgerEntry entry = LedgerEntry.of(request, START, Money.usd("0.000000001"), Basis.IMPLAUSIBLE)
                    .withRoute("assistant")
                    .withUsage(Usage.of(10, 20)
                            .withCachedInputTokens(3)
                            .withReasoningTokens(4)
                            .withReportedCost(Money.usd("0.5")))
                    .withOutcome("cut")
                    .withRequestId("req-1");
            stage.ledger().settle(List.of(entry), LedgerStage.TIMEOUT);
            assertThat(stage.entries().newest()).containsExactly(entry);
        });
    }

    @Test
    void spendIsReadByDayTeamProviderAndModel() throws Exception {
        play(stage -> {
            stage.spend("a", LedgerStage.SEARCH, "1.5");
            stage.spend("b", LedgerStage.SEARCH, "2");
            stage.spend("c", ADS, "4");
            stage.clock().advance(Duration.ofDays(1));
            stage.spend("d", ADS, "8");
            LocalDate day = LocalDate.of(2026, 11, 22);
            Spend search = new Spend(day, "search", "openai", "openai/gpt-x", 2, Money.usd("3.5"));
            Spend ads = new Spend(day, "ads", "anthropic", "anthropic/claude-y", 1, Money.usd("4"));
            Spend next = new Spend(day.plusDays(1), "ads", "anthropic", "anthropic/claude-y", 1, Money.usd("8"));
            assertThat(stage.entries().spend()).containsExactlyInAnyOrder(search, ads, next);
            assertThat(stage.entries().spend()).last().isEqualTo(next);
            assertThat(stage.read(EntryQuery.newest(9).team("search"))).containsExactly("b", "a");
            assertThat(stage.read(EntryQuery.newest(9).provider("anthropic"))).containsExactly("d", "c");
            assertThat(stage.read(
                            EntryQuery.newest(9).model("anthropic/claude-y").before(START.plusSeconds(1))))
                    .containsExactly("c");
            assertThat(stage.read(EntryQuery.newest(9).from(START.plusSeconds(1))))
                    .containsExactly("d");
            assertThat(stage.read(EntryQuery.newest(2))).containsExactly("d", "c");
            assertThat(stage.ledger().entries(EntryQuery.newest(0).team("ads").from(START.plus(Duration.ofDays(1)))))
                    .isEqualTo(new Entries(List.of(), List.of(next), 0));
        });
    }

    @Test
    void windowsThatTheLedgerDoesNotKnowAreLeftOut() throws Exception {
        play(stage -> {
            stage.granted("a", "1", BUDGET);
            WindowKey known =
                    LedgerStage.claims(LedgerStage.SEARCH, START, BUDGET).get(0).key();
            Map<WindowKey, Standing> standing =
                    stage.ledger().standing(List.of(new WindowKey("nothing", "", "2026"), known));
            assertThat(standing).containsOnlyKeys(known);
        });
    }

    @Test
    void housekeepingGoesInSmallSteps() throws Exception {
        play(stage -> {
            for (int i = 0; i < 5; i++) {
                stage.granted("a" + i, "1", BUDGET);
            }
            stage.clock().advance(Duration.ofMinutes(5));
            assertThat(stage.ledger().housekeep(2)).isEqualTo(2);
            stage.stands(BUDGET, "100", "2", "3", "0");
            assertThat(stage.ledger().housekeep(2)).isEqualTo(2);
            assertThat(stage.ledger().housekeep(2)).isEqualTo(1);
            stage.stands(BUDGET, "100", "5", "0", "0");
        });
    }

    @Test
    void closingTwiceDoesNoHarm() throws Exception {
        play(stage -> {
            stage.granted("a", "1", BUDGET);
            stage.ledger().close();
        });
    }

    @Test
    void concurrentHoldsAreGrantedExactlyAsManyAsFit() throws Exception {
        Budget budget = Budget.of(Money.ofNanos(1000));
        play(stage -> {
            ExecutorService threads = Executors.newFixedThreadPool(8);
            try {
                List<Callable<Long>> tasks = new ArrayList<>();
                for (int t = 0; t < 8; t++) {
                    String name = "t" + t + "-";
                    tasks.add(() -> stage.grantsOfSeven(budget, name, 50));
                }
                long granted = 0;
                for (Future<Long> task : threads.invokeAll(tasks)) {
                    granted += task.get();
                }
                assertThat(granted).isEqualTo(142);
            } finally {
                threads.shutdownNow();
            }
            stage.stands(budget, "0.000001", "0", "0.000000994", "0");
        });
    }

    /** Sequences of messages and movements of the clock. */
    @Provide
    Arbitrary<List<LedgerRun.Step>> steps() {
        // Holds and settles come more often than the rest.
        Arbitrary<LedgerRun.Kind> kinds = Arbitraries.of(
                LedgerRun.Kind.HOLD,
                LedgerRun.Kind.HOLD,
                LedgerRun.Kind.HOLD,
                LedgerRun.Kind.SETTLE,
                LedgerRun.Kind.SETTLE,
                LedgerRun.Kind.PAY,
                LedgerRun.Kind.CORRECT,
                LedgerRun.Kind.WAIT,
                LedgerRun.Kind.LIMIT);
        return Combinators.combine(
                        kinds,
                        Arbitraries.integers().between(0, 11),
                        Arbitraries.longs().between(0, 60),
                        Arbitraries.integers().between(0, 3))
                .as(LedgerRun.Step::new)
                .list()
                .ofMaxSize(60);
    }

    @Property
    void anyOrderOfMessagesEndsAsTheModelSays(@ForAll("steps") List<LedgerRun.Step> steps) throws Exception {
        play(stage -> {
            LedgerRun run = new LedgerRun(stage.ledger(), stage.clock());
            for (LedgerRun.Step step : steps) {
                run.take(step);
                run.check();
            }
        });
    }
}
