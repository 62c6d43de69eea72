package io.tollgate.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tollgate.Router;
import io.tollgate.StreamCutException;
import io.tollgate.TollgateException;
import io.tollgate.budget.Budget;
import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.ChatResponse;
import io.tollgate.chat.ChatStream;
import io.tollgate.chat.FinishReason;
import io.tollgate.cohere.Cohere;
import io.tollgate.embedding.EmbeddingRequest;
import io.tollgate.embedding.EmbeddingResponse;
import io.tollgate.embedding.Purpose;
import io.tollgate.failure.FailureKind;
import io.tollgate.key.KeySource;
import io.tollgate.ollama.Ollama;
import io.tollgate.price.Money;
import io.tollgate.rerank.RerankRequest;
import io.tollgate.rerank.RerankResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Cohere and Ollama through the router and a real socket. */
class CohereAndOllamaTest {
    private final MockWebServer server = new MockWebServer();
    private Router router = Router.builder().provider(Ollama.create()).build();

    @BeforeEach
    void start() throws IOException {
        server.start();
        router.close();
        String url = "http://127.0.0.1:" + server.getPort();
        router = Router.builder()
                .provider(Cohere.builder()
                        .baseUrl(url)
                        .keySource(KeySource.of(() -> "co-key"))
                        .build())
                .provider(Ollama.builder().baseUrl(url).build())
                .route("either", "cohere/command-a-03-2025", "ollama/qwen3:4b")
                .budget(Budget.usd("1").every("1d"))
                .build();
    }

    @AfterEach
    void stop() {
        router.close();
        server.close();
    }

    private void answers(int status, String type, String body) {
        server.enqueue(new MockResponse.Builder()
                .code(status)
                .setHeader("content-type", type)
                .setHeader("x-debug-trace-id", "trace-1")
                .body(body)
                .build());
    }

    private void answers(String body) {
        answers(200, "application/json", body);
    }

    @Test
    void aChatWithCohereCostsItsBilledUnits() throws Exception {
        answers("""
                {"id":"a1","message":{"role":"assistant","content":[{"type":"text","text":"Hi!"}]},
                 "finish_reason":"COMPLETE","usage":{"billed_units":{"input_tokens":68,"output_tokens":8},
                  "tokens":{"input_tokens":1591,"output_tokens":38},"cached_tokens":992}}""");
        ChatResponse answer = router.chat(ChatRequest.of("cohere/command-a-03-2025", "Hello"));
        assertThat(answer.text()).isEqualTo("Hi!");
        // 68 at $2.50 and 8 at $10 a million.
        assertThat(answer.cost()).isEqualTo(Money.ofNanos(68 * 2_500 + 8 * 10_000));
        assertThat(answer.requestId()).isEqualTo("trace-1");
        RecordedRequest request = server.takeRequest();
        assertThat(request.getTarget()).isEqualTo("/v2/chat");
        assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer co-key");
    }

    @Test
    void vectorsOfCohereAreToldThatTheyAreForAQuery() throws Exception {
        answers("{\"embeddings\":{\"float\":[[1,2]]},\"meta\":{\"billed_units\":{\"input_tokens\":7}}}");
        EmbeddingResponse response =
                router.embed(EmbeddingRequest.of("cohere/embed-v4.0", "a").withPurpose(Purpose.QUERY));
        assertThat(response.vectors().get(0)).containsExactly(1, 2);
        // 7 at $0.12 a million.
        assertThat(response.cost()).isEqualTo(Money.ofNanos(7 * 120));
        assertThat(server.takeRequest().getBody().utf8()).contains("\"input_type\":\"search_query\"");
    }

    @Test
    void documentsAreRankedByCohereForAUnitOfSearch() throws Exception {
        answers("{\"results\":[{\"index\":1,\"relevance_score\":0.9},{\"index\":0,\"relevance_score\":0.1}],"
                + "\"meta\":{\"billed_units\":{\"search_units\":1}}}");
        RerankResponse response = router.rerank(RerankRequest.of("cohere/rerank-v3.5", "q", "a", "b"));
        assertThat(response.results().get(0).index()).isEqualTo(1);
        assertThat(response.cost()).isEqualTo(Money.usd("0.002"));
        assertThat(server.takeRequest().getTarget()).isEqualTo("/v2/rerank");
    }

    @Test
    void aStreamOfOllamaIsFreeUnderABudget() throws Exception {
        answers(200, "application/x-ndjson", """
                {"model":"qwen3:4b","message":{"role":"assistant","content":"Hel"},"done":false}
                {"model":"qwen3:4b","message":{"role":"assistant","content":"lo"},"done":false}
                {"model":"qwen3:4b","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","prompt_eval_count":4,"eval_count":2}
                """);
        List<ChatEvent> events = new ArrayList<>();
        try (ChatStream stream = router.stream(ChatRequest.of("ollama/qwen3:4b", "Hello"))) {
            stream.forEach(events::add);
            assertThat(stream.collect().text()).isEqualTo("Hello");
            assertThat(stream.collect().cost()).isEqualTo(Money.ZERO);
        }
        assertThat(events).endsWith(new ChatEvent.End(FinishReason.STOP, "stop"));
        RecordedRequest request = server.takeRequest();
        assertThat(request.getTarget()).isEqualTo("/api/chat");
        assertThat(request.getHeaders().get("Authorization")).isNull();
        assertThat(request.getBody().utf8()).contains("\"num_predict\":", "\"truncate\":false");
    }

    @Test
    void aStreamOfOllamaThatStopsEarlyIsCut() {
        answers(200, "application/x-ndjson", "{\"message\":{\"content\":\"Hel\"},\"done\":false}\n{\"message\":{\"con");
        try (ChatStream stream = router.stream(ChatRequest.of("ollama/qwen3:4b", "Hello"))) {
            assertThatThrownBy(() -> stream.forEach(event -> {}))
                    .isInstanceOfSatisfying(StreamCutException.class, e -> assertThat(e.partialText())
                            .isEqualTo("Hel"));
        }
    }

    @Test
    void whatOllamaCantServeFallsBackToCohere() {
        answers(404, "application/json", "{\"error\":\"model 'qwen3:4b' not found\"}");
        answers("""
                {"message":{"role":"assistant","content":[{"type":"text","text":"Hi!"}]},"finish_reason":"COMPLETE",
                 "usage":{"billed_units":{"input_tokens":1,"output_tokens":1}}}""");
        ChatResponse answer = router.chat(ChatRequest.of("either", "Hello"));
        assertThat(answer.model()).isEqualTo("cohere/command-a-03-2025");
        assertThat(answer.attempts()).hasSize(2);
    }

    @Test
    void anAnswerThatCohereEndedByAnErrorIsAFailure() {
        answers("{\"message\":{\"role\":\"assistant\"},\"finish_reason\":\"ERROR\",\"usage\":{}}");
        TollgateException e = catchThrowableOfType(
                TollgateException.class, () -> router.chat(ChatRequest.of("cohere/command-a-03-2025", "Hello")));
        assertThat(e.failure().orElseThrow().kind()).isEqualTo(FailureKind.SERVER_ERROR);
        assertThat(server.getRequestCount()).isEqualTo(1);
    }
}
