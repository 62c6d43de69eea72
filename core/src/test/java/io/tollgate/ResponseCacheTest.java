package io.tollgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.ChatResponse;
import io.tollgate.chat.Content;
import io.tollgate.chat.FinishReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ResponseCacheTest {
    @Test
    void aCallThatEndsWhileAnotherLooksIsNotMadeAgain() throws Exception {
        int threads = 4;
        ResponseCache cache = new ResponseCache(10_000_000, Duration.ofMinutes(1));
        Watch watch = new Watch();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        CyclicBarrier start = new CyclicBarrier(threads);
        ChatResponse answer = ChatResponse.of("p/m", List.of(new Content.Text("a")), FinishReason.STOP, "stop");
        try {
            for (int round = 0; round < 20_000; round++) {
                ChatRequest request = ChatRequest.of("p/m", "question " + round);
                AtomicInteger calls = new AtomicInteger();
                List<Future<?>> askers = new ArrayList<>();
                for (int i = 0; i < threads; i++) {
                    askers.add(pool.submit(() -> {
                        start.await();
                        try (Guard guard = watch.open(Duration.ofSeconds(10), Duration.ofSeconds(10))) {
                            return cache.get(request, guard, () -> {
                                calls.incrementAndGet();
                                return answer;
                            });
                        }
                    }));
                }
                for (Future<?> asker : askers) {
                    asker.get();
                }
                assertThat(calls).as("round %s", round).hasValue(1);
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
