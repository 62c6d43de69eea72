package io.tollgate;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.tollgate.budget.Budget;
import io.tollgate.chat.ChatRequest;
import io.tollgate.key.KeySource;
import io.tollgate.openai.OpenAi;
import io.tollgate.price.ModelCard;
import io.tollgate.price.Price;
import io.tollgate.price.PriceCatalog;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** What a call costs this machine grows neither with the teams that have budgets nor, by much, with the candidates. */
class CallCostTest {
    private static final boolean LONG = Boolean.getBoolean("tollgate.scale");
    private static final int CALLS = LONG ? 100_000 : 1_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Of one call, in the mean. */
    private record Cost(double micros, long bytes) {}

    @Test
    void growsSlowly() {
        measure(1, 1); // so that the first row is of warm code
        Cost least = null;
        for (int candidates : new int[] {1, 4, 50}) {
            for (int teams : new int[] {1, 100, 10_000}) {
                Cost cost = measure(teams, candidates);
                if (LONG) {
                    System.out.printf("| %d | %d | %.1f | %d |%n", teams, candidates, cost.micros(), cost.bytes());
                }
                if (least == null) {
                    least = cost;
                }
                // Ten thousand teams have a window each, which the first call of each makes.
                assertThat(cost.bytes())
                        .as("bytes of a call, %d teams, %d candidates", teams, candidates)
                        .isLessThan(least.bytes() * 2 + candidates * 600L);
            }
        }
    }

    private static Cost measure(int teams, int candidates) {
        try (Router router = router(candidates)) {
            ChatRequest[] requests = new ChatRequest[teams];
            for (int i = 0; i < teams; i++) {
                requests[i] = ChatRequest.of("assistant", "Why is the sky blue?")
                        .withMaxOutputTokens(100)
                        .withTeam("team-" + i);
            }
            for (int i = 0; i < Math.max(CALLS / 2, teams); i++) {
                router.chat(requests[i % teams]);
            }
            long bytes = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
            long start = System.nanoTime();
            for (int i = 0; i < CALLS; i++) {
                router.chat(requests[i % teams]);
            }
            long nanos = System.nanoTime() - start;
            bytes = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - bytes;
            return new Cost(nanos / 1e3 / CALLS, bytes / CALLS);
        }
    }

    private static Router router(int candidates) {
        PriceCatalog prices = PriceCatalog.bundled();
        String[] models = new String[candidates];
        for (int i = 0; i < candidates; i++) {
            models[i] = "openai/model-" + i;
            prices = prices.with(ModelCard.of("openai", "model-" + i, ModelCard.Kind.CHAT)
                    .withLimits(100_000, 8_000)
                    .withPrice(Price.perMillion("1." + (10 + i), "2")));
        }
        return Router.builder()
                .provider(OpenAi.builder().keySource(KeySource.of(() -> "key")).build())
                .route("assistant", models)
                .prices(prices)
                .budget(Budget.usd("1000000").every("1d"))
                .budget(Budget.usd("1000").every("1d").perTeam())
                .wire(new FaultyWire(Integer.MAX_VALUE))
                .build();
    }
}
