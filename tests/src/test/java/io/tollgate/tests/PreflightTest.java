package io.tollgate.tests;

import static io.tollgate.tests.TwoVendors.card;
import static io.tollgate.tests.TwoVendors.prices;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tollgate.Preflight;
import io.tollgate.Preflight.Level;
import io.tollgate.Timeouts;
import io.tollgate.budget.Budget;
import io.tollgate.budget.Entries;
import io.tollgate.budget.EntryQuery;
import io.tollgate.budget.LedgerException;
import io.tollgate.price.Price;
import io.tollgate.testkit.TestClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What can be told before the first call. */
class PreflightTest {
    @Test
    void aMissingKeyIsAnError() {
        try (TwoVendors bench = new TwoVendors()) {
            assertThat(bench.router.preflight().isReady()).isTrue();
        }
        try (TwoVendors bench = new TwoVendors()) {
            bench.key.set(" ");
            Preflight preflight = bench.router.preflight();
            assertThat(preflight.isReady()).isFalse();
            assertThat(preflight.findings().get(0)).satisfies(finding -> {
                assertThat(finding.level()).as("the worst first").isEqualTo(Level.ERROR);
                assertThat(finding.subject()).isEqualTo("openai");
                assertThat(finding.message()).contains("no key");
            });
        }
    }

    @Test
    void whatProtectsCallsAndIsMissingIsAWarning() {
        try (TwoVendors bench = new TwoVendors(
                builder -> builder.prices(prices().with(card("openai", "windowless", Price.perMillion("1", "1"))
                                .withLimits(0, 0)))
                        .route("alone", "openai/unheard-of", "openai/windowless")
                        .timeouts(Timeouts.standard().withCall(Duration.ofHours(2)))
                        .clock(TestClock.at(Instant.parse("2036-01-01T00:00:00Z"))))) {
            Preflight preflight = bench.router.preflight();
            warns(preflight, "openai", "plain http");
            warns(preflight, "openai/unheard-of", "not in the price catalogue");
            warns(preflight, "openai/windowless", "no context window");
            warns(preflight, "route alone", "all its models are at openai");
            warns(preflight, "budget", "none");
            warns(preflight, "deadline", "PT2H");
            warns(preflight, "meters", "none are published");
            warns(preflight, "prices", "days old");
            assertThat(bench.received()).as("nobody is asked").isZero();
            assertThat(preflight.toString().lines().findFirst().orElseThrow()).contains("level", "subject", "finding");
            assertThat(preflight.toString()).contains("warning", "fine").doesNotContain("key-one");
        }
    }

    @Test
    void aLedgerThatIsAwayIsAnErrorAndOneThatForgetsAWarning() {
        Budget daily = Budget.usd("1.00").every("1d");
        try (TwoVendors bench = new TwoVendors(builder -> builder.budget(daily))) {
            warns(bench.router.preflight(), "ledger", "starts from zero");
        }
        FailingLedger ledger = new FailingLedger() {
            @Override
            public Entries entries(EntryQuery query) throws LedgerException, InterruptedException {
                if (holdsFail) {
                    throw new LedgerException("the ledger's engine is away");
                }
                return super.entries(query);
            }
        };
        try (TwoVendors bench = new TwoVendors(
                builder -> builder.budget(daily).ledger(ledger).meterRegistry(new SimpleMeterRegistry()))) {
            assertThat(bench.router.preflight().findings())
                    .noneMatch(finding -> finding.subject().equals("meters"))
                    .contains(new Preflight.Finding(Level.FINE, "ledger", "answers"));
            ledger.holdsFail = true;
            assertThat(bench.router.preflight().isReady()).isFalse();
            assertThat(bench.router.preflight().findings().get(0).subject()).isEqualTo("ledger");
        }
    }

    @Test
    void budgetsForTeamsAloneAreAWarningAndATotalIsFine() {
        try (TwoVendors bench =
                new TwoVendors(builder -> builder.budget(Budget.usd("1").perTeam()))) {
            warns(bench.router.preflight(), "budget", "all together are not");
        }
        try (TwoVendors bench = new TwoVendors(builder -> builder.budget(Budget.usd("1")))) {
            assertThat(bench.router.preflight().findings())
                    .filteredOn(finding -> finding.subject().equals("budget"))
                    .extracting(Preflight.Finding::level)
                    .containsExactly(Level.FINE);
        }
    }

    @Test
    void onlineEachVendorSaysWhetherItTakesTheKey() {
        try (TwoVendors bench = new TwoVendors()) {
            bench.cheap.acceptKey("another");
            Preflight preflight = bench.router.preflightOnline();
            assertThat(preflight.isReady()).isFalse();
            assertThat(preflight.findings())
                    .anySatisfy(finding -> {
                        assertThat(finding.subject()).isEqualTo("openai online");
                        assertThat(finding.level()).isEqualTo(Level.ERROR);
                        assertThat(finding.message()).contains("401").doesNotContain("key-one");
                    })
                    .anySatisfy(finding -> {
                        assertThat(finding.subject()).isEqualTo("anthropic online");
                        assertThat(finding.level()).isEqualTo(Level.FINE);
                    });
            assertThat(bench.received()).isEqualTo(2);
            assertThat(StreamsTest.entries(bench)).isEmpty();
        }
    }

    private static void warns(Preflight preflight, String subject, String words) {
        assertThat(preflight.findings()).anySatisfy(finding -> {
            assertThat(finding.level()).isEqualTo(Level.WARNING);
            assertThat(finding.subject()).isEqualTo(subject);
            assertThat(finding.message()).contains(words);
        });
    }
}
