package io.tollgate.tests;

import static io.tollgate.tests.TwoVendors.ASK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.Preflight;
import io.tollgate.Retrying;
import io.tollgate.Router;
import io.tollgate.Timeouts;
import io.tollgate.TollgateException;
import io.tollgate.chat.ChatRequest;
import io.tollgate.key.KeySource;
import io.tollgate.openai.OpenAi;
import io.tollgate.testkit.FakeVendor;
import io.tollgate.testkit.FakeVendors;
import io.tollgate.testkit.Fault;
import io.tollgate.testkit.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A breaker never leaves a call without anybody to ask, and one provider's time-out is not another's. */
class LastOneLeftTest {
    @Test
    void aCallIsMadeThoughAnotherTookTheBreakersOneTrialSinceItWasPlanned() throws Exception {
        TestClock clock = TestClock.at(Instant.parse("2026-03-01T12:00:00Z"));
        CountDownLatch planned = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        KeySource slowForOneTeam = KeySource.perTeam(team -> KeySource.of(() -> {
            if (team.equals("slow")) {
                planned.countDown();
                awaited(goOn);
            }
            return "key";
        }));
        try (FakeVendors vendors = FakeVendors.start()) {
            FakeVendor vendor = vendors.openAi().answer("hello");
            try (Router router = Router.builder()
                    .provider(OpenAi.builder()
                            .baseUrl(vendor.baseUrl())
                            .keySource(slowForOneTeam)
                            .build())
                    .retrying(Retrying.standard().withMaxRetries(0))
                    .prices(TwoVendors.prices())
                    .clock(clock)
                    .build()) {
                ChatRequest ask = ASK.withModel("openai/cheap");
                vendor.always(Fault.status(500));
                while (router.plan(ask).candidates().get(0).note().isEmpty()) {
                    assertThatThrownBy(() -> router.chat(ask)).isInstanceOf(TollgateException.class);
                }
                vendor.recover();
                clock.advance(Duration.ofSeconds(16));
                var slow =
                        Background.start(() -> router.chat(ask.withTeam("slow")).text());
                awaited(planned);
                vendor.next(Fault.stall());
                var trial = Background.start(() -> router.chat(ask).text());
                vendor.awaitStalled(1);
                goOn.countDown();
                assertThat(slow.get(10, TimeUnit.SECONDS)).isEqualTo("hello");
                vendor.release();
                trial.handle((text, e) -> "over").get(10, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void aProbeThatTimesOutDoesNotCancelTheNext() {
        try (FakeVendors vendors = FakeVendors.start()) {
            FakeVendor silent = vendors.openAi("silent").always(Fault.stall());
            FakeVendor sound = vendors.openAi("sound");
            try (Router router = Router.builder()
                    .provider(provider("silent", silent))
                    .provider(provider("sound", sound))
                    .timeouts(Timeouts.standard().withFirstContent(Duration.ofMillis(500)))
                    .build()) {
                Preflight found = router.preflightOnline();
                assertThat(found.findings())
                        .anySatisfy(finding -> {
                            assertThat(finding.subject()).isEqualTo("silent online");
                            assertThat(finding.level()).isEqualTo(Preflight.Level.ERROR);
                        })
                        .anySatisfy(finding -> {
                            assertThat(finding.subject()).isEqualTo("sound online");
                            assertThat(finding.level()).isEqualTo(Preflight.Level.FINE);
                        });
                silent.release();
            }
        }
    }

    private static io.tollgate.spi.Provider provider(String id, FakeVendor vendor) {
        return OpenAi.builder()
                .id(id)
                .baseUrl(vendor.baseUrl())
                .keySource(KeySource.of(() -> "key"))
                .build();
    }

    private static void awaited(CountDownLatch latch) {
        try {
            if (!latch.await(10, TimeUnit.SECONDS)) {
                throw new AssertionError("nobody came");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
