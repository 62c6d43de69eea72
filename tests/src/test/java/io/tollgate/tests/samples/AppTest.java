package io.tollgate.tests.samples;

// sample: testkit
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.Router;
import io.tollgate.chat.ChatRequest;
import io.tollgate.key.KeySource;
import io.tollgate.openai.OpenAi;
import io.tollgate.testkit.FakeVendor;
import io.tollgate.testkit.FakeVendors;
import io.tollgate.testkit.Fault;
import org.junit.jupiter.api.Test;

class AppTest {
    @Test
    void aServerErrorIsTriedOnceMore() {
        try (FakeVendors vendors = FakeVendors.start()) {
            FakeVendor openAi = vendors.openAi().answer("Hello").next(Fault.status(500));
            try (Router router = Router.builder()
                    .provider(OpenAi.builder()
                            .baseUrl(openAi.baseUrl())
                            .keySource(KeySource.none())
                            .build())
                    .build()) {
                assertThat(router.chat(ChatRequest.of("openai/gpt-6-luna", "Hi"))
                                .text())
                        .isEqualTo("Hello");
                assertThat(openAi.requestCount()).isEqualTo(2);
            }
        }
    }
}
// end
