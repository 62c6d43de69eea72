package io.tollgate.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A client that knows each vendor's requests, and nothing of Tollgate's providers. */
final class Client {
    static final String KEY = "sk-right";

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    enum Api {
        OPENAI,
        DEEPSEEK,
        ANTHROPIC,
        GEMINI;

        FakeVendor of(FakeVendors vendors) {
            return switch (this) {
                case OPENAI -> vendors.openAi();
                case DEEPSEEK -> vendors.deepSeek();
                case ANTHROPIC -> vendors.anthropic();
                case GEMINI -> vendors.gemini();
            };
        }

        HttpRequest chat(FakeVendor vendor, String how, String text) {
            boolean stream = how.equals("stream");
            return switch (this) {
                case OPENAI, DEEPSEEK ->
                    post(
                            vendor.baseUrl() + "/chat/completions",
                            "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]"
                                    + (stream ? ",\"stream\":true,\"stream_options\":{\"include_usage\":true}}" : "}"));
                case ANTHROPIC ->
                    post(
                            vendor.baseUrl() + "/v1/messages",
                            "{\"model\":\"m\",\"max_tokens\":1000,\"messages\":[{\"role\":\"user\",\"content\":\""
                                    + text + "\"}]" + (stream ? ",\"stream\":true}" : "}"));
                case GEMINI ->
                    post(
                            vendor.baseUrl() + "/models/m:"
                                    + (stream ? "streamGenerateContent?alt=sse" : "generateContent"),
                            "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"" + text + "\"}]}]}");
            };
        }
    }

    static HttpRequest post(String url, String body) {
        return HttpRequest.newBuilder(URI.create(url))
                .header("Authorization", "Bearer " + KEY)
                .header("x-api-key", KEY)
                .header("x-goog-api-key", KEY)
                .header("anthropic-version", "2023-06-01")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return http.send(request, BodyHandlers.ofString());
    }

    HttpResponse<byte[]> bytes(HttpRequest request) throws IOException, InterruptedException {
        return http.send(request, BodyHandlers.ofByteArray());
    }

    HttpResponse<String> get(String url) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(url)).build());
    }

    static JsonNode json(HttpResponse<String> response) {
        return Json.parse(response.body());
    }

    /** The data of each event of a stream, without a last {@code [DONE]}. */
    static List<JsonNode> events(String body) {
        List<JsonNode> events = new ArrayList<>();
        for (String line : body.split("\r?\n", -1)) {
            if (line.startsWith("data: ") && !line.equals("data: [DONE]")) {
                JsonNode event = Json.read(line.substring(6).getBytes(StandardCharsets.UTF_8));
                if (!event.isMissingNode()) {
                    events.add(event);
                }
            }
        }
        return events;
    }
}
