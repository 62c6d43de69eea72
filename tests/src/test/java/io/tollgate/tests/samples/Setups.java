package io.tollgate.tests.samples;

import io.micrometer.core.instrument.MeterRegistry;
import io.tollgate.Caching;
import io.tollgate.Retrying;
import io.tollgate.Route;
import io.tollgate.Router;
import io.tollgate.Timeouts;
import io.tollgate.anthropic.Anthropic;
import io.tollgate.budget.Budget;
import io.tollgate.budget.BudgetLedger;
import io.tollgate.budget.EscrowLedger;
import io.tollgate.failure.FailureKind;
import io.tollgate.failure.RetryClassifier;
import io.tollgate.failure.Verdict;
import io.tollgate.gemini.Gemini;
import io.tollgate.key.KeySource;
import io.tollgate.ledger.jdbc.JdbcLedger;
import io.tollgate.ledger.redis.RedisLedger;
import io.tollgate.openai.OpenAi;
import io.tollgate.openai.OpenAiCompatible;
import io.tollgate.price.Price;
import io.tollgate.price.PriceCatalog;
import io.tollgate.spi.Provider;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import javax.sql.DataSource;

/** How routers and their parts are set up. */
final class Setups {
    private Setups() {}

    static Router whole(Path keyFile, MeterRegistry registry) {
        // sample: setup
        Router router = Router.builder()
                .provider(OpenAi.create()) // key: environment variable OPENAI_API_KEY
                .provider(Anthropic.builder().keySource(KeySource.file(keyFile)).build())
                .provider(Gemini.create())
                .provider(OpenAiCompatible.deepSeek())
                .route("assistant", "openai/gpt-6-luna", "anthropic/claude-haiku-4-5", "deepseek/deepseek-flash")
                .budget(Budget.usd("100.00").every("1d"))
                .budget(Budget.usd("5.00").every("1d").perTeam())
                .caching(Caching.off().withEmbeddings(64_000_000, Duration.ofDays(1)))
                .meterRegistry(registry)
                .build();
        // end
        return router;
    }

    static Router.Builder settings(Router.Builder builder) {
        // sample: settings
        builder.timeouts(Timeouts.standard().withFirstContent(Duration.ofSeconds(30)))
                .retrying(Retrying.standard().withMaxRetries(0))
                .route(Route.of("draft", "openai/gpt-6-luna", "deepseek/deepseek-flash")
                        .asWritten()
                        .withExpectedOutputTokens(300));
        // end
        return builder;
    }

    static Router.Builder keys(Router.Builder builder, Path folder) {
        // sample: keys
        KeySource oneForAll = KeySource.file(folder.resolve("openai.key")).withTtl(Duration.ofHours(1));
        KeySource oneForEachTeam = KeySource.perTeam(team -> KeySource.file(folder.resolve(team + ".key")));
        builder.provider(OpenAi.builder().keySource(oneForAll).build())
                .provider(Anthropic.builder().keySource(oneForEachTeam).build());
        // end
        return builder;
    }

    static List<BudgetLedger> ledgers(Router.Builder builder, DataSource pool) {
        // sample: ledgers
        BudgetLedger inFile = JdbcLedger.inFile(Path.of("budgets")); // tollgate-ledger-jdbc and com.h2database:h2
        BudgetLedger manyProcesses = JdbcLedger.of(pool); // tollgate-ledger-jdbc and PostgreSQL's driver
        BudgetLedger manyAndFast = RedisLedger.at("redis://localhost:6379"); // tollgate-ledger-redis
        BudgetLedger hot = EscrowLedger.over(manyProcesses); // in core: slices of any of them
        builder.ledger(hot); // close it after the router
        // end
        return List.of(inFile, manyProcesses, manyAndFast, hot);
    }

    static Router.Builder budgets(Router.Builder builder) {
        // sample: budgets
        builder.budget(Budget.usd("2000").every("1mo").zone(ZoneId.of("Europe/Berlin")))
                .budget(Budget.usd("5").every("1d").perTeam())
                .budget(Budget.usd("50").every("1d").team("search").warnAt(0.9))
                .budget(Budget.usd("1").every("1h").provider("openai").tag("job", "nightly"));
        // end
        return builder;
    }

    static Router.Builder prices(Router.Builder builder, Path liteLlmFile) throws IOException {
        // sample: prices
        builder.prices(PriceCatalog.fromLiteLlm(liteLlmFile)
                .with("openai", "gpt-6-luna", Price.perMillion("0.10", "0.50").withCachedInput("0.01"))
                .with("local", "qwen3-8b", Price.free()));
        // end
        return builder;
    }

    static Provider local() {
        // sample: local
        Provider local =
                OpenAiCompatible.builder("local", "http://localhost:8000/v1").build();
        Provider azure = OpenAiCompatible.builder("azure", "https://example.openai.azure.com/openai/v1")
                .keySource(KeySource.env("AZURE_OPENAI_API_KEY"))
                .model("our-deployment", "gpt-4.1-mini")
                .build();
        // end
        return azure.account().id().isEmpty() ? azure : local;
    }

    static Retrying classifier() {
        // sample: classifier
        RetryClassifier standard = RetryClassifier.standard();
        Retrying retrying = Retrying.standard()
                .withClassifier(failure ->
                        failure.kind() == FailureKind.CONTENT_FILTER ? Verdict.FAIL : standard.verdict(failure));
        // end
        return retrying;
    }
}
