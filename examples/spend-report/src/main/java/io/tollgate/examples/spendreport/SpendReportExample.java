package io.tollgate.examples.spendreport;

import io.tollgate.Router;
import io.tollgate.anthropic.Anthropic;
import io.tollgate.budget.Budget;
import io.tollgate.budget.BudgetLedger;
import io.tollgate.budget.LedgerException;
import io.tollgate.budget.SpendReport;
import io.tollgate.budget.SpendReport.Column;
import io.tollgate.budget.SpendReport.Row;
import io.tollgate.chat.ChatRequest;
import io.tollgate.key.KeySource;
import io.tollgate.ledger.jdbc.JdbcLedger;
import io.tollgate.openai.OpenAi;
import io.tollgate.testkit.FakeVendor;
import io.tollgate.testkit.FakeVendors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;

/** Spends a little of two teams' money at fake vendors, then prints who spent how much, from the file that kept it. */
public final class SpendReportExample {
    private static final String CHEAP = "openai/gpt-4.1-mini";
    private static final String DEAR = "anthropic/claude-haiku-4-5";

    private SpendReportExample() {}

    /** Takes no arguments. */
    public static void main(String... arguments) throws IOException, LedgerException, InterruptedException {
        Path file = Files.createTempDirectory("tollgate").resolve("ledger");
        try (FakeVendors vendors = FakeVendors.start()) {
            spend(vendors, file);
        }
        // A later process: what was spent is in the file.
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        try (BudgetLedger ledger = JdbcLedger.inFile(file)) {
            print(SpendReport.of(ledger, today.minusDays(1), today));
        }
    }

    private static void spend(FakeVendors vendors, Path file) {
        FakeVendor openAi = vendors.openAi().answer("Short waves of light are scattered more than long ones.");
        FakeVendor anthropic = vendors.anthropic().answer("Rayleigh scattering favours short waves.");
        try (Router router = Router.builder()
                .provider(OpenAi.builder()
                        .baseUrl(openAi.baseUrl())
                        .keySource(KeySource.of(() -> "fake-key"))
                        .build())
                .provider(Anthropic.builder()
                        .baseUrl(anthropic.baseUrl())
                        .keySource(KeySource.of(() -> "fake-key"))
                        .build())
                .route("cheap", CHEAP)
                .route("dear", DEAR)
                .ledger(JdbcLedger.inFile(file))
                .budget(Budget.usd("5.00").every("1d").perTeam())
                .build()) {
            for (int i = 0; i < 3; i++) {
                router.chat(ask("cheap", "search", "answers"));
                router.chat(ask("dear", "search", "summaries"));
            }
            router.chat(ask("dear", "ads", "summaries"));
        }
    }

    private static ChatRequest ask(String route, String team, String feature) {
        return ChatRequest.of(route, "Why is the sky blue?").withTeam(team).withTag("feature", feature);
    }

    private static void print(SpendReport report) throws LedgerException, InterruptedException {
        for (Column column : Column.values()) {
            print("by " + column.name().toLowerCase(Locale.ROOT), report.by(column));
        }
        print("by tag \"feature\"", report.byTag("feature"));
        print("all in one", List.of(report.total()));
        System.out.println("as CSV:");
        System.out.print(report.csv());
    }

    private static void print(String title, List<Row> rows) {
        System.out.println(title);
        for (Row row : rows) {
            System.out.printf("   %-28s %4d attempts  %s%n", row.name(), row.attempts(), row.cost());
        }
    }
}
