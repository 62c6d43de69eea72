package io.tollgate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** What a provider receives is at most 1.2 times the first attempts, plus 10, in whatever order they come. */
class RetryBudgetTest {
    @Property
    void receivedIsBoundedAfterEveryStep(@ForAll @Size(max = 400) List<Boolean> retryWanted) {
        RetryBudget budget = new RetryBudget();
        long first = 0;
        long retries = 0;
        for (boolean retry : retryWanted) {
            if (!retry) {
                budget.firstAttempt();
                first++;
            } else if (budget.tryTake()) {
                retries++;
            }
            assertThat(5 * retries).isLessThanOrEqualTo(first + 50);
        }
    }

    @Property
    void aRetryIsRefusedOnlyWhenLessThanOneTokenIsLeft(@ForAll @Size(max = 400) List<Boolean> retryWanted) {
        RetryBudget budget = new RetryBudget();
        int fifths = 50;
        for (boolean retry : retryWanted) {
            if (!retry) {
                budget.firstAttempt();
                fifths = Math.min(50, fifths + 1);
            } else {
                boolean enough = fifths >= 5;
                assertThat(budget.tryTake()).isEqualTo(enough);
                fifths -= enough ? 5 : 0;
            }
        }
    }

    @Test
    void aNewBudgetHasTenRetries() {
        RetryBudget budget = new RetryBudget();
        for (int i = 0; i < 10; i++) {
            assertThat(budget.tryTake()).isTrue();
        }
        assertThat(budget.tryTake()).isFalse();
    }

    @Test
    void manyFirstAttemptsSaveNoMoreThanTen() {
        RetryBudget budget = new RetryBudget();
        for (int i = 0; i < 1_000; i++) {
            budget.firstAttempt();
        }
        int taken = 0;
        while (budget.tryTake()) {
            taken++;
        }
        assertThat(taken).isEqualTo(10);
    }

    @Test
    void threadsThatTakeAtOnceGetNoTokenTwice() throws Exception {
        RetryBudget budget = new RetryBudget();
        AtomicLong taken = new AtomicLong();
        int threads = 8;
        int rounds = 10_000;
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(() -> {
                await(start);
                for (int round = 0; round < rounds; round++) {
                    budget.firstAttempt();
                    if (budget.tryTake()) {
                        taken.incrementAndGet();
                    }
                }
            });
            thread.start();
            all.add(thread);
        }
        start.countDown();
        for (Thread thread : all) {
            thread.join();
        }
        while (budget.tryTake()) {
            taken.incrementAndGet();
        }
        // Tokens come from first attempts and the ten at the start; some are lost while the bucket is full.
        assertThat(5 * taken.get()).isBetween((long) threads * rounds - 50, (long) threads * rounds + 50);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
