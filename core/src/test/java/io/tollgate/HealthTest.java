package io.tollgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.RouterStats.State;
import io.tollgate.failure.Cooldown;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.failure.Scope;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class HealthTest {
    private final TestClock clock = new TestClock("2026-03-10T12:00:00Z");
    private final Health health = new Health(clock);
    private final ModelHealth model = health.model("openai", "gpt");
    private final ModelHealth sibling = health.model("openai", "mini");
    private final ModelHealth stranger = health.model("anthropic", "haiku");

    @Test
    void everythingIsAvailableUntilSomethingIsSaid() {
        assertThat(model.availability("")).isSameAs(Availability.NOW);
        assertThat(model.availability("search").recovery()).isEmpty();
    }

    @Test
    void aToldTimeCoolsTheModelDownUntilItIsOverAndNotItsSibling() {
        fail(model, rateLimit("PT20S"));

        Availability told = model.availability("");
        assertThat(told.state()).isEqualTo(State.COOLING_DOWN);
        assertThat(told.isVendorsWord()).isTrue();
        assertThat(told.recovery()).contains(Instant.parse("2026-03-10T12:00:20Z"));
        assertThat(told).hasToString("cooling down until 2026-03-10T12:00:20Z, as the vendor said");
        assertThat(sibling.availability("").isNow()).isTrue();

        clock.advance(Duration.ofMillis(19_999));
        assertThat(model.availability("").isNow()).isFalse();
        clock.advance(Duration.ofMillis(1));
        assertThat(model.availability("").isNow()).isTrue();
    }

    @Test
    void aLongerWordExtendsAndAShorterOneDoesNotShorten() {
        fail(model, rateLimit("PT20S"));
        fail(model, rateLimit("PT5S"));
        assertThat(model.availability("").recovery()).contains(Instant.parse("2026-03-10T12:00:20Z"));
        fail(model, rateLimit("PT40S"));
        assertThat(model.availability("").recovery()).contains(Instant.parse("2026-03-10T12:00:40Z"));
        fail(model, rateLimit("PT0S"));
        assertThat(model.availability("").recovery()).contains(Instant.parse("2026-03-10T12:00:40Z"));
    }

    @Test
    void anAbsurdTimeIsCut() {
        fail(model, rateLimit("P3650000D"));
        assertThat(model.availability("").recovery()).contains(clock.instant().plus(CoolDown.LONGEST_TOLD));
    }

    @Test
    void aRateLimitWithoutATimeRestsTwiceAsLongEachTimeUntilASuccess() {
        for (int seconds : new int[] {5, 10, 20, 40, 60, 60}) {
            fail(model, rateLimit());
            Availability rest = model.availability("");
            assertThat(rest.state()).isEqualTo(State.RESTING);
            assertThat(rest.isVendorsWord()).isFalse();
            assertThat(rest.recovery()).contains(clock.instant().plusSeconds(seconds));
            clock.advance(Duration.ofSeconds(seconds));
            assertThat(model.availability("").isNow()).isTrue();
        }
        pass(model).succeeded("");
        fail(model, rateLimit());
        assertThat(model.availability("").recovery()).contains(clock.instant().plusSeconds(5));
    }

    @Test
    void oneWaveOfRateLimitsIsOneRest() {
        for (int i = 0; i < 64; i++) {
            fail(model, rateLimit());
        }
        assertThat(model.availability("").recovery()).contains(clock.instant().plusSeconds(5));
    }

    @ParameterizedTest
    @CsvSource({
        // Los Angeles is at UTC-8 in winter and UTC-7 in summer; its clocks go forward on 2026-03-08.
        "2026-01-15T07:59:00Z, DAY, 2026-01-15T08:00:00Z",
        "2026-01-15T08:00:00Z, DAY, 2026-01-16T08:00:00Z",
        "2026-03-08T09:00:00Z, DAY, 2026-03-09T07:00:00Z",
        "2026-07-01T12:00:00Z, DAY, 2026-07-02T07:00:00Z",
        "2026-07-31T23:59:59Z, MONTH, 2026-08-01T00:00:00Z",
        "2026-12-01T00:00:00Z, MONTH, 2027-01-01T00:00:00Z"
    })
    void aDayEndsInLosAngelesAndAMonthInUtc(String now, Cooldown cooldown, Instant end) {
        ModelHealth there = new Health(new TestClock(now)).model("p", "m");
        fail(there, rateLimit().withCooldown(cooldown));
        assertThat(there.availability("").state()).isEqualTo(State.COOLING_DOWN);
        assertThat(there.availability("").recovery()).contains(end);
    }

    @Test
    void aToldTimeGoesBeforeTheDaysEnd() {
        fail(model, rateLimit("PT3H").withCooldown(Cooldown.DAY));
        assertThat(model.availability("").recovery()).contains(clock.instant().plus(Duration.ofHours(3)));
    }

    @Test
    void anUnpaidBillStaysUntilTheProviderIsReopened() {
        fail(model, Failure.of(FailureKind.BILLING).withStatus(429).withRetryAfter(Duration.ofSeconds(1)));
        clock.advance(Duration.ofDays(400));
        assertThat(sibling.availability("").state()).isEqualTo(State.AWAITS_OPERATOR);
        assertThat(sibling.availability("").recovery()).isEmpty();
        assertThat(health.availability("openai", "gpt").state()).isEqualTo(State.AWAITS_OPERATOR);
        assertThat(stranger.availability("").isNow()).isTrue();

        health.provider("openai").reopen();
        assertThat(sibling.availability("").isNow()).isTrue();
    }

    @Test
    void anotherKeyEndsWhatNoTimeHeals() {
        fail(model, Failure.of(FailureKind.BILLING));
        fail(model, Failure.of(FailureKind.MODEL_NOT_FOUND));
        fail(sibling, rateLimit("PT1H"));
        health.provider("openai").keyChanged("");
        assertThat(model.availability("").isNow()).isTrue();
        assertThat(sibling.availability("").isNow()).isFalse();
    }

    @Test
    void aRefusedKeyOfOneTeamLeavesTheOthersAlone() {
        pass(model).failed(Failure.of(FailureKind.AUTHENTICATION).withStatus(401), "search");
        assertThat(model.availability("search").state()).isEqualTo(State.AWAITS_KEY);
        assertThat(sibling.availability("search").state()).isEqualTo(State.AWAITS_KEY);
        assertThat(model.availability("ads").isNow()).isTrue();
        assertThat(stranger.availability("search").isNow()).isTrue();

        health.provider("openai").keyChanged("ads");
        assertThat(model.availability("search").isNow()).isFalse();
        health.provider("openai").keyChanged("search");
        assertThat(model.availability("search").isNow()).isTrue();
    }

    @Test
    void oneCallerInTenSecondsIsToReadTheSourceOfARefusedKeyAgain() {
        ProviderHealth openai = health.provider("openai");
        assertThat(openai.claimKeyRead("")).isFalse();
        fail(model, Failure.of(FailureKind.AUTHENTICATION).withStatus(401));
        assertThat(openai.claimKeyRead("")).isFalse();
        clock.advance(CoolDown.KEY_READ_INTERVAL);
        assertThat(openai.claimKeyRead("")).isTrue();
        assertThat(openai.claimKeyRead("")).isFalse();
        openai.keyChanged("");
        clock.advance(CoolDown.KEY_READ_INTERVAL);
        assertThat(openai.claimKeyRead("")).isFalse();
    }

    @Test
    void aModelThatIsGoneIsReopenedAlone() {
        fail(model, Failure.of(FailureKind.MODEL_NOT_FOUND).withStatus(404));
        fail(sibling, Failure.of(FailureKind.MODEL_NOT_FOUND).withStatus(404));
        model.reopen();
        assertThat(model.availability("").isNow()).isTrue();
        assertThat(sibling.availability("").state()).isEqualTo(State.AWAITS_OPERATOR);
    }

    @Test
    void whatLastsLongestIsTheReason() {
        fail(model, rateLimit("PT10S"));
        fail(model, rateLimit("PT30S").withScope(Scope.PROVIDER));
        assertThat(model.availability("").recovery()).contains(clock.instant().plusSeconds(30));
        assertThat(sibling.availability("").recovery()).contains(clock.instant().plusSeconds(30));
        fail(model, Failure.of(FailureKind.AUTHENTICATION));
        assertThat(model.availability("").state()).isEqualTo(State.AWAITS_KEY);
    }

    @Test
    void aServersToldTimeIsKeptAsWell() {
        fail(model, Failure.of(FailureKind.OVERLOADED).withStatus(503).withRetryAfter(Duration.ofSeconds(7)));
        assertThat(model.availability("").recovery()).contains(clock.instant().plusSeconds(7));
    }

    @ParameterizedTest
    @EnumSource(
            value = FailureKind.class,
            names = {
                "INVALID_REQUEST",
                "UNSUPPORTED",
                "CONTEXT_OVERFLOW",
                "REQUEST_TOO_LARGE",
                "CONTENT_FILTER",
                "CONFLICT",
                "PERMANENT_SERVER_ERROR",
                "MALFORMED_TOOL_CALL",
                "DELIVERY_UNKNOWN",
                "DEADLINE",
                "INTERRUPTED",
                "CANCELLED",
                "KEY_UNAVAILABLE",
                "LEDGER_UNAVAILABLE"
            })
    void whatIsAboutTheRequestOrTheCallerLeavesHealthAlone(FailureKind kind) {
        for (int i = 0; i < 20; i++) {
            fail(model, Failure.of(kind));
        }
        assertThat(model.availability("").isNow()).isTrue();
    }

    @Test
    void tenThousandBadNamesDoNotTakeTheRoutesModelsPlace() {
        ModelHealth kept = health.configured("openai", "of a route");
        for (int i = 0; i < 2 * Health.MAX_MODELS; i++) {
            fail(health.model("openai", "bad-" + i), Failure.of(FailureKind.MODEL_NOT_FOUND));
        }
        assertThat(health.modelCount()).isEqualTo(Health.MAX_MODELS);
        assertThat(health.model("openai", "of a route")).isSameAs(kept);
        assertThat(health.model("openai", "bad-1").availability("").isNow()).isFalse();
        assertThat(health.model("openai", "one more").availability("").isNow()).isTrue();

        clock.advance(Duration.ofHours(2));
        assertThat(health.model("openai", "another")).isSameAs(health.model("openai", "another"));
        assertThat(health.modelCount()).isEqualTo(2);
        assertThat(health.model("openai", "of a route")).isSameAs(kept);
    }

    @Test
    void fiftyThousandTeamsKeysAreBounded() {
        ProviderHealth openai = health.provider("openai");
        for (int i = 0; i < 50_000; i++) {
            pass(model).failed(Failure.of(FailureKind.AUTHENTICATION), "team-" + i);
        }
        assertThat(openai.keyCount()).isEqualTo(ProviderHealth.MAX_KEYS);
        assertThat(model.availability("team-1").isNow()).isFalse();
        assertThat(model.availability("team-49999").isNow()).isTrue();
    }

    @Test
    void aNameThatIsTooLongHasNoHealthOfItsOwn() {
        String name = "x".repeat(ProviderHealth.MAX_NAME + 1);
        fail(health.model("openai", name), rateLimit("PT1H"));
        assertThat(health.model("openai", name).availability("").isNow()).isTrue();
    }

    private static Failure rateLimit() {
        return Failure.of(FailureKind.RATE_LIMIT).withStatus(429);
    }

    private static Failure rateLimit(String told) {
        return rateLimit().withRetryAfter(Duration.parse(told));
    }

    private static ModelHealth.Pass pass(ModelHealth model) {
        return model.acquire().orElseThrow();
    }

    private static void fail(ModelHealth model, Failure failure) {
        pass(model).failed(failure, "");
    }
}
