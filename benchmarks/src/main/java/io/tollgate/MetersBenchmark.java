package io.tollgate;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tollgate.price.Money;
import io.tollgate.price.Usage;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What meters and statistics take for one call that its first model serves, in a registry without percentiles. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class MetersBenchmark {
    private static final Money COST = Money.usd("0.002");
    private static final Usage USAGE = Usage.of(14, 80);

    private final Metrics metrics = new Metrics(new SimpleMeterRegistry(), new Health(Clock.systemUTC()), 1_000, 1_000);
    private final Metrics.Series series = metrics.series(Metrics.Operation.CHAT, "openai", "openai", "gpt-4.1-mini");

    @Benchmark
    public void call() {
        series.cost("search", COST);
        series.succeeded(1_000_000, Metrics.NO_CONTENT);
        series.used(USAGE);
        metrics.callDone("assistant", Metrics.CallOutcome.OK, 1_000_000, Metrics.NO_CONTENT);
    }
}
