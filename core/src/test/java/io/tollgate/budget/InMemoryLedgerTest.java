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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What is true of the ledger in memory alone: its bounds. The rest is the contract of all ledgers. */
class InMemoryLedgerTest {
    private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Budget EACH_TEAM = Budget.usd("1").every("1d").perTeam();

    private Instant now = START;
    private final InMemoryLedger ledger = new InMemoryLedger(new Clock() {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    });

    @Test
    void beyond100000WindowsNewTeamsShareOneUntilThereIsRoom() throws Exception {
        for (int i = 0; i < InMemoryLedger.MAX_WINDOWS; i++) {
            spend("team-" + i, "0.5");
        }
        Hold first = spend("late-1", "0.5");
        assertThat(first.claims())
                .extracting(Claim::key)
                .containsExactly(new WindowKey(EACH_TEAM.key(), WindowKey.OTHER, "2026-11-22"));
        spend("late-2", "0.5");
        assertThat(ledger.hold(request("late-3", "0.1"), SECOND))
                .isInstanceOfSatisfying(HoldResult.Refused.class, refused -> {
                    assertThat(refused.reason()).isEqualTo(HoldResult.Reason.EXHAUSTED);
                    assertThat(refused.standing().key().team()).isEqualTo(WindowKey.OTHER);
                });
        assertThat(spend("team-7", "0.5").claims().get(0).key().team())
                .as("a team that has a window keeps it")
                .isEqualTo("team-7");
        assertThat(ledger.entries(EntryQuery.newest(2).team("late-2")).newest())
                .as("an entry names the window that it was booked to")
                .allSatisfy(
                        entry -> assertThat(entry.claims().get(0).key().team()).isEqualTo(WindowKey.OTHER))
                .hasSize(1);

        now = START.plus(Duration.ofDays(1));
        assertThat(spend("late-4", "0.5").claims().get(0).key().team())
                .as("windows that ended make room")
                .isEqualTo("late-4");
    }

    @Test
    void windowsWithoutSpendMakeRoomButNotThoseWithAnOpenHold() throws Exception {
        Hold open = granted(request("open", "0"));
        for (int i = 1; i < InMemoryLedger.MAX_WINDOWS; i++) {
            spend("team-" + i, "0");
        }
        assertThat(spend("late", "0.5").claims().get(0).key().team()).isEqualTo("late");
        ledger.settle(List.of(LedgerEntry.of(open.attempt(), now, Money.usd("0.2"), Basis.REPORTED)), SECOND);
        assertThat(standing("open").committed()).isEqualTo(Money.usd("0.2"));
        assertThat(standing("open").overrun()).isEqualTo(Money.usd("0.2"));
    }

    @Test
    void entriesAreForgottenButTheirSumsAreNot() throws Exception {
        int more = InMemoryLedger.MAX_FINISHED + 5;
        for (int i = 0; i < more; i++) {
            spend("search", "0.00001");
        }
        Entries entries = ledger.entries(EntryQuery.newest(EntryQuery.MAX_ENTRIES));
        assertThat(entries.newest()).hasSize(InMemoryLedger.MAX_FINISHED);
        assertThat(entries.forgotten()).isEqualTo(5);
        assertThat(standing("search").committed())
                .isEqualTo(Money.usd("0.00001").times(more));
        assertThat(entries.spend()).singleElement().satisfies(spend -> {
            assertThat(spend.attempts()).isEqualTo(more);
            assertThat(spend.cost()).isEqualTo(Money.usd("0.00001").times(more));
        });
    }

    @Test
    void aLapsedAttemptThatIsForgottenLetsItsWindowGo() throws Exception {
        granted(request("gone", "0.5"));
        now = START.plus(Duration.ofDays(1));
        assertThat(ledger.housekeep(10)).isEqualTo(1);
        now = START.plus(Duration.ofDays(3));
        assertThat(ledger.housekeep(10)).as("it may settle still").isEqualTo(0);
        Duration day = Duration.ofDays(1);
        for (int i = 0; i < InMemoryLedger.MAX_FINISHED; i++) {
            granted(new HoldRequest("a" + i, spender("x"), Money.ZERO, List.of(), SECOND));
        }
        now = now.plus(day);
        assertThat(ledger.housekeep(2 * InMemoryLedger.MAX_FINISHED))
                .as("the others lapse, and push out the first")
                .isEqualTo(InMemoryLedger.MAX_FINISHED + 1);
    }

    @Test
    void aLapsedAttemptIsNotForgottenBecauseOthersAreQuick() throws Exception {
        HoldRequest slow = request("slow", "0.5");
        granted(slow);
        now = START.plusSeconds(90);
        ledger.housekeep(10);
        for (int i = 0; i < InMemoryLedger.MAX_FINISHED; i++) {
            spend("quick", "0.00001");
        }
        ledger.settle(List.of(LedgerEntry.of(slow, now, Money.usd("0.2"), Basis.REPORTED)), SECOND);
        assertThat(standing("slow").committed()).isEqualTo(Money.usd("0.2"));
    }

    @Test
    void holdsLapseInTheirOwnTimeInWhateverOrderTheyCame() throws Exception {
        List<Integer> minutes = List.of(7, 3, 9, 1, 5);
        for (int of : minutes) {
            granted(new HoldRequest("of " + of, spender("x"), Money.ZERO, List.of(), Duration.ofMinutes(of)));
        }
        ledger.settle(List.of(LedgerEntry.of("of 1", now, Money.ZERO, Basis.REPORTED)), SECOND);
        for (int minute = 1; minute <= 10; minute++) {
            now = START.plus(Duration.ofMinutes(minute)).plus(HoldRequest.GRACE);
            assertThat(ledger.housekeep(10))
                    .as("minute %s", minute)
                    .isEqualTo(minute > 1 && minutes.contains(minute) ? 1 : 0);
        }
    }

    @Test
    void whatOneStepLeavesTheNextOneTakes() throws Exception {
        for (int i = 0; i < 5; i++) {
            granted(request("team " + i, "0"));
        }
        now = START.plus(Duration.ofMinutes(10));
        assertThat(List.of(ledger.housekeep(2), ledger.housekeep(2), ledger.housekeep(2), ledger.housekeep(2)))
                .as("lapsed")
                .containsExactly(2, 2, 1, 0);
        for (int i = 0; i < 5; i++) {
            spend("other " + i, "0.1");
        }
        now = START.plus(Duration.ofDays(2));
        assertThat(List.of(ledger.housekeep(2), ledger.housekeep(2), ledger.housekeep(2), ledger.housekeep(2)))
                .as("windows dropped")
                .containsExactly(2, 2, 1, 0);
    }

    @Test
    void theWindowBeforeThePresentOneStaysReadable() throws Exception {
        Hold hold = spend("search", "0.5");
        now = START.plus(Duration.ofDays(1));
        ledger.housekeep(10);
        assertThat(ledger.standing(List.of(hold.claims().get(0).key()))).hasSize(1);
        now = START.plus(Duration.ofDays(2));
        ledger.housekeep(10);
        assertThat(ledger.standing(List.of(hold.claims().get(0).key()))).isEmpty();
    }

    @Test
    void tooManyHoldsAreRefusedPlainlyAndMoneyStaysAsItWas() throws Exception {
        List<LedgerEntry> entries = new ArrayList<>();
        for (int i = 0; i < InMemoryLedger.MAX_HELD; i++) {
            HoldRequest request = request("search", "0");
            granted(request);
            entries.add(LedgerEntry.of(request, now, Money.ZERO, Basis.REPORTED));
        }
        assertThatThrownBy(() -> ledger.hold(request("search", "0.1"), SECOND))
                .isInstanceOf(LedgerException.class)
                .hasMessageContaining("100000");
        ledger.settle(entries, SECOND);
        granted(request("search", "0.1"));
    }

    @Test
    void holdsLapseByThemselvesWhileOthersAreAskedFor() throws Exception {
        granted(request("search", "0.5"));
        now = START.plusSeconds(90);
        granted(request("ads", "0.5"));
        assertThat(standing("search").held()).isEqualTo(Money.ZERO);
        assertThat(standing("search").committed()).isEqualTo(Money.usd("0.5"));
    }

    @Test
    void aSumThatCantBeToldChangesNothing() throws Exception {
        Budget huge = Budget.of(Money.MAX);
        Claim claim = huge.claim(spender("x"), now).orElseThrow();
        HoldRequest request = new HoldRequest("big", spender("x"), Money.MAX, List.of(claim), SECOND);
        granted(request);
        LedgerEntry more =
                LedgerEntry.of("more", now, Money.usd("1"), Basis.REPORTED).withClaims(List.of(claim));
        assertThatThrownBy(() -> ledger.settle(List.of(more), SECOND)).isInstanceOf(ArithmeticException.class);
        assertThat(ledger.entries(EntryQuery.newest(10)).spend()).isEmpty();
        ledger.settle(List.of(LedgerEntry.of(request, now, Money.usd("2"), Basis.REPORTED), more), SECOND);
        assertThat(standing(claim.key()).committed()).isEqualTo(Money.usd("3"));
    }

    @Test
    void sumsOfSpendAreBoundedOldestDayFirst() {
        SpendSums sums = new SpendSums(10);
        for (int day = 0; day < 3; day++) {
            for (int team = 0; team < 4; team++) {
                sums.add(entry("t" + team, START.plus(Duration.ofDays(day))));
            }
        }
        assertThat(sums.matching(EntryQuery.newest(0))).hasSize(8);
        for (int team = 0; team < 20; team++) {
            sums.add(entry("u" + team, START.plus(Duration.ofDays(2))));
        }
        List<Spend> kept = sums.matching(EntryQuery.newest(0));
        assertThat(kept).hasSize(11);
        assertThat(kept)
                .filteredOn(spend -> spend.team().equals("other"))
                .singleElement()
                .satisfies(spend -> assertThat(spend.attempts()).isEqualTo(14));
        sums.remove(entry("u19", START.plus(Duration.ofDays(2))));
        assertThat(sums.matching(EntryQuery.newest(0).team("other")).get(0).attempts())
                .isEqualTo(13);
    }

    private static LedgerEntry entry(String team, Instant time) {
        return LedgerEntry.of("x", time, Money.usd("1"), Basis.REPORTED).withSpender(spender(team));
    }

    private int attempts;

    private HoldRequest request(String team, String usd) {
        Claim claim = EACH_TEAM.claim(spender(team), now).orElseThrow();
        return new HoldRequest(
                "attempt-" + attempts++, spender(team), Money.usd(usd), List.of(claim), Duration.ofSeconds(60));
    }

    private Hold spend(String team, String usd) throws Exception {
        HoldRequest request = request(team, usd);
        Hold hold = granted(request);
        ledger.settle(List.of(LedgerEntry.of(request, now, request.amount(), Basis.REPORTED)), SECOND);
        return hold;
    }

    private Hold granted(HoldRequest request) throws Exception {
        HoldResult result = ledger.hold(request, SECOND);
        assertThat(result).isInstanceOf(HoldResult.Granted.class);
        return ((HoldResult.Granted) result).hold();
    }

    private Standing standing(String team) {
        return standing(EACH_TEAM.claim(spender(team), START).orElseThrow().key());
    }

    private Standing standing(WindowKey key) {
        return Objects.requireNonNull(ledger.standing(List.of(key)).get(key), key::toString);
    }

    private static Spender spender(String team) {
        return new Spender(team, "openai", "openai/gpt-x", Map.of());
    }
}
