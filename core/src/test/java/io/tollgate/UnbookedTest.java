package io.tollgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.budget.Basis;
import io.tollgate.budget.BudgetLedger;
import io.tollgate.budget.Entries;
import io.tollgate.budget.EntryQuery;
import io.tollgate.budget.HoldRequest;
import io.tollgate.budget.HoldResult;
import io.tollgate.budget.LedgerEntry;
import io.tollgate.budget.LedgerException;
import io.tollgate.budget.Standing;
import io.tollgate.budget.WindowKey;
import io.tollgate.price.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class UnbookedTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final AtomicLong nanos = new AtomicLong();
    private final Engine engine = new Engine();
    private final Unbooked unbooked = new Unbooked(engine, nanos::get);

    /** A ledger that takes entries, unless it is away or has a defect. */
    private static final class Engine implements BudgetLedger {
        final List<String> booked = new ArrayList<>();
        boolean away;
        boolean defective;

        @Override
        public void settle(List<LedgerEntry> entries, Duration timeout) throws LedgerException {
            if (away) {
                throw new LedgerException("away");
            }
            if (defective) {
                throw new IllegalStateException("defect");
            }
            entries.forEach(entry -> booked.add(entry.id()));
        }

        @Override
        public HoldResult hold(HoldRequest request, Duration timeout) {
            throw new AssertionError("nobody holds here");
        }

        @Override
        public Map<WindowKey, Standing> standing(Collection<WindowKey> keys) {
            return Map.of();
        }

        @Override
        public Entries entries(EntryQuery query) {
            return new Entries(List.of(), List.of(), 0);
        }

        @Override
        public int housekeep(int max) {
            return 0;
        }

        @Override
        public void close() {}
    }

    private static LedgerEntry entry(int number) {
        return LedgerEntry.of("a" + number, Instant.EPOCH, Money.ofNanos(number), Basis.REPORTED);
    }

    @Test
    void whatWaitsIsBookedInItsOrderOnceTheEngineIsBack() throws Exception {
        engine.away = true;
        for (int i = 0; i < 200; i++) {
            unbooked.add(entry(i), "away");
        }
        unbooked.send(SECOND);
        assertThat(engine.booked).isEmpty();
        assertThat(unbooked.size()).isEqualTo(200);
        engine.away = false;
        unbooked.send(SECOND);
        assertThat(engine.booked).hasSize(200).startsWith("a0", "a1").endsWith("a199");
        assertThat(unbooked.size()).isZero();
    }

    @Test
    void anEngineThatWasAwayIsLeftAloneForASecond() throws Exception {
        assertThat(unbooked.engineIsAway()).isFalse();
        unbooked.add(entry(1), "away");
        assertThat(unbooked.engineIsAway()).isTrue();
        nanos.addAndGet(SECOND.toNanos());
        assertThat(unbooked.engineIsAway()).isFalse();
        engine.away = true;
        unbooked.send(SECOND);
        assertThat(unbooked.engineIsAway()).isTrue();
    }

    @Test
    void noMoreThanTenThousandWait() {
        for (int i = 0; i < Unbooked.MAX + 5; i++) {
            unbooked.add(entry(i), "away");
        }
        assertThat(unbooked.size()).isEqualTo(Unbooked.MAX);
    }

    @Test
    void whatIsADayOldIsGivenUp() throws Exception {
        engine.away = true;
        unbooked.add(entry(1), "away");
        nanos.addAndGet(Unbooked.HORIZON.toNanos() - 1);
        unbooked.add(entry(2), "away");
        nanos.addAndGet(2);
        engine.away = false;
        unbooked.send(SECOND);
        assertThat(engine.booked).containsExactly("a2");
    }

    @Test
    void whatTheLedgerCannotTakeDoesNotHoldUpTheRest() throws Exception {
        unbooked.add(entry(1), "away");
        engine.defective = true;
        unbooked.send(SECOND);
        assertThat(unbooked.size()).isZero();
        engine.defective = false;
        unbooked.add(entry(2), "away");
        unbooked.send(SECOND);
        assertThat(engine.booked).containsExactly("a2");
    }

    @Test
    void theCloseBooksWhatItCanAndForgetsTheRest() {
        unbooked.add(entry(1), "away");
        unbooked.close(SECOND);
        assertThat(engine.booked).containsExactly("a1");
        engine.away = true;
        unbooked.add(entry(2), "away");
        unbooked.close(SECOND);
        assertThat(unbooked.size()).isZero();
    }
}
