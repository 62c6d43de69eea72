package io.tollgate.tests.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.chat.Citation;
import io.tollgate.chat.FinishReason;
import io.tollgate.price.Money;
import io.tollgate.price.Usage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What recordings of chat completions hold, read off their trees. Of several choices the one with index 0 counts.
 */
final class OpenAiOracle implements Oracle {
    private static final Map<String, FinishReason> REASONS = Map.of(
            "stop", FinishReason.STOP,
            "eos", FinishReason.STOP,
            "length", FinishReason.LENGTH,
            "tool_calls", FinishReason.TOOL_CALLS,
            "function_call", FinishReason.TOOL_CALLS,
            "content_filter", FinishReason.CONTENT_FILTER,
            "insufficient_system_resource", FinishReason.OVERLOADED);

    private static final Set<String> APART = Set.of("xai", "inception");

    private final String vendor;

    OpenAiOracle(String vendor) {
        this.vendor = vendor;
    }

    /** Pieces of one call, gathered over a stream. */
    private static final class Call {
        final int index;
        String id = Held.ANY_ID;
        String name = "";
        String signature = "";
        final StringBuilder arguments = new StringBuilder();

        Call(int index) {
            this.index = index;
        }
    }

    @Override
    public Held whole(Recording recording) {
        JsonNode body = Json.read(recording.text());
        Held held = new Held();
        if (error(body)) {
            held.failed(Errors.expected(recording, body));
            return held;
        }
        JsonNode choice = first(body);
        JsonNode message = choice.path("message");
        Thoughts thoughts = new Thoughts();
        thoughts.add(message);
        thoughts.put(held);
        held.text(text(message.path("content")), "");
        held.text(message.path("refusal").asText(""), "");
        List<Call> calls = new ArrayList<>();
        gather(calls, message);
        put(held, calls);
        finish(held, choice.path("finish_reason").asText(), !calls.isEmpty(), message.hasNonNull("refusal"));
        usage(held, body.path("usage"));
        cite(held, body, message);
        held.id(body.path("id").asText(""));
        return held;
    }

    @Override
    public Held stream(Recording recording) {
        Held held = new Held();
        List<Call> calls = new ArrayList<>();
        boolean refused = false;
        String finish = "";
        Thoughts thoughts = new Thoughts();
        StringBuilder words = new StringBuilder();
        for (Recording.Event event : recording.events()) {
            JsonNode chunk = event.json();
            if (error(chunk)) {
                held.failed(Errors.expected(recording, chunk));
                break;
            }
            JsonNode choice = first(chunk);
            JsonNode delta = choice.path("delta");
            thoughts.add(delta);
            words.append(text(delta.path("content")))
                    .append(delta.path("refusal").asText(""));
            refused |= delta.hasNonNull("refusal");
            gather(calls, delta);
            finish = choice.hasNonNull("finish_reason")
                    ? choice.path("finish_reason").asText()
                    : finish;
            usage(held, chunk.path("usage"));
            usage(held, chunk.path("x_groq").path("usage"));
            usage(held, choice.path("usage"));
            cite(held, chunk, delta);
        }
        thoughts.put(held);
        held.text(words.toString(), "");
        put(held, calls);
        if (!finish.isEmpty()) {
            finish(held, finish, !calls.isEmpty(), refused);
        }
        return held;
    }

    /** What was thought, from any of the members that vendors have for it; told twice, it counts once. */
    private static final class Thoughts {
        private final Held held = new Held();
        private final StringBuilder text = new StringBuilder();
        private String signature = "";

        void add(JsonNode message) {
            String told = message.path("reasoning_content").asText("");
            told = told.isEmpty() ? message.path("reasoning").asText("") : told;
            text.append(told);
            for (JsonNode part : message.path("content")) {
                part.path("thinking")
                        .forEach(words -> text.append(words.path("text").asText("")));
            }
            if (message.has("extra_content")) {
                close();
                held.opaque("extra_content", message.path("extra_content").toString());
            }
            for (JsonNode detail : message.path("reasoning_details")) {
                if (told.isEmpty()) {
                    text.append(
                            detail.path("text").asText(detail.path("summary").asText("")));
                }
                signature += detail.path("signature").asText("");
                if (!detail.path("data").asText("").isEmpty()) {
                    close();
                    held.opaque("reasoning_details", detail.toString());
                }
            }
        }

        private void close() {
            held.thinking(text.toString(), signature);
            text.setLength(0);
            signature = "";
        }

        void put(Held into) {
            close();
            into.parts().addAll(held.parts());
        }
    }

    private static boolean error(JsonNode body) {
        return body.path("error").isObject()
                || body.path("error").isTextual()
                || first(body).path("error").isObject()
                || body.path("base_resp").path("status_code").asInt() != 0;
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
        if (content.isObject()) {
            return content.toString();
        }
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
            String id = piece.path("id").asText("");
            Call call = at(calls, piece.path("index").asInt(place), id);
            add(call, piece.path("function"));
            call.signature += piece.has("extra_content") ? piece.path("extra_content") : "";
            place++;
        }
        if (message.path("function_call").isObject()) {
            add(at(calls, 0, ""), message.path("function_call"));
        }
    }

    /** The last call of this index, unless an id of its own says that it is another one. */
    private static Call at(List<Call> calls, int index, String id) {
        Call call = null;
        for (Call each : calls) {
            call = each.index == index ? each : call;
        }
        if (call == null || (!id.isEmpty() && !call.id.equals(Held.ANY_ID) && !call.id.equals(id))) {
            call = new Call(index);
            calls.add(call);
        }
        call.id = id.isEmpty() ? call.id : id;
        return call;
    }

    private static void add(Call call, JsonNode function) {
        call.name += function.path("name").asText("");
        JsonNode arguments = function.path("arguments");
        call.arguments.append(arguments.isObject() ? arguments.toString() : arguments.asText(""));
    }

    private static void put(Held held, List<Call> calls) {
        calls.forEach(call -> held.call(call.id, call.name, call.arguments.toString(), call.signature));
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

    /** Annotations of the text and what a search found, with title and words; URLs alone where there is no more. */
    private static void cite(Held held, JsonNode body, JsonNode message) {
        for (JsonNode annotation : message.path("annotations")) {
            JsonNode url = annotation.path("url_citation");
            held.cited(Citation.of(url.path("url").asText())
                    .withTitle(url.path("title").asText(""))
                    .withQuote(url.path("content").asText("")));
        }
        for (JsonNode result : body.path("search_results")) {
            held.cited(Citation.of(result.path("url").asText())
                    .withTitle(result.path("title").asText(""))
                    .withQuote(result.path("snippet").asText("")));
        }
        for (JsonNode url : body.path("citations")) {
            if (held.citations().stream().noneMatch(cited -> cited.source().equals(url.asText()))) {
                held.cited(Citation.of(url.asText()));
            }
        }
    }

    private void usage(Held held, JsonNode usage) {
        if (!usage.isObject()) {
            return;
        }
        JsonNode in = usage.path("prompt_tokens_details");
        long cached = most(
                usage.path("prompt_cache_hit_tokens"),
                usage.path("cached_tokens"),
                usage.path("cached_input_tokens"),
                usage.path("cache_read_input_tokens"),
                in.path("cached_tokens"));
        long reasoning = most(
                usage.path("reasoning_tokens"),
                usage.path("completion_tokens_details").path("reasoning_tokens"));
        long completion = usage.path("completion_tokens").asLong();
        // Only xAI and Inception count thoughts apart; Together counts more of them than it counts words.
        long output = APART.contains(vendor) ? completion + reasoning : completion;
        long prompt = usage.path("prompt_tokens").asLong();
        // Grok at Azure leaves out of the prompt what was cached.
        Usage found = Usage.of(cached > prompt ? prompt + cached : prompt, output)
                .withCachedInputTokens(cached)
                .withCacheWriteTokens(most(in.path("cache_write_tokens"), usage.path("cache_creation_input_tokens")))
                .withReasoningTokens(Math.min(reasoning, output));
        Money cost = cost(usage);
        held.usage(cost == null ? found : found.withReportedCost(cost));
    }

    private static long most(JsonNode... counts) {
        long most = 0;
        for (JsonNode count : counts) {
            most = Math.max(most, count.asLong());
        }
        return most;
    }

    private static @Nullable Money cost(JsonNode usage) {
        JsonNode dollars = usage.path("cost").isObject() ? usage.path("cost").path("total_cost") : usage.path("cost");
        JsonNode ticks = usage.path("cost_in_usd_ticks");
        if (!dollars.isNumber() && !ticks.isNumber()) {
            return null;
        }
        BigDecimal nanos = ticks.isNumber()
                ? ticks.decimalValue().movePointLeft(1)
                : dollars.decimalValue().movePointRight(9);
        return Money.ofNanos(nanos.setScale(0, RoundingMode.UP).longValueExact());
    }
}
