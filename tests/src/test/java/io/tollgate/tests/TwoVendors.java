package io.tollgate.tests;

import io.tollgate.Retrying;
import io.tollgate.Router;
import io.tollgate.Timeouts;
import io.tollgate.anthropic.Anthropic;
import io.tollgate.chat.ChatRequest;
import io.tollgate.key.KeySource;
import io.tollgate.openai.OpenAi;
import io.tollgate.price.ModelCard;
import io.tollgate.price.Price;
import io.tollgate.price.PriceCatalog;
import io.tollgate.testkit.FakeVendor;
import io.tollgate.testkit.FakeVendors;
import java.time.Duration;
import java.util.EnumSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/** A cheap vendor, a dear one, and a router with a route over both: the bench that most tests work on. */
final class TwoVendors implements AutoCloseable {
    static final String CHEAP = "openai/cheap";
    static final String DEAR = "anthropic/dear";
    static final ChatRequest ASK =
            ChatRequest.of("assistant", "Why is the sky blue?").withMaxOutputTokens(100);

    final FakeVendors vendors = FakeVendors.start();
    final FakeVendor cheap = vendors.openAi().answer("scattered light");
    final FakeVendor dear = vendors.anthropic().answer("Rayleigh scattering");
    final AtomicReference<String> key = new AtomicReference<>("key-one");
    final Router router;

    TwoVendors() {
        this(builder -> builder);
    }

    TwoVendors(UnaryOperator<Router.Builder> settings) {
        router = settings.apply(Router.builder()
                        .provider(OpenAi.builder()
                                .baseUrl(cheap.baseUrl())
                                .keySource(KeySource.of(key::get))
                                .build())
                        .provider(Anthropic.builder()
                                .baseUrl(dear.baseUrl())
                                .keySource(KeySource.of(() -> "key-dear"))
                                .build())
                        .route("assistant", DEAR, CHEAP)
                        .prices(prices())
                        .timeouts(Timeouts.standard()
                                .withFirstContent(Duration.ofSeconds(5))
                                .withIdle(Duration.ofSeconds(5)))
                        .retrying(Retrying.standard().withBackoff(Duration.ofMillis(1), Duration.ofMillis(5))))
                .build();
    }

    static PriceCatalog prices() {
        return PriceCatalog.bundled()
                .with(card("openai", "cheap", Price.perMillion("1", "2")))
                .with(card("anthropic", "dear", Price.perMillion("5", "25")));
    }

    static ModelCard card(String vendor, String name, Price price) {
        return ModelCard.of(vendor, name, ModelCard.Kind.CHAT)
                .withLimits(100_000, 8_000)
                .withCapabilities(EnumSet.allOf(io.tollgate.price.Capability.class))
                .withPrice(price);
    }

    /** What the vendors were sent, all together. */
    long received() {
        return cheap.requestCount() + dear.requestCount();
    }

    @Override
    public void close() {
        router.close();
        vendors.close();
    }
}
