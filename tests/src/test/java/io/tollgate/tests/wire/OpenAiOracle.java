package io.tollgate.tests.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.chat.FinishReason;
import io.tollgate.price.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What recordings of chat completions hold, read off their trees. Of several choices the one with index 0 counts.
 */
final class OpenAiOracle implements Oracle {
    private static final Map<String, FinishReason> REASONS = Map.of(
            "stop", FinishReason.STOP,
            "length", FinishReason.LENGTH,
            "tool_calls", FinishReason.TOOL_CALLS,
            "function_call", FinishReason.TOOL_CALLS,
            "content_filter", FinishReason.CONTENT_FILTER,
            "insufficient_system_resource", FinishReason.OVERLOADED);

    /** Pieces of one call, gathered over a stream. */
    private static final class Call {
        String id = Held.ANY_ID;
        String name = "";
        final StringBuilder arguments = new StringBuilder();
    }

    @Override
    public Held whole(Recording recording) {
        JsonNode body = Json.read(recording.text());
        Held held = new Held();
        if (body.path("error").isObject()) {
            held.failed(Errors.expected(recording, body));
            return held;
        }
        JsonNode choice = first(body);
        JsonNode message = choice.path("message");
        held.thinking(message.path("reasoning_content").asText(""), "");
        held.text(text(message.path("content")), "");
        held.text(message.path("refusal").asText(""), "");
        List<Call> calls = new ArrayList<>();
        gather(calls, message);
        put(held, calls);
        finish(held, choice.path("finish_reason").asText(), !calls.isEmpty(), message.hasNonNull("refusal"));
        usage(held, body.path("usage"));
        held.id(body.path("id").asText(""));
        return held;
    }

    @Override
    public Held stream(Recording recording) {
        Held held = new Held();
        List<Call> calls = new ArrayList<>();
        boolean refused = false;
        String finish = "";
        StringBuilder thoughts = new StringBuilder();
        StringBuilder words = new StringBuilder();
        for (Recording.Event event : recording.events()) {
            JsonNode chunk = event.json();
            if (chunk.path("error").isObject()) {
                held.failed(Errors.expected(recording, chunk));
                break;
            }
            JsonNode choice = first(chunk);
            JsonNode delta = choice.path("delta");
            thoughts.append(delta.path("reasoning_content").asText(""));
            words.append(text(delta.path("content")))
                    .append(delta.path("refusal").asText(""));
            refused |= delta.hasNonNull("refusal");
            gather(calls, delta);
            finish = choice.hasNonNull("finish_reason")
                    ? choice.path("finish_reason").asText()
                    : finish;
            usage(held, chunk.path("usage"));
        }
        held.thinking(thoughts.toString(), "");
        held.text(words.toString(), "");
        put(held, calls);
        if (!finish.isEmpty()) {
            finish(held, finish, !calls.isEmpty(), refused);
        }
        return held;
    }

    @Override
    public boolean ends(JsonNode event) {
        return first(event).hasNonNull("finish_reason");
    }

    private static JsonNode first(JsonNode body) {
        for (JsonNode choice : body.path("choices")) {
            if (choice.path("index").asInt(0) == 0) {
                return choice;
            }
        }
        return body.path("none");
    }

    private static String text(JsonNode content) {
        if (!content.isArray()) {
            return content.isTextual() ? content.asText() : "";
        }
        StringBuilder all = new StringBuilder();
        content.forEach(part -> all.append(part.path("text").asText("")));
        return all.toString();
    }

    private static void gather(List<Call> calls, JsonNode message) {
        int place = 0;
        for (JsonNode piece : message.path("tool_calls")) {
            add(at(calls, piece.path("index").asInt(place)), piece.path("function"));
            if (!piece.path("id").asText("").isEmpty()) {
                at(calls, piece.path("index").asInt(place)).id =
                        piece.path("id").asText();
            }
            place++;
        }
        if (message.path("function_call").isObject()) {
            add(at(calls, 0), message.path("function_call"));
        }
    }

    private static Call at(List<Call> calls, int index) {
        while (calls.size() <= index) {
            calls.add(new Call());
        }
        return calls.get(index);
    }

    private static void add(Call call, JsonNode function) {
        call.name += function.path("name").asText("");
        call.arguments.append(function.path("arguments").asText(""));
    }

    private static void put(Held held, List<Call> calls) {
        calls.forEach(call -> held.call(call.id, call.name, call.arguments.toString(), ""));
    }

    private static void finish(Held held, String raw, boolean called, boolean refused) {
        FinishReason reason = REASONS.getOrDefault(raw, FinishReason.OTHER);
        if (reason == FinishReason.STOP && called) {
            reason = FinishReason.TOOL_CALLS;
        } else if (reason == FinishReason.STOP && refused) {
            reason = FinishReason.CONTENT_FILTER;
        }
        held.finish(reason, raw);
    }

    private static void usage(Held held, JsonNode usage) {
        if (!usage.isObject()) {
            return;
        }
        JsonNode in = usage.path("prompt_tokens_details");
        long cached = usage.path("prompt_cache_hit_tokens")
                .asLong(in.path("cached_tokens").asLong());
        held.usage(Usage.of(
                        usage.path("prompt_tokens").asLong(),
                        usage.path("completion_tokens").asLong())
                .withCachedInputTokens(cached)
                .withCacheWriteTokens(in.path("cache_write_tokens").asLong())
                .withReasoningTokens(usage.path("completion_tokens_details")
                        .path("reasoning_tokens")
                        .asLong()));
    }
}
