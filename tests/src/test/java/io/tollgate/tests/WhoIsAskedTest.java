package io.tollgate.tests;

import static io.tollgate.tests.TwoVendors.ASK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.Route;
import io.tollgate.TollgateException;
import io.tollgate.embedding.EmbeddingRequest;
import io.tollgate.testkit.Fault;
import org.junit.jupiter.api.Test;

/** Options of routes, and names that no catalogue lists. */
class WhoIsAskedTest {
    @Test
    void aDearerModelThanTheFirstIsNotAskedWhileTheFirstCoolsDown() {
        try (TwoVendors bench = new TwoVendors(builder -> builder.route(
                Route.of("thrifty", TwoVendors.CHEAP, TwoVendors.DEAR).notDearerThanFirst()))) {
            bench.cheap.always(Fault.status(429).retryAfter("60"));
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> bench.router.chat(ASK.withModel("thrifty")))
                        .isInstanceOf(TollgateException.class)
                        .hasMessageContaining("is over that of the route's first model");
            }
            assertThat(bench.dear.requestCount()).isZero();
        }
    }

    @Test
    void anUnlistedModelIsWhatItIsAskedFor() {
        try (TwoVendors bench = new TwoVendors()) {
            bench.router.plan(ASK.withModel("openai/unlisted"));
            assertThat(bench.router
                            .embed(EmbeddingRequest.of("openai/unlisted", "a text"))
                            .vectors())
                    .hasSize(1);
        }
    }
}
