package io.tollgate.testkit;

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
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** OpenAI's chat completions, embeddings and models, and rankings in the form that many have; vendors of the same dialect override where they differ. */
class OpenAiDialect implements Dialect {
    static final String JSON = "application/json";
    private static final String SSE = "text/event-stream; charset=utf-8";
    private static final int DIMENSIONS = 1536;
    private static final long CREATED = 1_790_000_000L;

    @Override
    public String name() {
        return "openai";
    }

    @Override
    public String basePath() {
        return "/v1";
    }

    @Override
    public Optional<String> key(String target, Headers headers) {
        return Keys.bearer(headers).or(() -> headers.first("api-key"));
    }

    @Override
    public Asked asked(String method, String target, Headers headers, byte[] body) {
        String path = target.contains("?") ? target.substring(0, target.indexOf('?')) : target;
        if (method.equals("GET") && path.equals(basePath() + "/models")) {
            return Asked.models();
        }
        if (method.equals("POST") && path.equals(basePath() + "/chat/completions")) {
            return OpenAiRequests.chat(Json.read(body));
        }
        if (method.equals("POST") && path.equals(basePath() + "/embeddings") && hasEmbeddings()) {
            return OpenAiRequests.embeddings(Json.read(body));
        }
        if (method.equals("POST") && path.equals(basePath() + "/rerank")) {
            return OpenAiRequests.ranking(Json.read(body));
        }
        return Asked.nothing();
    }

    boolean hasEmbeddings() {
        return true;
    }

    @Override
    public Page answer(Received request, FakeAnswer answer) {
        if (request.asked().kind() == Kind.EMBEDDINGS) {
            return named(request, embeddings(request, answer));
        }
        if (request.asked().kind() == Kind.RANKING) {
            return named(request, OpenAiRankings.page(request, answer));
        }
        return named(request, request.isStream() ? stream(request, answer) : whole(request, answer));
    }

    private Page whole(Received request, FakeAnswer answer) {
        ObjectNode message = Json.object().put("role", "assistant");
        if (answer.text().isEmpty() && !answer.toolCalls().isEmpty()) {
            message.putNull("content");
        } else {
            message.put("content", answer.text());
        }
        addToMessage(message, answer);
        int index = 0;
        for (FakeAnswer.ToolCall call : answer.toolCalls()) {
            message.withArray("tool_calls").add(toolCall(request, call, index, call.arguments()));
            index++;
        }
        ObjectNode body = frame(request, "chat.completion");
        ObjectNode choice = Json.object().put("index", 0);
        choice.set("message", message);
        choice.putNull("logprobs").put("finish_reason", word(answer));
        body.putArray("choices").add(choice);
        body.set("usage", usage(answer.usage(request.bodyLength())));
        addToFrame(body);
        return Page.whole(200, JSON, Json.pretty(body));
    }

    /** What this vendor adds to a message beside its text. */
    void addToMessage(ObjectNode message, FakeAnswer answer) {
        message.putNull("refusal").putArray("annotations");
    }

    /** What this vendor adds to each chunk alone: OpenAI hides the length of what it says. */
    void addToChunk(ObjectNode chunk) {
        chunk.put("obfuscation", "x".repeat(16 - chunk.toString().length() % 16));
    }

    /** What this vendor adds to each body and chunk. */
    void addToFrame(ObjectNode frame) {
        frame.put("service_tier", "default").putNull("system_fingerprint");
    }

    private Page stream(Received request, FakeAnswer answer) {
        List<Page.Part> parts = new ArrayList<>();
        parts.add(Page.Part.frame(chunk(request, firstDelta(), null)));
        for (ObjectNode delta : thoughts(answer)) {
            parts.add(Page.Part.content(chunk(request, delta, null)));
        }
        for (String piece : answer.pieces()) {
            parts.add(Page.Part.content(chunk(request, Json.object().put("content", piece), null)));
        }
        addToolCalls(parts, request, answer);
        addEnd(parts, request, answer);
        parts.add(Page.Part.frame("data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8)));
        return Page.stream(SSE, parts, ping());
    }

    ObjectNode firstDelta() {
        return Json.object().put("role", "assistant").put("content", "").putNull("refusal");
    }

    String ping() {
        return ": keep-alive\n\n";
    }

    /** The deltas that show thoughts; OpenAI hides them. */
    List<ObjectNode> thoughts(FakeAnswer answer) {
        return List.of();
    }

    private void addToolCalls(List<Page.Part> parts, Received request, FakeAnswer answer) {
        int index = 0;
        for (FakeAnswer.ToolCall call : answer.toolCalls()) {
            ObjectNode first = Json.object();
            first.putArray("tool_calls").add(toolCall(request, call, index, "").put("index", index));
            parts.add(Page.Part.content(chunk(request, first, null)));
            for (String piece : FakeAnswer.split(call.arguments(), 3)) {
                ObjectNode more = Json.object();
                ObjectNode part = more.putArray("tool_calls").addObject().put("index", index);
                part.putObject("function").put("arguments", piece);
                parts.add(Page.Part.content(chunk(request, more, null)));
            }
            index++;
        }
    }

    /** The finish reason, and the usage in a chunk of its own if the request wants it. */
    void addEnd(List<Page.Part> parts, Received request, FakeAnswer answer) {
        parts.add(Page.Part.frame(chunk(request, Json.object(), word(answer))));
        if (request.asked().form() == Form.STREAM_WITH_USAGE) {
            ObjectNode last = frame(request, "chat.completion.chunk");
            last.putArray("choices");
            last.set("usage", usage(answer.usage(request.bodyLength())));
            parts.add(Page.Part.frame(event(last)));
        }
    }

    final byte[] chunk(Received request, ObjectNode delta, @Nullable String finish) {
        return event(chunkTree(request, delta, finish));
    }

    final ObjectNode chunkTree(Received request, ObjectNode delta, @Nullable String finish) {
        ObjectNode chunk = frame(request, "chat.completion.chunk");
        addToFrame(chunk);
        ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
        choice.set("delta", delta);
        choice.putNull("logprobs").put("finish_reason", finish);
        if (request.asked().form() == Form.STREAM_WITH_USAGE) {
            chunk.putNull("usage");
        }
        addToChunk(chunk);
        return chunk;
    }

    static byte[] event(ObjectNode data) {
        return ("data: " + new String(Json.bytes(data), StandardCharsets.UTF_8) + "\n\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static ObjectNode frame(Received request, String object) {
        return Json.object()
                .put("id", "chatcmpl-fake" + request.number())
                .put("object", object)
                .put("created", CREATED)
                .put("model", request.model());
    }

    private static ObjectNode toolCall(Received request, FakeAnswer.ToolCall call, int index, String arguments) {
        ObjectNode node = Json.object().put("id", "call_fake" + request.number() + "_" + index);
        node.put("type", "function")
                .putObject("function")
                .put("name", call.name())
                .put("arguments", arguments);
        return node;
    }

    ObjectNode usage(Usage usage) {
        ObjectNode node = Json.object()
                .put("prompt_tokens", usage.inputTokens())
                .put("completion_tokens", usage.outputTokens())
                .put("total_tokens", usage.inputTokens() + usage.outputTokens());
        ObjectNode prompt = node.putObject("prompt_tokens_details").put("cached_tokens", usage.cachedInputTokens());
        if (usage.cacheWriteTokens() != 0) {
            prompt.put("cache_write_tokens", usage.cacheWriteTokens());
        }
        prompt.put("audio_tokens", 0);
        node.putObject("completion_tokens_details")
                .put("reasoning_tokens", usage.reasoningTokens())
                .put("audio_tokens", 0)
                .put("accepted_prediction_tokens", 0)
                .put("rejected_prediction_tokens", 0);
        return node;
    }

    final String word(FakeAnswer answer) {
        return answer.finishWord().orElseGet(() -> word(answer.finish()));
    }

    private static String word(FinishReason reason) {
        return switch (reason) {
            case STOP -> "stop";
            case LENGTH, CONTEXT_WINDOW -> "length";
            case TOOL_CALLS, MALFORMED_TOOL_CALL -> "tool_calls";
            case CONTENT_FILTER -> "content_filter";
            case OVERLOADED -> "insufficient_system_resource";
            case PAUSED, OTHER -> reason.name().toLowerCase(Locale.ROOT);
        };
    }

    private static Page embeddings(Received request, FakeAnswer answer) {
        Asked asked = request.asked();
        ObjectNode body = Json.object().put("object", "list");
        ArrayNode data = body.putArray("data");
        for (String input : asked.inputs()) {
            float[] vector = Vectors.of(input, answer.dimensions(asked, DIMENSIONS));
            ObjectNode item = data.addObject().put("object", "embedding").put("index", data.size() - 1);
            if (asked.form() == Form.BASE64) {
                item.put("embedding", Vectors.base64(vector));
            } else {
                item.set("embedding", Vectors.json(vector));
            }
        }
        long tokens = answer.usage(asked.text().length()).inputTokens();
        body.put("model", asked.model());
        body.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
        return Page.whole(200, JSON, Json.bytes(body));
    }

    @Override
    public Page models(Received request, List<String> models) {
        ObjectNode body = Json.object().put("object", "list");
        ArrayNode data = body.putArray("data");
        for (String model : models) {
            data.addObject()
                    .put("id", model)
                    .put("object", "model")
                    .put("created", CREATED)
                    .put("owned_by", name());
        }
        return named(request, Page.whole(200, JSON, Json.bytes(body)));
    }

    /** The page with the headers that this vendor sends with each answer. */
    Page named(Received request, Page page) {
        return page.with("x-request-id", "req_fake" + request.number())
                .with("openai-version", "2020-10-01")
                .with("openai-processing-ms", "1");
    }

    @Override
    public Page error(Received request, VendorError error) {
        Told told = told(request, error);
        if (told.status() < 400 || told.status() == 421) {
            return named(request, Page.whole(told.status(), "text/plain", ""));
        }
        Page page = named(request, Page.whole(told.status(), JSON, Json.pretty(OpenAiErrors.body(told))));
        return told.retryAfter().map(wait -> page.with("Retry-After", wait)).orElse(page);
    }

    @Override
    public Page.Part errorEvent(Received request, VendorError error) {
        return Page.Part.frame(event(OpenAiErrors.body(told(request, error))));
    }

    Told told(Received request, VendorError error) {
        return OpenAiErrors.told(request, error);
    }
}
