package io.tollgate.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.price.Usage;
import io.tollgate.spi.Headers;
import io.tollgate.testkit.VendorError.Told;
import java.util.ArrayList;
import java.util.List;

/**
 * DeepSeek's chat completions: visible thoughts, the cache's hits and misses, a usage on the last chunk of the choice
 * whether asked for or not, and one code for most errors.
 */
final class DeepSeekDialect extends OpenAiDialect {
    @Override
    public String name() {
        return "deepseek";
    }

    @Override
    public String basePath() {
        return "";
    }

    @Override
    boolean hasEmbeddings() {
        return false;
    }

    @Override
    public Asked asked(String method, String target, Headers headers, byte[] body) {
        // Both forms are served: api-docs.deepseek.com says that the v1 has nothing to do with the model's version.
        return super.asked(method, target.startsWith("/v1/") ? target.substring(3) : target, headers, body);
    }

    @Override
    void addToMessage(ObjectNode message, FakeAnswer answer) {
        if (!answer.thinking().isEmpty()) {
            message.put("reasoning_content", answer.thinking());
        }
    }

    @Override
    void addToFrame(ObjectNode frame) {
        frame.put("system_fingerprint", "fp_fake");
    }

    @Override
    void addToChunk(ObjectNode chunk) {}

    @Override
    ObjectNode firstDelta() {
        return Json.object().put("role", "assistant").put("content", "");
    }

    @Override
    List<ObjectNode> thoughts(FakeAnswer answer) {
        List<ObjectNode> deltas = new ArrayList<>();
        for (String word : FakeAnswer.words(answer.thinking())) {
            deltas.add(Json.object().putNull("content").put("reasoning_content", word));
        }
        return deltas;
    }

    @Override
    void addEnd(List<Page.Part> parts, Received request, FakeAnswer answer) {
        ObjectNode last = chunkTree(request, Json.object().put("content", ""), word(answer));
        last.set("usage", usage(answer.usage(request.bodyLength())));
        parts.add(Page.Part.frame(event(last)));
    }

    @Override
    ObjectNode usage(Usage usage) {
        ObjectNode node = Json.object()
                .put("prompt_tokens", usage.inputTokens())
                .put("completion_tokens", usage.outputTokens())
                .put("total_tokens", usage.inputTokens() + usage.outputTokens());
        node.putObject("prompt_tokens_details").put("cached_tokens", usage.cachedInputTokens());
        if (usage.reasoningTokens() != 0) {
            node.putObject("completion_tokens_details").put("reasoning_tokens", usage.reasoningTokens());
        }
        return node.put("prompt_cache_hit_tokens", usage.cachedInputTokens())
                .put("prompt_cache_miss_tokens", usage.inputTokens() - usage.cachedInputTokens());
    }

    @Override
    Page named(Received request, Page page) {
        return page.with("cf-ray", "fake" + request.number() + "-LHR").with("Server", "elb");
    }

    @Override
    Told told(Received request, VendorError error) {
        String code = "invalid_request_error";
        return switch (error.kind()) {
            case REJECTED_KEY ->
                error.told(401, "authentication_error", code, "Authentication Fails, Your api key: **** is invalid");
            case OUT_OF_CREDIT -> error.told(402, "unknown_error", code, "Insufficient Balance");
            case OVERLOADED -> error.told(503, "service_unavailable_error", code, "Service is too busy.");
            case CONTEXT_OVERFLOW ->
                error.told(400, code, code, "This model's maximum context length is 131072 tokens.");
            case CONTENT_FILTER -> error.told(400, code, code, "Content Exists Risk");
            case NO_SUCH_MODEL -> error.told(400, code, code, "Model Not Exist");
            case STATUS -> byStatus(error, code);
        };
    }

    private static Told byStatus(VendorError error, String code) {
        return switch (error.status()) {
            case 401 ->
                error.told(401, "authentication_error", code, "Authentication Fails, Your api key: **** is invalid");
            case 402 -> error.told(402, "unknown_error", code, "Insufficient Balance");
            case 429 -> error.told(429, "rate_limit_error", code, "Rate Limit Reached");
            default ->
                error.status() < 500
                        ? error.told(error.status(), code, code, "Invalid Parameters")
                        : error.told(error.status(), "server_error", code, "Server Error");
        };
    }
}
