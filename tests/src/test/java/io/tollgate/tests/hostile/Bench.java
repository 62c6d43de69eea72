package io.tollgate.tests.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.Retrying;
import io.tollgate.Router;
import io.tollgate.budget.Budget;
import io.tollgate.budget.BudgetLedger;
import io.tollgate.budget.Spender;
import io.tollgate.budget.Standing;
import io.tollgate.key.Credential;
import io.tollgate.key.KeySource;
import io.tollgate.price.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A router before a server that answers as it should, but for what a test puts in between. */
final class Bench implements AutoCloseable {
    static final KeySource KEY = () -> Credential.of("hostile-key-1234567890");
    private static final Budget BUDGET = Budget.usd("10").every("1d");

    final BudgetLedger ledger = BudgetLedger.inMemory();
    final RawServer server;
    final Router router;
    private final Format format;
    private final Asking asking;

    Bench(Format format, Asking asking, KeySource key, UnaryOperator<Router.Builder> settings) {
        this(
                format,
                asking,
                key,
                exchange -> exchange.send(200, format.contentType(asking), format.body(asking)),
                settings);
    }

    Bench(
            Format format,
            Asking asking,
            KeySource key,
            RawServer.Answering answering,
            UnaryOperator<Router.Builder> settings) {
        this.format = format;
        this.asking = asking;
        this.server = RawServer.start(answering);
        this.router = settings.apply(Router.builder()
                        .provider(format.provider("http://localhost:" + server.port(), key))
                        .prices(format.prices())
                        .ledger(ledger)
                        .budget(BUDGET)
                        .retrying(Retrying.standard().withBackoff(Duration.ofMillis(1), Duration.ofMillis(5))))
                .build();
    }

    Asking.Given ask() {
        return asking.ask(router, format.model(asking));
    }

    void assertAnswers() {
        assertThat(ask().said()).as("%s of %s", asking, format).isEqualTo(asking.right());
    }

    void assertNothingIsLeft() throws Exception {
        assertNothingIsLeft(Instant.now());
    }

    /** Nothing is held in the windows of the days around this, or in flight. */
    void assertNothingIsLeft(Instant day) throws Exception {
        for (int days = -4; days <= 4; days++) {
            assertThat(held(day.plus(Duration.ofDays(days))))
                    .as("held after %s of %s", asking, format)
                    .isEqualTo(Money.ZERO);
        }
        assertNoPlaceIsTaken();
    }

    void assertNoPlaceIsTaken() {
        assertThat(router.stats().inFlight().values())
                .as("in flight after %s of %s", asking, format)
                .allMatch(n -> n == 0);
    }

    private Money held(Instant day) throws Exception {
        Spender anybody = new Spender("", "p", "p/m", Map.of());
        return router
                .ledger()
                .standing(List.of(BUDGET.claim(anybody, day).orElseThrow().key()))
                .values()
                .stream()
                .map(Standing::held)
                .reduce(Money.ZERO, Money::plus);
    }

    @Override
    public void close() {
        router.close();
        server.close();
        ledger.close();
    }
}
