package io.tollgate.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.chat.FinishReason;
import io.tollgate.price.Usage;
import io.tollgate.spi.Headers;
import io.tollgate.testkit.Asked.Form;
import io.tollgate.testkit.Asked.Kind;
import io.tollgate.testkit.VendorError.Told;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Gemini's content generation, embeddings and models. */
final class GeminiDialect implements Dialect {
    private static final String JSON = "application/json; charset=UTF-8";
    private static final String SIGNATURE = "ZmFrZSBzaWduYXR1cmU=";
    private static final int DIMENSIONS = 3072;

    @Override
    public String name() {
        return "gemini";
    }

    @Override
    public String basePath() {
        return "/v1beta";
    }

    @Override
    public Optional<String> key(String target, Headers headers) {
        return headers.first("x-goog-api-key").or(() -> query(target, "key"));
    }

    private static Optional<String> query(String target, String name) {
        int start = target.indexOf('?');
        for (String pair :
                target.substring(start < 0 ? target.length() : start + 1).split("&", -1)) {
            if (pair.startsWith(name + "=")) {
                return Optional.of(pair.substring(name.length() + 1));
            }
        }
        return Optional.empty();
    }

    @Override
    public Asked asked(String method, String target, Headers headers, byte[] body) {
        String path = target.contains("?") ? target.substring(0, target.indexOf('?')) : target;
        if (method.equals("GET") && path.equals("/v1beta/models")) {
            return Asked.models();
        }
        String start = "/v1beta/models/";
        int colon = path.lastIndexOf(':');
        if (!method.equals("POST") || !path.startsWith(start) || colon < start.length()) {
            return Asked.nothing();
        }
        String model = path.substring(start.length(), colon);
        JsonNode tree = Json.read(body);
        return switch (path.substring(colon + 1)) {
            case "generateContent" -> generate(model, tree, Form.PLAIN);
            case "streamGenerateContent" ->
                generate(
                        model,
                        tree,
                        query(target, "alt").filter("sse"::equals).isPresent()
                                ? Form.STREAM_WITH_USAGE
                                : Form.STREAM_AS_ARRAY);
            case "batchEmbedContents" -> embed(model, tree.path("requests"), Form.BATCH);
            case "embedContent" -> embed(model, Json.array().add(tree), Form.PLAIN);
            default -> Asked.nothing();
        };
    }

    private static Asked generate(String model, JsonNode body, Form form) {
        if (body.path("contents").isEmpty()) {
            return Asked.refused(Kind.CHAT, model, "* GenerateContentRequest.contents: contents is not specified\n");
        }
        List<String> tools = new ArrayList<>();
        for (JsonNode tool : body.path("tools")) {
            tool.path("functionDeclarations")
                    .forEach(function -> tools.add(function.path("name").asText()));
        }
        List<String> results = new ArrayList<>();
        String last = "";
        for (JsonNode content : body.path("contents")) {
            last = OpenAiRequests.text(content.path("parts"));
            for (JsonNode part : content.path("parts")) {
                if (part.has("functionResponse")) {
                    last = part.at("/functionResponse/response").toString();
                    results.add(last);
                }
            }
        }
        long max = body.at("/generationConfig/maxOutputTokens").asLong(Long.MAX_VALUE);
        return new Asked(Kind.CHAT, model, form, last, tools, results, max, List.of(), 0, "");
    }

    private static Asked embed(String model, JsonNode requests, Form form) {
        List<String> inputs = new ArrayList<>();
        requests.forEach(request -> inputs.add(OpenAiRequests.text(request.at("/content/parts"))));
        int dimensions = requests.path(0).path("outputDimensionality").asInt();
        return Asked.embeddings(model, inputs, dimensions, form);
    }

    @Override
    public Page answer(Received request, FakeAnswer answer) {
        if (request.asked().kind() == Kind.EMBEDDINGS) {
            return named(embeddings(request, answer));
        }
        return named(
                switch (request.asked().form()) {
                    case PLAIN, BASE64, BATCH -> whole(request, answer);
                    case STREAM, STREAM_WITH_USAGE -> stream(request, answer);
                    case STREAM_AS_ARRAY -> array(request, answer);
                });
    }

    private static Page whole(Received request, FakeAnswer answer) {
        ArrayNode parts = Json.array();
        if (!answer.thinking().isEmpty()) {
            parts.addObject().put("text", answer.thinking()).put("thought", true);
        }
        if (!answer.text().isEmpty()) {
            parts.addObject().put("text", answer.text());
        }
        addCalls(parts, request, answer);
        Usage usage = answer.usage(request.bodyLength());
        return Page.whole(200, JSON, Json.pretty(body(request, parts, Optional.of(word(answer)), usage)));
    }

    private static void addCalls(ArrayNode parts, Received request, FakeAnswer answer) {
        int index = 0;
        for (FakeAnswer.ToolCall call : answer.toolCalls()) {
            ObjectNode part = parts.addObject();
            ObjectNode function = part.putObject("functionCall").put("name", call.name());
            function.set("args", Json.parse(call.arguments()));
            function.put("id", "fake" + request.number() + "_" + index);
            if (index == 0 && !answer.thinking().isEmpty()) {
                part.put("thoughtSignature", SIGNATURE);
            }
            index++;
        }
    }

    private static ObjectNode body(Received request, ArrayNode parts, Optional<String> finish, Usage usage) {
        ObjectNode body = Json.object();
        ObjectNode candidate = body.putArray("candidates").addObject();
        if (!parts.isEmpty()) {
            candidate.putObject("content").<ObjectNode>set("parts", parts).put("role", "model");
        }
        finish.ifPresent(word -> candidate.put("finishReason", word));
        candidate.put("index", 0);
        ObjectNode node = body.putObject("usageMetadata").put("promptTokenCount", usage.inputTokens());
        if (usage.cachedInputTokens() != 0) {
            node.put("cachedContentTokenCount", usage.cachedInputTokens());
        }
        if (usage.outputTokens() != usage.reasoningTokens()) {
            node.put("candidatesTokenCount", usage.outputTokens() - usage.reasoningTokens());
        }
        if (usage.reasoningTokens() != 0) {
            node.put("thoughtsTokenCount", usage.reasoningTokens());
        }
        node.put("totalTokenCount", usage.inputTokens() + usage.outputTokens());
        node.putArray("promptTokensDetails").addObject().put("modality", "TEXT").put("tokenCount", usage.inputTokens());
        return body.put("modelVersion", request.model()).put("responseId", "fake" + request.number());
    }

    /** The bodies that a stream consists of; each reports the usage so far, the last one all of it. */
    private static List<ObjectNode> bodies(Received request, FakeAnswer answer) {
        Usage usage = answer.usage(request.bodyLength());
        Usage sofar = Usage.of(usage.inputTokens(), 0).withCachedInputTokens(usage.cachedInputTokens());
        List<ObjectNode> bodies = new ArrayList<>();
        for (String word : FakeAnswer.words(answer.thinking())) {
            ArrayNode parts = Json.array();
            parts.addObject().put("text", word).put("thought", true);
            bodies.add(body(request, parts, Optional.empty(), sofar));
        }
        for (String piece : answer.pieces()) {
            ArrayNode parts = Json.array();
            parts.addObject().put("text", piece);
            bodies.add(body(request, parts, Optional.empty(), sofar));
        }
        if (!answer.toolCalls().isEmpty()) {
            ArrayNode parts = Json.array();
            addCalls(parts, request, answer);
            bodies.add(body(request, parts, Optional.empty(), sofar));
        }
        ArrayNode last = Json.array();
        last.addObject().put("text", "");
        bodies.add(body(request, last, Optional.of(word(answer)), usage));
        return bodies;
    }

    private static Page stream(Received request, FakeAnswer answer) {
        List<ObjectNode> bodies = bodies(request, answer);
        List<Page.Part> parts = new ArrayList<>();
        for (int i = 0; i < bodies.size(); i++) {
            byte[] event = event(bodies.get(i));
            parts.add(i < bodies.size() - 1 ? Page.Part.content(event) : Page.Part.frame(event));
        }
        return Page.stream("text/event-stream", parts, ": keep-alive\r\n\r\n");
    }

    private static byte[] event(ObjectNode data) {
        return ("data: " + new String(Json.bytes(data), StandardCharsets.UTF_8) + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static Page array(Received request, FakeAnswer answer) {
        List<Page.Part> parts = new ArrayList<>();
        for (ObjectNode body : bodies(request, answer)) {
            String before = parts.isEmpty() ? "[" : "\r\n,\r\n";
            String text = before + new String(Json.pretty(body), StandardCharsets.UTF_8);
            parts.add(Page.Part.content(text.getBytes(StandardCharsets.UTF_8)));
        }
        parts.add(Page.Part.frame("]".getBytes(StandardCharsets.UTF_8)));
        return Page.stream(JSON, parts, "\n");
    }

    private static String word(FakeAnswer answer) {
        return answer.finishWord().orElseGet(() -> word(answer.finish()));
    }

    private static String word(FinishReason reason) {
        return switch (reason) {
            case STOP, TOOL_CALLS, PAUSED -> "STOP";
            case LENGTH, CONTEXT_WINDOW -> "MAX_TOKENS";
            case CONTENT_FILTER -> "SAFETY";
            case MALFORMED_TOOL_CALL -> "MALFORMED_FUNCTION_CALL";
            case OVERLOADED, OTHER -> "OTHER";
        };
    }

    private static Page embeddings(Received request, FakeAnswer answer) {
        Asked asked = request.asked();
        ArrayNode vectors = Json.array();
        for (String input : asked.inputs()) {
            vectors.addObject().set("values", Vectors.json(Vectors.of(input, answer.dimensions(asked, DIMENSIONS))));
        }
        ObjectNode body = Json.object();
        if (asked.form() == Form.BATCH) {
            body.set("embeddings", vectors);
        } else {
            body.set("embedding", vectors.get(0));
        }
        long tokens = answer.usage(asked.text().length()).inputTokens();
        body.putObject("usageMetadata").put("promptTokenCount", tokens);
        return Page.whole(200, JSON, Json.bytes(body));
    }

    @Override
    public Page models(Received request, List<String> models) {
        ObjectNode body = Json.object();
        ArrayNode list = body.putArray("models");
        for (String model : models) {
            ObjectNode item = list.addObject().put("name", "models/" + model).put("displayName", model);
            item.put("version", "001").put("inputTokenLimit", 1_048_576).put("outputTokenLimit", 65_536);
            item.putArray("supportedGenerationMethods").add("generateContent").add("embedContent");
        }
        return named(Page.whole(200, JSON, Json.pretty(body)));
    }

    private static Page named(Page page) {
        return page.with("Server", "scaffolding on HTTPServer2").with("x-gemini-service-tier", "standard");
    }

    @Override
    public Page error(Received request, VendorError error) {
        Told told = GeminiErrors.told(request, error);
        if (told.status() < 400 || told.status() == 421) {
            return named(Page.whole(told.status(), "text/plain", ""));
        }
        if (error.kind() == VendorError.Kind.CONTENT_FILTER) {
            return named(blocked(request));
        }
        byte[] body = Json.pretty(GeminiErrors.body(request, told));
        if (request.asked().form() == Form.STREAM_AS_ARRAY) {
            body = ("[" + new String(body, StandardCharsets.UTF_8) + "]").getBytes(StandardCharsets.UTF_8);
        }
        return named(Page.whole(told.status(), JSON, body));
    }

    /** A refused prompt is a 200 without candidates. */
    private static Page blocked(Received request) {
        ObjectNode body = Json.object();
        body.putObject("promptFeedback").put("blockReason", "PROHIBITED_CONTENT");
        long tokens = FakeAnswer.text("").usage(request.bodyLength()).inputTokens();
        body.putObject("usageMetadata").put("promptTokenCount", tokens).put("totalTokenCount", tokens);
        body.put("modelVersion", request.model()).put("responseId", "fake" + request.number());
        if (request.asked().form() == Form.STREAM_WITH_USAGE) {
            return Page.stream("text/event-stream", List.of(Page.Part.frame(event(body))), "");
        }
        return Page.whole(200, JSON, Json.pretty(body));
    }

    @Override
    public Page.Part errorEvent(Received request, VendorError error) {
        return Page.Part.frame(event(GeminiErrors.body(request, GeminiErrors.told(request, error))));
    }
}
