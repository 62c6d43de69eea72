package io.tollgate;

import io.micrometer.core.instrument.MeterRegistry;
import io.tollgate.key.KeyCache;
import io.tollgate.price.Money;
import io.tollgate.price.Usage;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** STUB until the real one lands. */
final class Metrics implements AutoCloseable {
    static Metrics of(
            @Nullable MeterRegistry registry,
            Routes routes,
            Books books,
            Health health,
            KeyCache keys,
            @Nullable ResponseCache responses,
            @Nullable EmbeddingCache vectors,
            Limits limits,
            Clock clock) {
        return new Metrics();
    }

    void attemptDone(
            Ask ask,
            Target target,
            long nanos,
            long firstContentNanos,
            @Nullable Usage usage,
            String error,
            Money cost) {}

    void overrun(Target target, Money above) {}

    void callDone(Ask ask, String outcome, long nanos) {}

    void retry(Target target) {}

    void fallback(String reason) {}

    void refusal(String reason) {}

    List<String> clashes() {
        return List.of();
    }

    @SuppressWarnings("DoNotCallSuggester")
    RouterStats stats() {
        throw new IllegalStateException("stub");
    }

    @Override
    public void close() {}
}
