package io.tollgate.tests.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.Limits;
import io.tollgate.Retrying;
import io.tollgate.Router;
import io.tollgate.Timeouts;
import io.tollgate.TollgateException;
import io.tollgate.budget.Budget;
import io.tollgate.budget.BudgetLedger;
import io.tollgate.budget.EntryQuery;
import io.tollgate.budget.LedgerEntry;
import io.tollgate.budget.Spender;
import io.tollgate.budget.Standing;
import io.tollgate.failure.Attempt;
import io.tollgate.failure.Failure;
import io.tollgate.price.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;

/** One call of one format to a hostile server, and all that must hold afterwards. */
final class Ordeal {
    private static final OkHttpClient CLIENT = new OkHttpClient();
    private static final Budget BUDGET = Budget.usd("10").every("1d");
    private static final Duration DEADLINE = Duration.ofSeconds(3);
    private static final Timeouts TO_ANSWER = Timeouts.standard()
            .withConnect(Duration.ofSeconds(1))
            .withFirstContent(Duration.ofMillis(1_500))
            .withIdle(Duration.ofMillis(400))
            .withCall(Duration.ofSeconds(2));
    private static final Timeouts TO_CONNECT =
            TO_ANSWER.withConnect(Duration.ofMillis(400)).withFirstContent(Duration.ofMillis(1_500));

    private final Hostility hostility;
    private final Format format;
    private final Asking asking;
    private final ConnectionPool pool = new ConnectionPool();

    Ordeal(Hostility hostility, Format format, Asking asking) {
        this.hostility = hostility;
        this.format = format;
        this.asking = asking;
    }

    void endure() throws Exception {
        try (RawServer server = RawServer.start(exchange -> hostility.happen(exchange, format, asking))) {
            List<Attempt> attempts = endure(server.url(), CLIENT, TO_ANSWER);
            assertThat(server.requests()).as("requests of %s", this).isEqualTo(attempts.size());
        }
    }

    /** Asks what is at a place, and gives the attempts that were counted. */
    List<Attempt> endure(Place place) throws Exception {
        return endure(place.url(), place.client(), TO_CONNECT);
    }

    /** Asks whatever is at this address, and gives the attempts that were counted. */
    private List<Attempt> endure(String url, OkHttpClient client, Timeouts timeouts) throws Exception {
        try (BudgetLedger ledger = BudgetLedger.inMemory();
                Router router = router(url, client, timeouts, ledger)) {
            long start = System.nanoTime();
            List<Attempt> attempts;
            try {
                Asking.Given given = asking.ask(router, format.model(asking));
                assertThat(hostility.mayAnswer())
                        .as("%s answered \"%s\"", this, given.said())
                        .isTrue();
                assertThat(given.said()).as("the answer of %s", this).isEqualTo(asking.right());
                attempts = given.attempts();
            } catch (TollgateException e) {
                Failure failure = e.failure().orElseThrow(() -> new AssertionError(this + " wasn't tried", e));
                assertThat(failure.kind()).as("%s: %s", this, e.getMessage()).isIn(hostility.kinds());
                attempts = e.attempts();
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("%s took", this)
                    .isLessThan(DEADLINE);
            assertSettled(ledger, attempts);
            assertFreed(router);
            return attempts;
        }
    }

    private Router router(String url, OkHttpClient client, Timeouts timeouts, BudgetLedger ledger) {
        return Router.builder()
                .provider(format.provider(url))
                .prices(format.prices())
                .httpClient(client.newBuilder().connectionPool(pool).build())
                .ledger(ledger)
                .budget(BUDGET)
                .limits(Limits.standard().withAnswerBytes(256 * 1024).withErrorBytes(64 * 1024))
                .timeouts(timeouts)
                .retrying(Retrying.standard().withBackoff(Duration.ofMillis(1), Duration.ofMillis(5)))
                .build();
    }

    /** Each attempt has one entry, their sum is what the budget has spent, and nothing is held. */
    private void assertSettled(BudgetLedger ledger, List<Attempt> attempts) throws Exception {
        List<LedgerEntry> entries = ledger.entries(EntryQuery.newest(100)).newest();
        assertThat(entries).as("entries of %s", this).hasSameSizeAs(attempts);
        Money sum = entries.stream().map(LedgerEntry::cost).reduce(Money.ZERO, Money::plus);
        Standing standing = ledger.standing(List.of(
                        BUDGET.claim(SPENDER, Instant.now()).orElseThrow().key()))
                .values()
                .iterator()
                .next();
        assertThat(standing.held()).as("held after %s", this).isEqualTo(Money.ZERO);
        assertThat(standing.committed()).as("committed by %s", this).isEqualTo(sum);
        assertThat(sum).isBetween(Money.ZERO, Money.usd("0.01"));
    }

    private static final Spender SPENDER = new Spender("", "p", "p/m", Map.of());

    /** No place is taken, and no connection in use. */
    private void assertFreed(Router router) {
        assertThat(router.stats().inFlight().values())
                .as("in flight after %s", this)
                .allMatch(n -> n == 0);
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
        while (pool.connectionCount() > pool.idleConnectionCount() && System.nanoTime() < until) {
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(pool.connectionCount()).as("open connections of %s", this).isEqualTo(pool.idleConnectionCount());
    }

    @Override
    public String toString() {
        return hostility + " to " + asking + " of " + format;
    }
}
