package io.tollgate.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.budget.SpendReport.Column;
import io.tollgate.budget.SpendReport.Row;
import io.tollgate.price.Money;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SpendReportTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final LocalDate DAY = LocalDate.of(2026, 11, 22);

    private final BudgetLedger ledger = BudgetLedger.inMemory(Clock.fixed(NOON, ZoneOffset.UTC));
    private int entries;

    @Test
    void spendIsSummedByTeamProviderModelAndDay() throws Exception {
        spend("search", "openai", "openai/a", "web", NOON, "0.25");
        spend("search", "openai", "openai/b", "web", NOON, "0.50");
        spend("ads", "anthropic", "anthropic/c", "batch", NOON.minus(Duration.ofDays(1)), "2");
        SpendReport report = SpendReport.of(ledger, DAY.minusDays(1), DAY);
        assertThat(report.by(Column.TEAM)).containsExactly(row("ads", 1, "2"), row("search", 2, "0.75"));
        assertThat(report.by(Column.PROVIDER)).containsExactly(row("anthropic", 1, "2"), row("openai", 2, "0.75"));
        assertThat(report.by(Column.MODEL))
                .containsExactly(row("anthropic/c", 1, "2"), row("openai/b", 1, "0.5"), row("openai/a", 1, "0.25"));
        assertThat(report.by(Column.DAY)).containsExactly(row("2026-11-21", 1, "2"), row("2026-11-22", 2, "0.75"));
        assertThat(report.total()).isEqualTo(row("total", 3, "2.75"));
    }

    @Test
    void spendIsSummedByTheValuesOfATag() throws Exception {
        spend("search", "openai", "openai/a", "web", NOON, "0.25");
        spend("search", "openai", "openai/a", "batch", NOON, "0.5");
        spend("search", "openai", "openai/a", "", NOON, "1");
        assertThat(SpendReport.of(ledger, DAY, DAY).byTag("feature"))
                .containsExactly(row(SpendReport.UNTAGGED, 1, "1"), row("batch", 1, "0.5"), row("web", 1, "0.25"));
    }

    @Test
    void correctionsChangeTheCostAndNotTheCount() throws Exception {
        spend("search", "openai", "openai/a", "web", NOON, "1");
        ledger.settle(List.of(LedgerEntry.correction("refund", "e0", NOON, Money.usd("-0.25"))), Duration.ofSeconds(1));
        assertThat(SpendReport.of(ledger, DAY, DAY).by(Column.TEAM)).containsExactly(row("search", 1, "0.75"));
        assertThat(SpendReport.of(ledger, DAY, DAY).byTag("feature")).containsExactly(row("web", 1, "0.75"));
    }

    @Test
    void daysOutsideDoNotCount() throws Exception {
        spend("search", "openai", "openai/a", "web", Instant.parse("2026-11-21T23:59:59.999Z"), "1");
        spend("search", "openai", "openai/a", "web", Instant.parse("2026-11-22T00:00:00Z"), "2");
        spend("search", "openai", "openai/a", "web", Instant.parse("2026-11-23T00:00:00Z"), "4");
        assertThat(SpendReport.of(ledger, DAY, DAY).total().cost()).isEqualTo(Money.usd("2"));
        assertThat(SpendReport.of(ledger, DAY, DAY).byTag("feature")).containsExactly(row("web", 1, "2"));
    }

    @Test
    void entriesThatAreNoLongerKeptHaveARowOfTheirOwnByTagAndAreInAllOtherSums() throws Exception {
        for (int i = 0; i < 10_001; i++) {
            spend("search", "openai", "openai/a", "web", NOON.plusMillis(i), "0.001");
        }
        SpendReport report = SpendReport.of(ledger, DAY, DAY);
        assertThat(report.byTag("feature"))
                .containsExactly(row("web", 10_000, "10"), row(SpendReport.NOT_KEPT, 1, "0.001"));
        assertThat(report.by(Column.TEAM)).containsExactly(row("search", 10_001, "10.001"));
    }

    @Test
    void theWholeAsCsvHasALineForEachDayTeamAndModel() throws Exception {
        spend("search, \"web\"", "openai", "openai/a", "web", NOON, "0.000000001");
        spend("=cmd()", "openai", "openai/a", "web", NOON, "1234567.5");
        assertThat(SpendReport.of(ledger, DAY, DAY).csv())
                .isEqualTo("day,team,provider,model,attempts,cost_usd\r\n"
                        + "2026-11-22,'=cmd(),openai,openai/a,1,1234567.5\r\n"
                        + "2026-11-22,\"search, \"\"web\"\"\",openai,openai/a,1,0.000000001\r\n");
        assertThat(SpendReport.csv("team", List.of(row("a", 2, "0.5"))))
                .isEqualTo("team,attempts,cost_usd\r\na,2,0.5\r\n");
    }

    @Test
    void daysInTheWrongOrderAreRefused() {
        assertThatThrownBy(() -> SpendReport.of(ledger, DAY, DAY.minusDays(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2026-11-22 to 2026-11-21");
    }

    private void spend(String team, String provider, String model, String feature, Instant time, String cost)
            throws Exception {
        Map<String, String> tags = feature.isEmpty() ? Map.of() : Map.of("feature", feature);
        ledger.settle(
                List.of(LedgerEntry.of("e" + entries++, time, Money.usd(cost), Basis.REPORTED)
                        .withSpender(new Spender(team, provider, model, tags))),
                Duration.ofSeconds(1));
    }

    private static Row row(String name, long attempts, String cost) {
        return new Row(name, attempts, Money.usd(cost));
    }
}
