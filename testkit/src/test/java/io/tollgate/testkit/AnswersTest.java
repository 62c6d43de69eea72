package io.tollgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.chat.FinishReason;
import io.tollgate.price.Usage;
import io.tollgate.testkit.Client.Api;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class AnswersTest {
    private static final Usage USAGE =
            Usage.of(100, 50).withCachedInputTokens(30).withReasoningTokens(20);

    private final FakeVendors vendors = FakeVendors.start();
    private final Client client = new Client();

    @AfterEach
    void close() {
        vendors.close();
    }

    @ParameterizedTest
    @EnumSource(Api.class)
    void aTextComesWholeInTheVendorsShape(Api api) throws Exception {
        FakeVendor vendor =
                api.of(vendors).answer(FakeAnswer.text("Blue light scatters.").withUsage(USAGE));

        HttpResponse<String> response = client.send(api.chat(vendor, "whole", "Why?"));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type").orElseThrow()).startsWith("application/json");
        JsonNode body = Client.json(response);
        assertThat(body.at(
                                switch (api) {
                                    case OPENAI, DEEPSEEK -> "/choices/0/message/content";
                                    case ANTHROPIC -> "/content/0/text";
                                    case GEMINI -> "/candidates/0/content/parts/0/text";
                                })
                        .asText())
                .isEqualTo("Blue light scatters.");
        assertThat(body.at(
                                switch (api) {
                                    case OPENAI, DEEPSEEK -> "/choices/0/finish_reason";
                                    case ANTHROPIC -> "/stop_reason";
                                    case GEMINI -> "/candidates/0/finishReason";
                                })
                        .asText()
                        .toLowerCase(Locale.ROOT))
                .isIn("stop", "end_turn");
        assertUsage(api, usageOf(api, body));
    }

    @ParameterizedTest
    @EnumSource(Api.class)
    void aTextComesWordByWordAsAStream(Api api) throws Exception {
        FakeVendor vendor =
                api.of(vendors).answer(FakeAnswer.text("Blue light scatters.").withUsage(USAGE));

        HttpResponse<String> response = client.send(api.chat(vendor, "stream", "Why?"));

        assertThat(response.headers().firstValue("content-type").orElseThrow()).startsWith("text/event-stream");
        List<JsonNode> events = Client.events(response.body());
        assertThat(events.stream().map(event -> delta(api, event)).filter(text -> !text.isEmpty()))
                .containsExactly("Blue", " light", " scatters.");
        JsonNode last = events.get(events.size() - (api == Api.ANTHROPIC ? 2 : 1));
        assertUsage(api, usageOf(api, last));
        assertThat(response.body().contains("[DONE]")).isEqualTo(api == Api.OPENAI || api == Api.DEEPSEEK);
        assertThat(response.body().contains("\r\n")).isEqualTo(api == Api.GEMINI);
    }

    @ParameterizedTest
    @EnumSource(Api.class)
    void aStreamCanHaveAnyNumberOfChunks(Api api) throws Exception {
        FakeVendor vendor = api.of(vendors).answer(FakeAnswer.text("abcdefgh").inChunks(4));

        List<JsonNode> events =
                Client.events(client.send(api.chat(vendor, "stream", "Why?")).body());

        assertThat(events.stream().map(event -> delta(api, event)).filter(text -> !text.isEmpty()))
                .containsExactly("ab", "cd", "ef", "gh");
    }

    @ParameterizedTest
    @EnumSource(Api.class)
    void toolCallsAreParallelAndTheirArgumentsWhole(Api api) throws Exception {
        FakeVendor vendor = api.of(vendors)
                .answer(FakeAnswer.toolCall("weather", "{\"city\":\"Rome\"}").withToolCall("clock", "{}"));

        JsonNode body = Client.json(client.send(api.chat(vendor, "whole", "Why?")));

        switch (api) {
            case OPENAI, DEEPSEEK -> {
                JsonNode calls = body.at("/choices/0/message/tool_calls");
                assertThat(calls.findValuesAsText("name")).containsExactly("weather", "clock");
                assertThat(calls.findValuesAsText("arguments")).containsExactly("{\"city\":\"Rome\"}", "{}");
                assertThat(body.at("/choices/0/finish_reason").asText()).isEqualTo("tool_calls");
                assertThat(body.at("/choices/0/message/content").isNull()).isTrue();
            }
            case ANTHROPIC -> {
                assertThat(body.path("content").findValuesAsText("name")).containsExactly("weather", "clock");
                assertThat(body.at("/content/0/input/city").asText()).isEqualTo("Rome");
                assertThat(body.path("stop_reason").asText()).isEqualTo("tool_use");
            }
            case GEMINI -> {
                JsonNode parts = body.at("/candidates/0/content/parts");
                assertThat(parts.findValuesAsText("name")).containsExactly("weather", "clock");
                assertThat(parts.at("/0/functionCall/args/city").asText()).isEqualTo("Rome");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Api.class)
    void streamedToolCallsAddUpToTheirArguments(Api api) throws Exception {
        FakeVendor vendor = api.of(vendors).answer(FakeAnswer.toolCall("weather", "{\"city\":\"Rome\"}"));

        String body = client.send(api.chat(vendor, "stream", "Why?")).body();

        StringBuilder arguments = new StringBuilder();
        for (JsonNode event : Client.events(body)) {
            arguments.append(
                    switch (api) {
                        case OPENAI, DEEPSEEK ->
                            event.at("/choices/0/delta/tool_calls/0/function/arguments")
                                    .asText("");
                        case ANTHROPIC -> event.at("/delta/partial_json").asText("");
                        case GEMINI ->
                            event.at("/candidates/0/content/parts/0/functionCall/args")
                                    .toString();
                    });
        }
        assertThat(arguments).hasToString("{\"city\":\"Rome\"}");
        assertThat(body).contains("weather");
    }

    @Test
    void thoughtsAreShownWhereTheVendorShowsThem() throws Exception {
        FakeAnswer answer = FakeAnswer.text("42").withThinking("Let me think.");

        for (Api api : Api.values()) {
            FakeVendor vendor = api.of(vendors).answer(answer);
            String whole = client.send(api.chat(vendor, "whole", "Why?")).body();
            String stream = client.send(api.chat(vendor, "stream", "Why?")).body();

            assertThat(whole.contains("Let me think.")).isEqualTo(api != Api.OPENAI);
            assertThat(stream.contains(" think.")).isEqualTo(api != Api.OPENAI);
        }
        assertThat(vendors.openAi().requestCount()).isEqualTo(2);
    }

    @Test
    void aFinishReasonIsTheVendorsWordForIt() throws Exception {
        FakeAnswer answer = FakeAnswer.text("No.").withFinish(FinishReason.CONTENT_FILTER);

        for (Api api : Api.values()) {
            FakeVendor vendor = api.of(vendors).answer(answer);
            String whole = client.send(api.chat(vendor, "whole", "Why?")).body();
            assertThat(whole)
                    .contains(
                            switch (api) {
                                case OPENAI, DEEPSEEK -> "\"content_filter\"";
                                case ANTHROPIC -> "\"refusal\"";
                                case GEMINI -> "\"SAFETY\"";
                            });
        }
    }

    @Test
    void theRequestsMaximumEndsTheAnswer() throws Exception {
        FakeVendor vendor = vendors.openAi().answer("0123456789abcdef");

        JsonNode body = Client.json(client.send(Client.post(
                vendor.baseUrl() + "/chat/completions",
                "{\"model\":\"m\",\"max_completion_tokens\":2,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}")));

        assertThat(body.at("/choices/0/message/content").asText()).isEqualTo("01234567");
        assertThat(body.at("/choices/0/finish_reason").asText()).isEqualTo("length");
        assertThat(body.at("/usage/completion_tokens").asLong()).isEqualTo(2);
    }

    @Test
    void aFunctionMakesTheAnswerFromTheRequest() throws Exception {
        FakeVendor vendor = vendors.anthropic().answer(request -> FakeAnswer.text("You said " + request.text()));

        assertThat(client.send(Api.ANTHROPIC.chat(vendor, "whole", "hello")).body())
                .contains("You said hello");
    }

    @Test
    void aModelCanHaveAnAnswerOfItsOwn() throws Exception {
        FakeVendor vendor = vendors.openAi().answer("usual").answer("m", FakeAnswer.text("special"));

        assertThat(client.send(Api.OPENAI.chat(vendor, "whole", "hello")).body())
                .contains("special");
    }

    @Test
    void openAiStreamsNoUsageUnlessAsked() throws Exception {
        FakeVendor vendor = vendors.openAi();

        String body = client.send(Client.post(
                        vendor.baseUrl() + "/chat/completions",
                        "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}"))
                .body();

        assertThat(body).doesNotContain("usage").contains("[DONE]");
    }

    @Test
    void geminiStreamsOneArrayWithoutSse() throws Exception {
        FakeVendor vendor = vendors.gemini().answer("one two");

        JsonNode body = Client.json(client.send(Client.post(
                vendor.baseUrl() + "/models/m:streamGenerateContent",
                "{\"contents\":[{\"parts\":[{\"text\":\"x\"}]}]}")));

        assertThat(body.isArray()).isTrue();
        assertThat(body).hasSize(3);
    }

    @Test
    void embeddingsAreTheSameInBase64AndDependOnTheTextAlone() throws Exception {
        FakeVendor vendor = vendors.openAi().answer(FakeAnswer.vectors(8));
        String url = vendor.baseUrl() + "/embeddings";

        JsonNode floats =
                Client.json(client.send(Client.post(url, "{\"model\":\"e\",\"input\":[\"one\",\"two\",\"one\"]}")));
        JsonNode encoded = Client.json(
                client.send(Client.post(url, "{\"model\":\"e\",\"input\":\"one\",\"encoding_format\":\"base64\"}")));

        assertThat(floats.path("data")).hasSize(3);
        assertThat(floats.at("/data/0/embedding")).hasSize(8).isEqualTo(floats.at("/data/2/embedding"));
        assertThat(floats.at("/data/1/embedding")).isNotEqualTo(floats.at("/data/0/embedding"));
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder()
                        .decode(encoded.at("/data/0/embedding").asText()))
                .order(ByteOrder.LITTLE_ENDIAN);
        assertThat(bytes.remaining()).isEqualTo(32);
        assertThat(bytes.getFloat()).isEqualTo(floats.at("/data/0/embedding/0").floatValue());
        assertThat(floats.at("/usage/prompt_tokens").asInt()).isPositive();
    }

    @Test
    void geminiEmbedsBatches() throws Exception {
        FakeVendor vendor = vendors.gemini();

        JsonNode body = Client.json(client.send(Client.post(
                vendor.baseUrl() + "/models/e:batchEmbedContents",
                "{\"requests\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]},\"outputDimensionality\":4},"
                        + "{\"content\":{\"parts\":[{\"text\":\"b\"}]},\"outputDimensionality\":4}]}")));

        assertThat(body.path("embeddings")).hasSize(2);
        assertThat(body.at("/embeddings/1/values")).hasSize(4);
    }

    @Test
    void theModelsThatExistAreListedAndOthersAreNotFound() throws Exception {
        for (Api api : Api.values()) {
            FakeVendor vendor = api.of(vendors).models("a-model", "b-model");
            String url = vendor.baseUrl() + (api == Api.ANTHROPIC ? "/v1/models" : "/models");

            assertThat(client.get(url).body()).contains("a-model", "b-model");
            assertThat(client.send(api.chat(vendor, "whole", "hello")).statusCode())
                    .isEqualTo(api == Api.DEEPSEEK ? 400 : 404);
        }
    }

    private static String delta(Api api, JsonNode event) {
        return switch (api) {
            case OPENAI, DEEPSEEK -> event.at("/choices/0/delta/content").asText("");
            case ANTHROPIC -> event.at("/delta/text").asText("");
            case GEMINI -> event.at("/candidates/0/content/parts/0/text").asText("");
        };
    }

    private static JsonNode usageOf(Api api, JsonNode body) {
        return body.path(api == Api.GEMINI ? "usageMetadata" : "usage");
    }

    private static void assertUsage(Api api, JsonNode usage) {
        switch (api) {
            case OPENAI, DEEPSEEK -> {
                assertThat(usage.path("prompt_tokens").asLong()).isEqualTo(100);
                assertThat(usage.path("completion_tokens").asLong()).isEqualTo(50);
                assertThat(usage.at("/prompt_tokens_details/cached_tokens").asLong())
                        .isEqualTo(30);
                assertThat(usage.at("/completion_tokens_details/reasoning_tokens")
                                .asLong())
                        .isEqualTo(20);
            }
            case ANTHROPIC -> {
                assertThat(usage.path("input_tokens").asLong()).isEqualTo(70);
                assertThat(usage.path("cache_read_input_tokens").asLong()).isEqualTo(30);
                assertThat(usage.path("output_tokens").asLong()).isEqualTo(50);
            }
            case GEMINI -> {
                assertThat(usage.path("promptTokenCount").asLong()).isEqualTo(100);
                assertThat(usage.path("cachedContentTokenCount").asLong()).isEqualTo(30);
                assertThat(usage.path("candidatesTokenCount").asLong()).isEqualTo(30);
                assertThat(usage.path("thoughtsTokenCount").asLong()).isEqualTo(20);
            }
        }
    }
}
