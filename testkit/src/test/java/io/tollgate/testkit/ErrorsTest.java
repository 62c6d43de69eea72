package io.tollgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.testkit.Client.Api;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ErrorsTest {
    private static final List<Integer> STATUSES =
            List.of(400, 401, 402, 403, 404, 408, 409, 413, 422, 429, 500, 501, 502, 503, 504, 529);

    private final FakeVendors vendors = FakeVendors.start();
    private final Client client = new Client();

    @AfterEach
    void close() {
        vendors.close();
    }

    @ParameterizedTest
    @EnumSource(Api.class)
    void eachStatusHasTheVendorsErrorShape(Api api) throws Exception {
        FakeVendor vendor = api.of(vendors);
        for (int status : STATUSES) {
            HttpResponse<String> response = ask(api, vendor.next(Fault.status(status)));

            assertThat(response.statusCode()).isEqualTo(status);
            JsonNode body = Client.json(response);
            assertThat(body.at("/error/message").isTextual()).isTrue();
            switch (api) {
                case OPENAI, DEEPSEEK ->
                    assertThat(body.path("error").fieldNames())
                            .toIterable()
                            .containsExactly("message", "type", "param", "code");
                case ANTHROPIC -> {
                    assertThat(body.at("/error/type").isTextual()).isTrue();
                    assertThat(body.path("type").asText("")).isEqualTo(status == 413 ? "" : "error");
                }
                case GEMINI -> {
                    assertThat(body.at("/error/code").asInt()).isEqualTo(status);
                    assertThat(body.at("/error/status").asText()).matches("[A-Z_]+");
                }
            }
        }
    }

    @Test
    void aWaitIsToldWhereTheVendorTellsIt() throws Exception {
        for (Api api : Api.values()) {
            HttpResponse<String> response =
                    ask(api, api.of(vendors).next(Fault.status(429).retryAfter(Duration.ofSeconds(30))));

            if (api == Api.GEMINI) {
                assertThat(response.headers().firstValue("retry-after")).isEmpty();
                assertThat(Client.json(response).at("/error/details").findValuesAsText("retryDelay"))
                        .containsExactly("30s");
            } else {
                assertThat(response.headers().firstValue("retry-after")).contains("30");
            }
        }
        assertThat(ask(Api.OPENAI, vendors.openAi().next(Fault.status(503).retryAfter("Wed, 21 Oct 2026 07:28:00 GMT")))
                        .headers()
                        .firstValue("retry-after"))
                .contains("Wed, 21 Oct 2026 07:28:00 GMT");
    }

    @Test
    void anEmptyAccountHasItsDisguises() throws Exception {
        for (Api api : Api.values()) {
            HttpResponse<String> response = ask(api, api.of(vendors).next(Fault.outOfCredit()));

            assertThat(response.statusCode())
                    .isEqualTo(
                            switch (api) {
                                case OPENAI -> 429;
                                case ANTHROPIC -> 400;
                                case DEEPSEEK, GEMINI -> 402;
                            });
            assertThat(response.body().toLowerCase(Locale.ROOT))
                    .containsAnyOf("insufficient_quota", "credit", "insufficient balance");
        }
    }

    @Test
    void theOtherDisguisesHaveTheirStatuses() throws Exception {
        for (Api api : Api.values()) {
            FakeVendor vendor = api.of(vendors);
            assertThat(ask(api, vendor.next(Fault.overloaded())).statusCode())
                    .isEqualTo(api == Api.ANTHROPIC ? 529 : 503);
            assertThat(ask(api, vendor.next(Fault.contextOverflow())).statusCode())
                    .isEqualTo(400);
            assertThat(ask(api, vendor.next(Fault.contentFilter())).statusCode())
                    .isEqualTo(api == Api.GEMINI ? 200 : 400);
            assertThat(ask(api, vendor.next(Fault.noSuchModel())).statusCode())
                    .isEqualTo(api == Api.DEEPSEEK ? 400 : 404);
        }
    }

    @Test
    void typeCodeMessageAndBodyCanBeScripted() throws Exception {
        Fault fault = Fault.status(429).type("a_type").code("a_code").message("A message.");

        assertThat(Client.json(ask(Api.OPENAI, vendors.openAi().next(fault))).toString())
                .isEqualTo("{\"error\":{\"message\":\"A message.\",\"type\":\"a_type\",\"param\":null,"
                        + "\"code\":\"a_code\"}}");
        assertThat(Client.json(ask(Api.ANTHROPIC, vendors.anthropic().next(fault)))
                        .path("error")
                        .toString())
                .isEqualTo("{\"type\":\"a_type\",\"message\":\"A message.\",\"details\":{\"error_code\":\"a_code\"}}");
        JsonNode gemini = Client.json(ask(Api.GEMINI, vendors.gemini().next(fault)));
        assertThat(gemini.at("/error/status").asText()).isEqualTo("a_type");
        assertThat(gemini.findValuesAsText("quotaId")).containsExactly("a_code");

        HttpResponse<String> text = ask(
                Api.OPENAI,
                vendors.openAi()
                        .next(Fault.status(503).body("upstream connect error").header("X-Seen", "yes")));
        assertThat(text.body()).isEqualTo("upstream connect error");
        assertThat(text.headers().firstValue("content-type")).contains("text/plain");
        assertThat(text.headers().firstValue("x-seen")).contains("yes");
    }

    @Test
    void onlyErrorsTakeWhatBelongsToErrors() {
        assertThatThrownBy(() -> Fault.reset().code("x")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Fault.status(200)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @EnumSource(Api.class)
    void aRotatedKeyIsRejectedInTheVendorsOwnWay(Api api) throws Exception {
        FakeVendor vendor = api.of(vendors).acceptKey(Client.KEY);
        assertThat(ask(api, vendor).statusCode()).isEqualTo(200);

        HttpResponse<String> rejected = ask(api, vendor.next(Fault.status(500)).acceptKey("sk-new"));

        assertThat(rejected.statusCode()).isEqualTo(api == Api.GEMINI ? 400 : 401);
        assertThat(rejected.body())
                .contains(
                        switch (api) {
                            case OPENAI -> "invalid_api_key";
                            case DEEPSEEK, ANTHROPIC -> "authentication_error";
                            case GEMINI -> "API_KEY_INVALID";
                        });
        assertThat(vendor.queued())
                .as("a rejected request takes nothing from the queue")
                .isEqualTo(1);
        vendor.acceptKey("sk-new", Client.KEY);
        assertThat(ask(api, vendor).statusCode()).isEqualTo(500);
        assertThat(ask(api, vendor).statusCode()).isEqualTo(200);
    }

    @Test
    void aRedirectHasItsLocation() throws Exception {
        FakeVendor vendor =
                vendors.openAi().next(Fault.redirect(307, "http://127.0.0.1:1/elsewhere"), Fault.status(421));

        HttpResponse<String> response = ask(Api.OPENAI, vendor);

        assertThat(response.statusCode()).isEqualTo(307);
        assertThat(response.headers().firstValue("location")).contains("http://127.0.0.1:1/elsewhere");
        assertThat(response.body()).isEmpty();
        assertThat(ask(Api.OPENAI, vendor).statusCode()).isEqualTo(421);
    }

    @ParameterizedTest
    @EnumSource(Api.class)
    void anErrorCanComeWith200(Api api) throws Exception {
        HttpResponse<String> response = ask(api, api.of(vendors).next(Fault.errorIn200(500)));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(Client.json(response).path("error").isObject()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Api.class)
    void anErrorCanComeInAStream(Api api) throws Exception {
        FakeVendor vendor = api.of(vendors).answer("one two three").next(Fault.errorInStream(503, 2));

        HttpResponse<String> response = client.send(api.chat(vendor, "stream", "x"));

        assertThat(response.statusCode()).isEqualTo(200);
        List<JsonNode> events = Client.events(response.body());
        assertThat(events.get(events.size() - 1).path("error").isObject()).isTrue();
        assertThat(response.body()).contains("one", " two").doesNotContain("three", "[DONE]");
    }

    @Test
    void whatAVendorWouldRefuseIsRefused() throws Exception {
        FakeVendor anthropic = vendors.anthropic();
        HttpResponse<String> noMaximum = client.send(Client.post(
                anthropic.baseUrl() + "/v1/messages", "{\"model\":\"m\",\"messages\":[{\"role\":\"user\"}]}"));
        assertThat(noMaximum.statusCode()).isEqualTo(400);
        assertThat(noMaximum.body()).contains("max_tokens: Field required");

        FakeVendor openAi = vendors.openAi();
        assertThat(client.send(Client.post(openAi.baseUrl() + "/chat/completions", "no JSON"))
                        .statusCode())
                .isEqualTo(400);
        assertThat(client.get(openAi.baseUrl() + "/elsewhere").statusCode()).isEqualTo(404);
    }

    @Test
    void aFunctionThatThrowsShowsInTheAnswer() throws Exception {
        FakeVendor vendor = vendors.openAi().answer(request -> {
            throw new IllegalStateException("the test is wrong");
        });

        HttpResponse<String> response = ask(Api.OPENAI, vendor);

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body()).contains("the test is wrong");
    }

    private HttpResponse<String> ask(Api api, FakeVendor vendor) throws Exception {
        return client.send(api.chat(vendor, "whole", "x"));
    }
}
