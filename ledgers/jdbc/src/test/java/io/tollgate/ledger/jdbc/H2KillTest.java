package io.tollgate.ledger.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.budget.Budget;
import io.tollgate.budget.BudgetLedger;
import io.tollgate.budget.Claim;
import io.tollgate.budget.HoldRequest;
import io.tollgate.budget.HoldResult;
import io.tollgate.budget.Spender;
import io.tollgate.budget.Standing;
import io.tollgate.price.Money;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A process with a ledger in a file is killed while it holds money: every hold that it was granted is there afterwards. */
class H2KillTest {
    private static final Budget BUDGET = Budget.usd("1000").named("killed");
    private static final Money AMOUNT = Money.usd("0.01");
    private static final int KILLS = Integer.getInteger("tollgate.soak.kills", 3);

    @Test
    void everyHoldThatWasGrantedSurvivesTheKillOfTheProcess() throws Exception {
        Path file = Path.of("target", "ledgers", UUID.randomUUID().toString());
        List<String> granted = new ArrayList<>();
        for (int kill = 0; kill < KILLS; kill++) {
            killAfterSomeHolds(file, kill, granted);
            try (BudgetLedger ledger = JdbcLedger.inFile(file)) {
                Money before = held(ledger);
                assertThat(before).isGreaterThanOrEqualTo(AMOUNT.times(granted.size()));
                for (String id : granted) {
                    assertThat(ledger.hold(request(id), Duration.ofSeconds(5))).isInstanceOf(HoldResult.Granted.class);
                }
                assertThat(held(ledger)).as("each was there already").isEqualTo(before);
            }
        }
        System.out.println(KILLS + " kills, " + granted.size() + " holds granted, none lost");
    }

    private static void killAfterSomeHolds(Path file, int kill, List<String> granted) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        H2KillTest.class.getName(),
                        file.toString(),
                        "k" + kill + "-")
                .redirectError(
                        Files.createTempFile(Path.of("target"), "kill", ".log").toFile())
                .start();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            // A different moment each time; what was told before the kill is still in the pipe after it.
            for (int i = 0; i < 50 + 37 * kill; i++) {
                granted.add(lines.readLine());
            }
            // Not by the process itself, which would close the pipe.
            process.toHandle().destroyForcibly();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.endsWith("!")) {
                    granted.add(line);
                }
            }
            process.waitFor();
        }
    }

    /** The process that is killed: a file, and the start of its attempts' ids. */
    public static void main(String[] arguments) throws Exception {
        try (BudgetLedger ledger = JdbcLedger.inFile(Path.of(arguments[0]))) {
            for (int i = 0; ; i++) {
                String id = arguments[1] + i + "!";
                if (ledger.hold(request(id), Duration.ofSeconds(5)) instanceof HoldResult.Granted) {
                    System.out.println(id);
                }
            }
        }
    }

    private static Money held(BudgetLedger ledger) throws Exception {
        List<Claim> claims = request("any").claims();
        Standing standing = ledger.standing(List.of(claims.get(0).key()))
                .values()
                .iterator()
                .next();
        return standing.held();
    }

    private static HoldRequest request(String id) {
        Spender spender = new Spender("search", "openai", "openai/gpt-x", Map.of());
        List<Claim> claims = List.of(BUDGET.claim(spender, Instant.now()).orElseThrow());
        return new HoldRequest(id, spender, AMOUNT, claims, Duration.ofHours(1));
    }
}
