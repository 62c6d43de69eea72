package io.tollgate.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.price.Money;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EscrowLedgerTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Budget BUDGET = Budget.usd("100").every("1d").named("all");

    private final Time time = new Time();
    private final Parent parent = new Parent(time);
    private EscrowLedger escrow = builder().slice(Money.usd("1")).build();

    @AfterEach
    void close() {
        parent.away = false;
        escrow.close();
    }

    private EscrowLedger.Builder builder() {
        return EscrowLedger.builder(parent).clocks(time, time::nanos);
    }

    @Test
    void mostHoldsDoNotAskTheParentAndAllIsBookedInTheEnd() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            hold("a" + i, "0.01");
            settle("a" + i, "0.005");
        }
        assertThat(parent.holds).hasValueLessThan(20);
        escrow.close();
        assertThat(parent.standing().committed()).isEqualTo(Money.usd("5"));
        assertThat(parent.standing().held()).isEqualTo(Money.ZERO);
        assertThat(parent.standing().overrun()).isEqualTo(Money.ZERO);
        assertThat(parent.sumOfEntries()).isEqualTo(Money.usd("5"));
    }

    @Test
    void theParentCountsASliceAsHeldAndTheAttemptOnlyInIt() throws Exception {
        hold("a", "0.01");
        assertThat(parent.standing().held()).isEqualTo(Money.usd("1"));
        settle("a", "0.004");
        assertThat(escrow.standing(parent.keys).values()).singleElement().satisfies(standing -> {
            assertThat(standing.committed()).isEqualTo(Money.usd("0.004"));
            assertThat(standing.held()).isEqualTo(Money.usd("0.996"));
        });
    }

    @Test
    void anEntryKeepsWhoSpentItAndIsInTheWindowOfItsSlice() throws Exception {
        hold("a", "0.01");
        settle("a", "0.004");
        assertThat(escrow.entries(EntryQuery.newest(10)).newest())
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.id()).isEqualTo("a");
                    assertThat(entry.spender().team()).isEqualTo("search");
                    assertThat(entry.claims()).isEqualTo(claims());
                });
    }

    @Test
    void aBudgetThatIsSeldomUsedIsAskedExactly() throws Exception {
        escrow = builder().build();
        for (int i = 0; i < 5; i++) {
            hold("a" + i, "0.01");
            settle("a" + i, "0.01");
            time.advance(Duration.ofSeconds(3));
        }
        assertThat(parent.slices).isEmpty();
        assertThat(parent.standing().committed()).isEqualTo(Money.usd("0.05"));
    }

    @Test
    void aSliceIsASecondsSpendAndAtMostAThousandthOfTheLimit() throws Exception {
        escrow = builder().build();
        for (int i = 0; i < 200; i++) {
            hold("a" + i, "0.01");
            settle("a" + i, "0.01");
        }
        assertThat(parent.slices).isNotEmpty().allSatisfy(slice -> assertThat(slice)
                .isLessThanOrEqualTo(Money.usd("0.1")));
        assertThat(parent.slices.get(0)).isLessThan(Money.usd("0.05"));
        assertThat(parent.slices).contains(Money.usd("0.1"));
    }

    @Test
    void anAttemptThatIsLargeForASliceIsTheParentsOwn() throws Exception {
        hold("large", "1.01");
        assertThat(parent.slices).isEmpty();
        assertThat(parent.standing().held()).isEqualTo(Money.usd("1.01"));
        settle("large", "0.5");
        assertThat(parent.standing().committed()).isEqualTo(Money.usd("0.5"));
    }

    @Test
    void anUnusedSliceGoesBackAfterFiveSeconds() throws Exception {
        hold("a", "0.01");
        settle("a", "0.01");
        time.advance(Duration.ofMillis(4_999));
        escrow.tend();
        assertThat(parent.standing().held()).isEqualTo(Money.usd("0.99"));
        time.advance(Duration.ofMillis(1));
        escrow.tend();
        assertThat(parent.standing().held()).isEqualTo(Money.ZERO);
        assertThat(parent.standing().committed()).isEqualTo(Money.usd("0.01"));
    }

    @Test
    void aSliceOfAMinuteIsReplacedThoughItIsInUse() throws Exception {
        for (int second = 0; second < 61; second++) {
            hold("a" + second, "0.001");
            settle("a" + second, "0.001");
            time.advance(SECOND);
            escrow.tend();
        }
        assertThat(parent.slices).hasSize(2);
        assertThat(parent.standing().held()).isLessThanOrEqualTo(Money.usd("1"));
    }

    @Test
    void aSliceGoesBackOnlyOnceItsLastAttemptHasSettled() throws Exception {
        hold("a", "0.01");
        time.advance(Duration.ofSeconds(6));
        escrow.tend();
        assertThat(parent.standing().held()).isEqualTo(Money.usd("1"));
        settle("a", "0.01");
        escrow.tend();
        assertThat(parent.standing().held()).isEqualTo(Money.ZERO);
        assertThat(parent.standing().committed()).isEqualTo(Money.usd("0.01"));
    }

    @Test
    void aRefusedSliceFallsBackToTheExactHold() throws Exception {
        parent.kept.hold(request("other-process", "99.5"), SECOND);
        hold("a", "0.01");
        assertThat(parent.slices).containsExactly(Money.usd("1"));
        assertThat(parent.standing().held()).isEqualTo(Money.usd("99.51"));
        assertThat(escrow.hold(request("b", "0.5"), SECOND)).isInstanceOf(HoldResult.Refused.class);
        assertThat(parent.slices)
                .as("no slice is asked for again within a second")
                .hasSize(1);
    }

    @Test
    void aChangedLimitIsFollowedAtOnce() throws Exception {
        hold("a", "0.01");
        Budget lower = Budget.usd("0.5").every("1d").named("all");
        assertThat(escrow.hold(request("b", "0.01", lower), SECOND)).isInstanceOf(HoldResult.Refused.class);
    }

    @Test
    void whatAKilledProcessHadInASliceCountsAsSpent() throws Exception {
        hold("a", "0.01");
        settle("a", "0.01");
        hold("b", "0.01");
        time.advance(Duration.ofSeconds(91));
        parent.housekeep(10);
        assertThat(parent.standing().committed()).isEqualTo(Money.usd("1"));
        assertThat(parent.standing().held()).isEqualTo(Money.ZERO);
        settle("b", "0.002");
        escrow.close();
        assertThat(parent.standing().committed())
                .as("late entries are paid from the lapsed slice, whose rest then goes back")
                .isEqualTo(Money.usd("0.012"));
        assertThat(parent.standing().overrun()).isEqualTo(Money.ZERO);
    }

    @Test
    void anAttemptThatNeverSettlesLapsesInsideItsSliceAndALateCostCorrectsIt() throws Exception {
        hold("a", "0.01");
        time.advance(Duration.ofSeconds(10).plus(HoldRequest.GRACE));
        assertThat(escrow.housekeep(10)).isEqualTo(1);
        assertThat(escrow.standing(parent.keys).values())
                .singleElement()
                .satisfies(standing -> assertThat(standing.committed()).isEqualTo(Money.usd("0.01")));
        assertThat(escrow.hold(request("a", "0.01"), SECOND)).isInstanceOf(HoldResult.Finished.class);
        settle("a", "0.004");
        settle("a", "0.004");
        escrow.close();
        assertThat(parent.standing().committed()).isEqualTo(Money.usd("0.004"));
        assertThat(parent.sumOfEntries()).isEqualTo(Money.usd("0.004"));
    }

    @Test
    void repeatedMessagesChangeNothing() throws Exception {
        hold("a", "0.01");
        hold("a", "0.01");
        settle("a", "0.01");
        settle("a", "0.02");
        assertThat(escrow.hold(request("a", "0.01"), SECOND)).isInstanceOf(HoldResult.Finished.class);
        escrow.close();
        settle("a", "0.03");
        assertThat(parent.standing().committed()).isEqualTo(Money.usd("0.01"));
        assertThat(parent.standing().held()).isEqualTo(Money.ZERO);
    }

    @Test
    void aCostAboveItsHoldTakesWhatTheSliceHasFreeAndTheRestIsOverrun() throws Exception {
        hold("a", "0.5");
        settle("a", "0.9");
        hold("b", "0.1");
        settle("b", "0.3");
        escrow.close();
        assertThat(parent.standing().committed()).isEqualTo(Money.usd("1.2"));
        assertThat(parent.standing().overrun()).isEqualTo(Money.usd("0.2"));
    }

    @Test
    void aCorrectionIsBookedAfterWhatItCorrects() throws Exception {
        hold("a", "0.5");
        settle("a", "0.4");
        escrow.settle(List.of(LedgerEntry.correction("refund", "a", time.instant(), Money.usd("-0.1"))), SECOND);
        escrow.close();
        assertThat(parent.standing().committed()).isEqualTo(Money.usd("0.3"));
    }

    @Test
    void whileTheParentIsAwayNothingIsHeldAndEntriesWait() throws Exception {
        hold("a", "0.01");
        hold("b", "0.01");
        parent.away = true;
        settle("a", "0.01");
        escrow.tend();
        assertThatThrownBy(() -> hold("c", "0.01"))
                .isInstanceOf(LedgerException.class)
                .hasMessageContaining("away");
        settle("b", "0.01");
        assertThat(escrow.waiting()).isEqualTo(2);
        parent.away = false;
        time.advance(SECOND);
        hold("c", "0.01");
        settle("c", "0.01");
        escrow.close();
        assertThat(escrow.waiting()).isZero();
        assertThat(parent.standing().committed()).isEqualTo(Money.usd("0.03"));
        assertThat(parent.standing().held()).isEqualTo(Money.ZERO);
    }

    @Test
    void callersAreToldAtOnceThatTheParentIsAwayAndItIsAskedOnceASecond() {
        parent.away = true;
        for (int i = 0; i < 100; i++) {
            String attempt = "a" + i;
            assertThatThrownBy(() -> hold(attempt, "0.01")).isInstanceOf(LedgerException.class);
        }
        assertThat(parent.asked).hasValueLessThan(5);
    }

    @Test
    void aSliceThatIsAllowedForItIsSpentWhileTheParentIsAwayAndNoMore() throws Exception {
        escrow = builder().allowWithin(Money.usd("0.25")).build();
        hold("before", "0.1");
        settle("before", "0.01");
        escrow.tend();
        parent.away = true;
        time.advance(Duration.ofSeconds(61));
        hold("a", "0.1");
        settle("a", "0.1");
        time.advance(Duration.ofMinutes(10));
        escrow.tend();
        hold("b", "0.1");
        assertThatThrownBy(() -> hold("c", "0.1")).isInstanceOf(LedgerException.class);
        settle("b", "0.1");
        parent.away = false;
        parent.housekeep(10);
        time.advance(SECOND);
        escrow.close();
        assertThat(parent.standing().committed()).isEqualTo(Money.usd("0.21"));
        assertThat(parent.standing().overrun()).isEqualTo(Money.ZERO);
    }

    @Test
    void ofALargerSliceOnlyWhatIsAllowedIsSpentWhileTheParentIsAway() throws Exception {
        escrow = builder().slice(Money.usd("1")).allowWithin(Money.usd("0.25")).build();
        hold("before", "0.1");
        parent.away = true;
        settle("before", "0.1");
        escrow.tend();
        hold("a", "0.1");
        hold("b", "0.1");
        assertThatThrownBy(() -> hold("c", "0.1")).isInstanceOf(LedgerException.class);
        parent.away = false;
        time.advance(SECOND);
        escrow.tend();
        hold("c", "0.1");
    }

    @Test
    void aSliceIsNotSpentBeyondTheEndOfItsWindowWhileTheParentIsAway() throws Exception {
        escrow = builder().allowWithin(Money.usd("0.25")).build();
        hold("before", "0.1");
        HoldRequest today = request("a", "0.01");
        parent.away = true;
        settle("before", "0.1");
        escrow.tend();
        hold("still", "0.01");
        time.advance(Duration.ofDays(1));
        assertThatThrownBy(() -> escrow.hold(today, SECOND)).isInstanceOf(LedgerException.class);
    }

    @Test
    void aProcessThatStartsWhileTheParentIsAwayHasNothingToSpend() {
        escrow = builder().allowWithin(Money.usd("10")).build();
        parent.away = true;
        assertThatThrownBy(() -> hold("a", "0.01")).isInstanceOf(LedgerException.class);
        time.advance(Duration.ofSeconds(2));
        assertThatThrownBy(() -> hold("a", "0.01")).isInstanceOf(LedgerException.class);
    }

    @Test
    void aSliceWhoseGrantWasLostGoesBack() throws Exception {
        parent.losesAnswers = true;
        assertThatThrownBy(() -> hold("a", "0.01")).isInstanceOf(LedgerException.class);
        parent.losesAnswers = false;
        assertThat(parent.standing().held()).isEqualTo(Money.usd("1"));
        time.advance(SECOND);
        escrow.tend();
        assertThat(parent.standing().held()).isEqualTo(Money.ZERO);
    }

    @Test
    void whenTooManyEntriesWaitSettlingFailsAndChangesNothing() throws Exception {
        hold("first", "0.01");
        hold("last", "0.01");
        settle("first", "0.01");
        parent.away = true;
        for (int i = 0; i < EscrowLedger.MAX_WAITING - 1; i++) {
            escrow.settle(List.of(LedgerEntry.correction("c" + i, "first", time.instant(), Money.ofNanos(1))), SECOND);
        }
        assertThatThrownBy(() -> settle("last", "0.01")).isInstanceOf(LedgerException.class);
        parent.away = false;
        settle("last", "0.01");
        escrow.close();
        assertThat(parent.standing().committed()).isEqualTo(Money.ofNanos(20_000_000 + EscrowLedger.MAX_WAITING - 1));
    }

    @Test
    void manyThreadsOnManyBudgetsNeverSpendMoreThanIsHeldAndAllAddsUp() throws Exception {
        escrow = EscrowLedger.builder(parent).clocks(time, System::nanoTime).build();
        Budget small = Budget.usd("30").every("1d");
        Budget teams = Budget.usd("20").every("1d").perTeam();
        AtomicLong bill = new AtomicLong();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<?>> running = new ArrayList<>();
        for (int thread = 0; thread < 8; thread++) {
            SplittableRandom random = new SplittableRandom(thread);
            String name = "t" + thread + "-";
            running.add(threads.submit(() -> {
                for (int i = 0; i < 3_000; i++) {
                    long amount = random.nextLong(1, 4_000_000);
                    String team = "team-" + random.nextInt(3);
                    List<Claim> claims = List.of(claim(small, spender(team), time), claim(teams, spender(team), time));
                    HoldRequest request = new HoldRequest(
                            name + i, spender(team), Money.ofNanos(amount), claims, Duration.ofSeconds(10));
                    if (escrow.hold(request, Duration.ofSeconds(10)) instanceof HoldResult.Granted) {
                        long cost = random.nextLong(0, amount + 1);
                        bill.addAndGet(cost);
                        escrow.settle(
                                List.of(LedgerEntry.of(request, time.instant(), Money.ofNanos(cost), Basis.REPORTED)),
                                SECOND);
                    }
                    for (Standing standing : parent.kept
                            .standing(claims.stream().map(Claim::key).toList())
                            .values()) {
                        assertThat(standing.committed().plus(standing.held())).isLessThanOrEqualTo(standing.limit());
                    }
                }
                return null;
            }));
        }
        for (Future<?> each : running) {
            each.get();
        }
        threads.shutdown();
        escrow.close();
        Standing standing = parent.kept
                .standing(List.of(claim(small, spender(""), time).key()))
                .values()
                .iterator()
                .next();
        assertThat(standing.committed().nanos()).isEqualTo(bill.get()).isPositive();
        assertThat(standing.held()).isEqualTo(Money.ZERO);
        assertThat(standing.overrun()).isEqualTo(Money.ZERO);
        assertThat(parent.slices).isNotEmpty();
    }

    @Test
    void settingsThatCannotBeAreRefused() {
        assertThatThrownBy(() -> builder().slice(Money.ZERO)).hasMessageContaining("above 0 USD");
        assertThatThrownBy(() -> builder().allowWithin(Money.ofNanos(-1))).hasMessageContaining("above 0 USD");
        assertThatThrownBy(() -> builder().returnAfter(Duration.ZERO)).hasMessageContaining("more than 0");
    }

    private void hold(String attempt, String amount) throws Exception {
        assertThat(escrow.hold(request(attempt, amount), SECOND)).isInstanceOf(HoldResult.Granted.class);
    }

    private void settle(String attempt, String cost) throws Exception {
        escrow.settle(
                List.of(LedgerEntry.of(request(attempt, "0"), time.instant(), Money.usd(cost), Basis.REPORTED)),
                SECOND);
    }

    private static Spender spender(String team) {
        return new Spender(team, "openai", "openai/gpt", Map.of());
    }

    private static Claim claim(Budget budget, Spender spender, Clock clock) {
        return budget.claim(spender, clock.instant()).orElseThrow();
    }

    private List<Claim> claims() {
        return List.of(claim(BUDGET, spender("search"), time));
    }

    private HoldRequest request(String attempt, String amount) {
        return request(attempt, amount, BUDGET);
    }

    private HoldRequest request(String attempt, String amount, Budget budget) {
        List<Claim> claims = List.of(claim(budget, spender("search"), time));
        return new HoldRequest(attempt, spender("search"), Money.usd(amount), claims, Duration.ofSeconds(10));
    }

    /** A clock and a stopwatch that move together when a test says so. */
    private static final class Time extends Clock {
        private final AtomicLong nanos = new AtomicLong();

        long nanos() {
            return nanos.get();
        }

        void advance(Duration duration) {
            nanos.addAndGet(duration.toNanos());
        }

        @Override
        public Instant instant() {
            return Instant.parse("2026-11-22T10:00:00Z").plusNanos(nanos.get());
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }

    /** The ledger in memory, which counts, and answers nothing while a test says so. */
    private static final class Parent implements BudgetLedger {
        final BudgetLedger kept;
        final Collection<WindowKey> keys;
        final AtomicLong holds = new AtomicLong();
        final AtomicLong asked = new AtomicLong();
        final List<Money> slices = new ArrayList<>();
        volatile boolean away;
        volatile boolean losesAnswers;

        Parent(Time time) {
            kept = BudgetLedger.inMemory(time);
            keys = List.of(claim(BUDGET, spender("search"), time).key());
        }

        private void answer() throws LedgerException {
            asked.incrementAndGet();
            if (away) {
                throw new LedgerException("away");
            }
        }

        Standing standing() throws Exception {
            return kept.standing(keys).values().iterator().next();
        }

        Money sumOfEntries() throws Exception {
            return kept.entries(EntryQuery.newest(10_000)).newest().stream()
                    .map(LedgerEntry::cost)
                    .reduce(Money.ZERO, Money::plus);
        }

        @Override
        public HoldResult hold(HoldRequest request, Duration timeout) throws LedgerException, InterruptedException {
            answer();
            holds.incrementAndGet();
            if (request.spender().model().equals(EscrowLedger.NAME)) {
                synchronized (slices) {
                    slices.add(request.amount());
                }
            }
            HoldResult result = kept.hold(request, timeout);
            if (losesAnswers) {
                throw new LedgerException("no answer");
            }
            return result;
        }

        @Override
        public void settle(List<LedgerEntry> entries, Duration timeout) throws LedgerException, InterruptedException {
            answer();
            kept.settle(entries, timeout);
        }

        @Override
        public Map<WindowKey, Standing> standing(Collection<WindowKey> keys)
                throws LedgerException, InterruptedException {
            answer();
            return kept.standing(keys);
        }

        @Override
        public Entries entries(EntryQuery query) throws LedgerException, InterruptedException {
            answer();
            return kept.entries(query);
        }

        @Override
        public int housekeep(int max) throws LedgerException, InterruptedException {
            return kept.housekeep(max);
        }

        @Override
        public void close() {
            kept.close();
        }
    }
}
