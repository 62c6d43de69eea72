package io.tollgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.testkit.Client.Api;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class CountingTest {
    private final FakeVendors vendors = FakeVendors.start();
    private final FakeVendor openAi = vendors.openAi();
    private final Client client = new Client();

    @AfterEach
    void close() {
        vendors.close();
    }

    @Test
    void aRequestIsKeptAsItCame() throws Exception {
        assertThatThrownBy(openAi::lastRequest).isInstanceOf(NoSuchElementException.class);

        client.send(Api.OPENAI.chat(openAi, "stream", "hello"));

        Received request = openAi.lastRequest();
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.path()).isEqualTo("/v1/chat/completions");
        assertThat(request.headers().first("authorization")).contains("Bearer " + Client.KEY);
        assertThat(request.bodyText()).startsWith("{\"model\":\"m\"");
        assertThat(request.model()).isEqualTo("m");
        assertThat(request.text()).isEqualTo("hello");
        assertThat(request.isStream()).isTrue();
        assertThat(request.toString()).doesNotContain(Client.KEY, "hello");
    }

    @Test
    void toolsAndTheirResultsAreReadInEachFormat() throws Exception {
        client.send(Client.post(
                openAi.baseUrl() + "/chat/completions",
                "{\"model\":\"m\",\"tools\":[{\"function\":{\"name\":\"t\"}}],"
                        + "\"messages\":[{\"role\":\"tool\",\"content\":\"42\"}]}"));
        FakeVendor anthropic = vendors.anthropic();
        client.send(Client.post(
                anthropic.baseUrl() + "/v1/messages",
                "{\"model\":\"m\",\"max_tokens\":9,\"tools\":[{\"name\":\"t\"}],\"messages\":[{\"role\":\"user\","
                        + "\"content\":[{\"type\":\"tool_result\",\"content\":\"42\"}]}]}"));
        FakeVendor gemini = vendors.gemini();
        client.send(Client.post(
                gemini.baseUrl() + "/models/m:generateContent",
                "{\"tools\":[{\"functionDeclarations\":[{\"name\":\"t\"}]}],\"contents\":[{\"parts\":"
                        + "[{\"functionResponse\":{\"name\":\"t\",\"response\":42}}]}]}"));

        for (FakeVendor vendor : List.of(openAi, anthropic, gemini)) {
            assertThat(vendor.lastRequest().tools()).containsExactly("t");
            assertThat(vendor.lastRequest().toolResults()).containsExactly("42");
        }
    }

    @Test
    void requestsCountPerVendorAndModel() throws Exception {
        for (int i = 0; i < 3; i++) {
            client.send(Api.OPENAI.chat(openAi, "whole", "x"));
        }

        assertThat(openAi.requestCount()).isEqualTo(3);
        assertThat(openAi.requestCount("m")).isEqualTo(3);
        assertThat(openAi.requestCount("other")).isZero();
        assertThat(vendors.openAi("eu").requestCount()).isZero();
        assertThat(vendors.openAi("eu").baseUrl()).isNotEqualTo(openAi.baseUrl());
        assertThat(vendors.openAi()).isSameAs(openAi);
    }

    @Test
    void ofManyRequestsTheLastAreKept() throws Exception {
        openAi.keepRequests(2);
        for (String text : List.of("a", "b", "c")) {
            client.send(Api.OPENAI.chat(openAi, "whole", text));
        }

        assertThat(openAi.requests()).extracting(Received::text).containsExactly("b", "c");
        assertThat(openAi.requestCount()).isEqualTo(3);
    }

    @Test
    void eachRequestTellsItsConnection() throws Exception {
        try (RawClient one = new RawClient(openAi);
                RawClient two = new RawClient(openAi)) {
            one.ask(RawClient.ASK).until("fake vendor");
            one.askInChunks(RawClient.ASK).until("fake vendor");
            two.ask(RawClient.ASK).until("fake vendor");

            assertThat(openAi.connectionCount()).isEqualTo(2);
            assertThat(openAi.openConnections()).isEqualTo(2);
        }
        openAi.awaitOpenConnections(0);
        assertThat(openAi.requests())
                .extracting(request -> request.connection() + "/" + request.useOfConnection())
                .containsExactly("1/1", "1/2", "2/1");
        assertThat(openAi.requests()).extracting(Received::model).containsOnly("m");
    }

    @Test
    void fiveHundredRequestsRunAtOnce() throws Exception {
        openAi.always(Fault.stall());
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            clients.add(new RawClient(openAi).ask(RawClient.ASK));
        }
        openAi.awaitStalled(500);
        assertThat(openAi.running()).isEqualTo(500);

        openAi.recover();
        for (RawClient one : clients) {
            assertThat(one.until("\r\n\r\n")).startsWith("HTTP/1.1 200");
            one.close();
        }
        assertThat(openAi.mostRunning()).isEqualTo(500);
        openAi.awaitQuiet().awaitOpenConnections(0);
    }

    @Test
    void theQueueGoesBeforeTheStandingFaultAndBothAreForgottenOnRecovery() throws Exception {
        openAi.always(Fault.status(503)).always("m", Fault.status(404)).next(Fault.status(500), FakeAnswer.text("ok"));

        assertThat(Stream.of(status(), status(), status(), status())).containsExactly(500, 200, 404, 404);
        openAi.next(Fault.status(501)).recover();
        assertThat(status()).isEqualTo(200);
        assertThat(openAi.queued()).isZero();
    }

    @Test
    void closingEndsAllThreadsAndWaits() throws Exception {
        FakeVendor vendor = vendors.openAi("to-close").always(Fault.stall());
        try (RawClient stalled = new RawClient(vendor);
                RawClient idle = new RawClient(vendor)) {
            vendor.next(FakeAnswer.text("before the idle time"));
            idle.ask(RawClient.ASK).until("before the idle time");
            stalled.ask(RawClient.ASK);
            vendor.awaitStalled(1);
            Set<Thread> threads = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().startsWith("fake-to-close"))
                    .collect(Collectors.toSet());
            assertThat(threads).hasSize(3).allMatch(Thread::isDaemon);

            vendors.close();

            for (Thread thread : threads) {
                thread.join(5_000);
                assertThat(thread.isAlive()).isFalse();
            }
            assertThat(idle.end().how()).isEqualTo("closed");
        }
        assertThatThrownBy(vendors::openAi).isInstanceOf(IllegalStateException.class);
    }

    private int status() throws Exception {
        HttpResponse<String> response = client.send(Api.OPENAI.chat(openAi, "whole", "x"));
        return response.statusCode();
    }
}
