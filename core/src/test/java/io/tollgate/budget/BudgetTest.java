package io.tollgate.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.price.Money;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BudgetTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:03:29Z"); // a Sunday
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Spender SEARCH = new Spender("search", "openai", "openai/gpt-x", Map.of("env", "prod"));

    @ParameterizedTest
    @CsvSource({
        "1s, 2026-11-22T10:03:29Z, 2026-11-22T10:03:30Z, 2026-11-22T10:03:29Z",
        "30s, 2026-11-22T10:03:00Z, 2026-11-22T10:03:30Z, 2026-11-22T10:03:00Z",
        "60s, 2026-11-22T10:03:00Z, 2026-11-22T10:04:00Z, 2026-11-22T10:03:00Z",
        "15m, 2026-11-22T10:00:00Z, 2026-11-22T10:15:00Z, 2026-11-22T10:00:00Z",
        "6h, 2026-11-22T06:00:00Z, 2026-11-22T12:00:00Z, 2026-11-22T06:00:00Z",
        "1d, 2026-11-22T00:00:00Z, 2026-11-23T00:00:00Z, 2026-11-22",
        "24h, 2026-11-22T00:00:00Z, 2026-11-23T00:00:00Z, 2026-11-22",
        "1w, 2026-11-16T00:00:00Z, 2026-11-23T00:00:00Z, 2026-11-16",
        "7d, 2026-11-16T00:00:00Z, 2026-11-23T00:00:00Z, 2026-11-16",
        "1mo, 2026-11-01T00:00:00Z, 2026-12-01T00:00:00Z, 2026-11",
        "2mo, 2026-11-01T00:00:00Z, 2027-01-01T00:00:00Z, 2026-11",
        "3mo, 2026-10-01T00:00:00Z, 2027-01-01T00:00:00Z, 2026-10",
        "4mo, 2026-09-01T00:00:00Z, 2027-01-01T00:00:00Z, 2026-09",
        "6mo, 2026-07-01T00:00:00Z, 2027-01-01T00:00:00Z, 2026-07",
        "12mo, 2026-01-01T00:00:00Z, 2027-01-01T00:00:00Z, 2026-01"
    })
    void aWindowIsAlignedToItsParent(String every, Instant start, Instant end, String label) {
        Claim claim = claim(Budget.usd("1").every(every), NOW);
        assertThat(claim.start()).isEqualTo(start);
        assertThat(claim.end()).isEqualTo(end);
        assertThat(claim.key().label()).isEqualTo(label);
    }

    @ParameterizedTest
    @CsvSource({
        "30d, 1mo", "48h, 1d", "2d, 1d", "14d, 1w", "2w, 1w", "90d, 3mo", "365d, 12mo", "1y, 12mo", "5mo, 4mo",
        "24mo, 12mo", "45m, 30m", "90m, 1h", "120m, 2h", "7s, 6s", "0s, 1s", "999999y, 12mo", "5h, 4h", "36h, 1d"
    })
    void anyOtherWindowIsRefusedWithTheNearestThatWorks(String every, String nearest) {
        assertThatThrownBy(() -> Budget.usd("1").every(every))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + every + "\"")
                .hasMessageEndingWith("the nearest that works is \"" + nearest + "\"");
        assertThat(Budget.usd("1").every(nearest).key()).contains(nearest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "daily", "1D", "P1D", "-1d", "1.5h", "1 d", "12345678s"})
    void aTextThatIsNoWindowIsRefused(String every) {
        assertThatThrownBy(() -> Budget.usd("1").every(every))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected a window such as")
                .hasMessageContaining("\"" + every + "\"");
    }

    @Test
    void aDayHas23Or25HoursWhenClocksAreSet() {
        Budget daily = Budget.usd("1").every("1d").zone(BERLIN);
        assertThat(length(claim(daily, Instant.parse("2026-03-29T12:00:00Z")))).isEqualTo(Duration.ofHours(23));
        assertThat(length(claim(daily, Instant.parse("2026-10-25T12:00:00Z")))).isEqualTo(Duration.ofHours(25));
        assertThat(claim(daily, Instant.parse("2026-10-24T22:00:00Z")).key().label())
                .isEqualTo("2026-10-25");
    }

    @Test
    void windowsFollowEachOtherWithoutGapOrOverlapInAnyZone() {
        // St John's set clocks back over midnight, Apia left out a day, Lord Howe moves by half an hour.
        Map<String, String> starts = Map.of(
                "Europe/Berlin", "2026-10-23T00:00:00Z",
                "America/St_Johns", "2010-11-05T00:00:00Z",
                "Pacific/Apia", "2011-12-28T00:00:00Z",
                "Australia/Lord_Howe", "2026-04-03T00:00:00Z",
                "America/Havana", "2026-10-30T00:00:00Z",
                "Asia/Kolkata", "2026-02-27T00:00:00Z");
        starts.forEach((zone, start) -> {
            for (String every : List.of("1m", "15m", "1h", "2h", "6h", "1d", "1w", "1mo")) {
                Budget budget = Budget.usd("1").every(every).zone(ZoneId.of(zone));
                Instant end = Instant.parse(start).plus(Duration.ofDays(6));
                Claim last = claim(budget, Instant.parse(start));
                while (last.end().isBefore(end)) {
                    Claim next = claim(budget, last.end());
                    assertThat(next.start()).as("%s in %s", every, zone).isEqualTo(last.end());
                    assertThat(next.key()).isNotEqualTo(last.key());
                    assertThat(claim(budget, next.end().minusNanos(1))).isEqualTo(next);
                    last = next;
                }
            }
        });
    }

    @Test
    void aWindowOfHoursEndsWithItsDay() {
        Budget budget = Budget.usd("1").every("6h").zone(BERLIN);
        assertThat(length(claim(budget, Instant.parse("2026-03-29T20:00:00Z")))).isEqualTo(Duration.ofHours(5));
        assertThat(length(claim(budget, Instant.parse("2026-10-25T22:30:00Z")))).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void monthsEndWhereTheyEnd() {
        Budget budget = Budget.usd("1").every("1mo").zone(BERLIN);
        assertThat(claim(budget, Instant.parse("2028-02-29T22:59:59Z")).key().label())
                .isEqualTo("2028-02");
        assertThat(claim(budget, Instant.parse("2028-02-29T23:00:00Z")).key().label())
                .isEqualTo("2028-03");
        assertThat(claim(budget, Instant.parse("2026-12-31T23:00:00Z")).key().label())
                .isEqualTo("2027-01");
    }

    @Test
    void withoutAWindowItHoldsForGood() {
        Claim claim = claim(Budget.usd("1"), NOW);
        assertThat(claim.end()).isEqualTo(Budget.NEVER);
        assertThat(claim).isEqualTo(claim(Budget.usd("1"), NOW.plus(Duration.ofDays(40_000))));
    }

    @Test
    void theKeyIsScopeWindowAndZoneButNeverTheAmount() {
        assertThat(Budget.usd("1").key()).isEqualTo("total|lifetime");
        assertThat(Budget.usd("1").zone(BERLIN).key()).isEqualTo("total|lifetime");
        assertThat(Budget.usd("1").every("24h").key()).isEqualTo("total|1d|UTC");
        assertThat(Budget.usd("2")
                        .every("1d")
                        .warnAt(0.5)
                        .zone(ZoneId.of("Etc/UTC"))
                        .key())
                .isEqualTo("total|1d|UTC");
        assertThat(Budget.usd("1").every("1d").zone(BERLIN).key()).isEqualTo("total|1d|Europe/Berlin");
        assertThat(Budget.usd("1").perTeam().provider("openai").key())
                .isEqualTo("each team,provider=openai|lifetime")
                .isEqualTo(Budget.usd("1").provider("openai").perTeam().key());
        assertThat(Budget.usd("1").named("prod").team("x").every("1mo").key()).isEqualTo("name=prod|1mo|UTC");
        assertThat(Budget.usd("1").tag("b", "2").tag("a", "1").key()).isEqualTo("tag a=1,tag b=2|lifetime");
    }

    @Test
    void differentScopesHaveDifferentKeys() {
        assertThat(List.of(
                        Budget.usd("1"),
                        Budget.usd("1").perTeam(),
                        Budget.usd("1").team("search"),
                        Budget.usd("1").team("search,provider=openai"),
                        Budget.usd("1").team("search").provider("openai"),
                        Budget.usd("1").named("total"),
                        Budget.usd("1").named("team=search"),
                        Budget.usd("1").team("a|b"),
                        Budget.usd("1").team("a%7Cb"),
                        Budget.usd("1").tag("team", "search"),
                        Budget.usd("1").tag("a=b", "c"),
                        Budget.usd("1").tag("a", "b=c")))
                .extracting(Budget::key)
                .doesNotHaveDuplicates();
    }

    @Test
    void eachPartOfAScopeNarrowsIt() {
        assertThat(Budget.usd("1")
                        .team("search")
                        .provider("openai")
                        .model("openai/gpt-x")
                        .tag("env", "prod")
                        .claim(SEARCH, NOW))
                .isPresent();
        assertThat(Budget.usd("1").team("ads").claim(SEARCH, NOW)).isEmpty();
        assertThat(Budget.usd("1").provider("openai-eu").claim(SEARCH, NOW)).isEmpty();
        assertThat(Budget.usd("1").model("openai/gpt-y").claim(SEARCH, NOW)).isEmpty();
        assertThat(Budget.usd("1").tag("env", "test").claim(SEARCH, NOW)).isEmpty();
        assertThat(Budget.usd("1").tag("tier", "prod").claim(SEARCH, NOW)).isEmpty();
    }

    @Test
    void aBudgetPerTeamHasAWindowForEach() {
        Budget budget = Budget.usd("1").every("1d").perTeam();
        assertThat(claim(budget, NOW).key()).isEqualTo(new WindowKey(budget.key(), "search", "2026-11-22"));
        assertThat(budget.claim(new Spender("", "openai", "openai/gpt-x", Map.of()), NOW)
                        .orElseThrow()
                        .key()
                        .team())
                .isEqualTo("none");
        assertThat(claim(Budget.usd("1").team("search"), NOW).key().team()).isEmpty();
    }

    @Test
    void whatContradictsItselfIsRefused() {
        assertThatThrownBy(() -> Budget.usd("-1"))
                .hasMessageContaining("at least 0")
                .hasMessageContaining("-$1");
        assertThatThrownBy(() -> Budget.usd("1").team("a").team("b")).hasMessageContaining("\"b\" after \"a\"");
        assertThatThrownBy(() -> Budget.usd("1").team("a").perTeam()).hasMessageContaining("\"a\"");
        assertThatThrownBy(() -> Budget.usd("1").perTeam().team("a")).hasMessageContaining("perTeam()");
        assertThatThrownBy(() -> Budget.usd("1").provider("a").model("b/c")).hasMessageContaining("\"b/c\"");
        assertThatThrownBy(() -> Budget.usd("1").model("b/c").provider("a")).hasMessageContaining("b/c");
        assertThatThrownBy(() -> Budget.usd("1").model("gpt")).hasMessageContaining("provider/name");
        assertThatThrownBy(() -> Budget.usd("1").team("")).hasMessageContaining("empty");
        assertThatThrownBy(() -> Budget.usd("1").named(" ")).hasMessageContaining("name");
        assertThatThrownBy(() -> Budget.usd("1").warnAt(80)).hasMessageContaining("80.0");
        assertThatThrownBy(() -> Budget.usd("1").warnAt(Double.NaN)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> new Spender("x".repeat(201), "", "", Map.of())).hasMessageContaining("201");
    }

    @Test
    void settingsAreKept() {
        Budget budget = Budget.of(Money.usd("2.5"))
                .warnAt(0.755)
                .whenUnknown(WhenUnknown.EXPECTED)
                .every("1h");
        assertThat(budget.limit()).isEqualTo(Money.usd("2.50"));
        assertThat(budget.warnAtPerMille()).isEqualTo(755);
        assertThat(budget.whenUnknown()).isEqualTo(WhenUnknown.EXPECTED);
        assertThat(budget.isPerTeam()).isFalse();
        assertThat(budget).hasToString("$2.5 total|1h|UTC");
        assertThat(Budget.usd("1").warnAtPerMille()).isEqualTo(800);
        assertThat(Budget.usd("1").whenUnknown()).isEqualTo(WhenUnknown.WORST);
    }

    private static Claim claim(Budget budget, Instant now) {
        return budget.claim(SEARCH, now).orElseThrow();
    }

    private static Duration length(Claim claim) {
        return Duration.between(claim.start(), claim.end());
    }
}
