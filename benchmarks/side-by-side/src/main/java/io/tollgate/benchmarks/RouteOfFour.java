package io.tollgate.benchmarks;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tollgate.Router;
import io.tollgate.budget.Budget;
import io.tollgate.key.KeySource;
import io.tollgate.openai.OpenAi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Tollgate with all that it is for: a route of four, two budgets, a key from a file, meters with percentiles. */
public final class RouteOfFour implements Contender {
    private static final String ROUTE = "assistant";

    private final Path key;
    private final Tollgate calls;

    /** A router that asks the vendor at this URL. */
    public RouteOfFour(String baseUrl) throws IOException {
        key = Files.writeString(Files.createTempFile("tollgate", ".key"), "key");
        calls = new Tollgate(
                Router.builder()
                        .provider(OpenAi.builder()
                                .baseUrl(baseUrl)
                                .keySource(KeySource.file(key))
                                .build())
                        .route(ROUTE, "openai/gpt-4.1", "openai/" + MODEL, "openai/gpt-4o", "openai/gpt-5")
                        .budget(Budget.usd("1000000").every("1d"))
                        .budget(Budget.usd("1000000").every("1h").perTeam())
                        .meterRegistry(registry())
                        .build(),
                ROUTE);
    }

    private static SimpleMeterRegistry registry() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        registry.config().meterFilter(new MeterFilter() {
            @Override
            public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
                return DistributionStatisticConfig.builder()
                        .percentiles(0.5, 0.95, 0.99)
                        .build()
                        .merge(config);
            }
        });
        return registry;
    }

    @Override
    public String chat(String prompt) {
        return calls.chat(prompt);
    }

    @Override
    public void stream(String prompt, Runnable onText) {
        calls.stream(prompt, onText);
    }

    @Override
    public int embed(List<String> texts) {
        return calls.embed(texts);
    }

    @Override
    public void close() {
        calls.close();
        key.toFile().delete();
    }
}
