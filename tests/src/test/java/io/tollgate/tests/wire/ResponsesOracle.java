package io.tollgate.tests.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.chat.Citation;
import io.tollgate.chat.FinishReason;
import io.tollgate.price.Money;
import io.tollgate.price.Usage;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What recordings of the Responses API hold: its output items; of a stream, each as its last event has it. */
final class ResponsesOracle implements Oracle {
    private static final Set<String> LAST =
            Set.of("response.completed", "response.incomplete", "response.failed", "error");

    @Override
    public Held whole(Recording recording) {
        JsonNode body = Json.read(recording.text());
        Held held = new Held();
        if (failed(body)) {
            held.failed(Errors.expected(recording, body));
            return held;
        }
        List<JsonNode> items = new ArrayList<>();
        body.path("output").forEach(items::add);
        items(held, items);
        end(held, body, items);
        held.id(body.path("id").asText());
        return held;
    }

    @Override
    public Held stream(Recording recording) {
        Held held = new Held();
        List<JsonNode> items = new ArrayList<>();
        for (Recording.Event event : recording.events()) {
            JsonNode json = event.json();
            if (json.path("type").asText().equals("response.output_item.done")) {
                items.add(json.path("item"));
            } else if (ends(json)) {
                JsonNode response = json.has("response") ? json.path("response") : json;
                items(held, items);
                if (failed(response)) {
                    held.failed(Errors.expected(recording, response));
                } else {
                    end(held, response, items);
                }
            }
        }
        return held;
    }

    @Override
    public boolean ends(JsonNode event) {
        return LAST.contains(event.path("type").asText());
    }

    private static boolean failed(JsonNode body) {
        return body.hasNonNull("error") || body.path("type").asText().equals("error");
    }

    private static void items(Held held, List<JsonNode> items) {
        for (JsonNode item : items) {
            String type = item.path("type").asText();
            switch (type) {
                case "message" -> message(held, item);
                case "reasoning" -> reasoning(held, item);
                case "function_call" ->
                    held.call(
                            item.path("call_id").asText(),
                            item.path("name").asText(),
                            item.path("arguments").asText(),
                            item.path("namespace").asText(""));
                default -> held.opaque(type, item.toString());
            }
        }
    }

    private static void message(Held held, JsonNode item) {
        for (JsonNode part : item.path("content")) {
            held.text(part.path("text").asText("") + part.path("refusal").asText(""), "");
            for (JsonNode annotation : part.path("annotations")) {
                boolean url = annotation.path("type").asText().equals("url_citation");
                held.cited(Citation.of(annotation.path(url ? "url" : "file_id").asText())
                        .withTitle(annotation.path(url ? "title" : "filename").asText()));
            }
        }
        held.text("", item.path("phase").asText(""));
    }

    /** Its words, and what has to come back: nothing, if the thoughts are only named by an id. */
    private static void reasoning(Held held, JsonNode item) {
        JsonNode own = item.path("content");
        List<String> words = new ArrayList<>();
        (own.isEmpty() ? item.path("summary") : own)
                .forEach(part -> words.add(part.path("text").asText()));
        held.thinking(String.join("\n\n", words), "");
        if (item.hasNonNull("encrypted_content") || !own.isEmpty()) {
            held.opaque("reasoning", item.toString());
        }
    }

    private static void end(Held held, JsonNode response, List<JsonNode> items) {
        usage(held, response.path("usage"));
        String status = response.path("status").asText();
        String reason = response.path("incomplete_details").path("reason").asText("");
        if (status.equals("incomplete")) {
            held.finish(reason.equals("max_output_tokens") ? FinishReason.LENGTH : FinishReason.CONTENT_FILTER, reason);
            return;
        }
        boolean called =
                items.stream().anyMatch(item -> item.path("type").asText().equals("function_call"));
        boolean refused = items.stream().anyMatch(item -> item.findValue("refusal") != null);
        FinishReason finish = called ? FinishReason.TOOL_CALLS : FinishReason.STOP;
        held.finish(refused && !called ? FinishReason.CONTENT_FILTER : finish, status);
    }

    /** All vendors count thoughts among the output here, also xAI. */
    private static void usage(Held held, JsonNode usage) {
        JsonNode in = usage.path("input_tokens_details");
        Usage found = Usage.of(
                        usage.path("input_tokens").asLong(),
                        usage.path("output_tokens").asLong())
                .withCachedInputTokens(in.path("cached_tokens").asLong())
                .withCacheWriteTokens(in.path("cache_write_tokens").asLong())
                .withReasoningTokens(usage.path("output_tokens_details")
                        .path("reasoning_tokens")
                        .asLong());
        if (usage.path("cost").isNumber()) {
            found = found.withReportedCost(Money.ofNanos(usage.path("cost")
                    .decimalValue()
                    .movePointRight(9)
                    .setScale(0, RoundingMode.UP)
                    .longValueExact()));
        }
        if (usage.path("cost_in_usd_ticks").isNumber()) {
            found = found.withReportedCost(Money.ofNanos(usage.path("cost_in_usd_ticks")
                    .decimalValue()
                    .movePointLeft(1)
                    .setScale(0, RoundingMode.UP)
                    .longValueExact()));
        }
        held.usage(found);
    }
}
