package io.tollgate.tests.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.chat.Citation;
import io.tollgate.chat.FinishReason;
import io.tollgate.failure.Cooldown;
import io.tollgate.failure.FailureKind;
import io.tollgate.failure.Verdict;
import io.tollgate.price.Usage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What recordings of Cohere's chat hold; a stream's calls come in pieces by their index. */
final class CohereOracle implements Oracle {
    private static final Map<String, FinishReason> REASONS = Map.of(
            "COMPLETE", FinishReason.STOP,
            "STOP_SEQUENCE", FinishReason.STOP,
            "MAX_TOKENS", FinishReason.LENGTH,
            "TOOL_CALL", FinishReason.TOOL_CALLS);

    @Override
    public Held whole(Recording recording) {
        JsonNode body = Json.read(recording.text());
        Held held = new Held();
        JsonNode message = body.path("message");
        message.path("content").forEach(part -> words(held, part));
        held.text(message.path("tool_plan").asText(""), "");
        message.path("tool_calls")
                .forEach(call -> held.call(
                        call.path("id").asText(),
                        call.path("function").path("name").asText(),
                        call.path("function").path("arguments").asText(),
                        ""));
        message.path("citations").forEach(citation -> cite(held, citation));
        end(held, recording, body);
        held.id(body.path("id").asText());
        return held;
    }

    @Override
    public Held stream(Recording recording) {
        Held held = new Held();
        Map<Integer, String[]> calls = new LinkedHashMap<>();
        for (Recording.Event event : recording.events()) {
            JsonNode json = event.json();
            JsonNode message = json.path("delta").path("message");
            JsonNode call = message.path("tool_calls");
            switch (json.path("type").asText()) {
                case "content-start", "content-delta" -> words(held, message.path("content"));
                case "tool-plan-delta" -> held.text(message.path("tool_plan").asText(), "");
                case "tool-call-start" ->
                    calls.put(json.path("index").asInt(), new String[] {
                        call.path("id").asText(),
                        call.path("function").path("name").asText(),
                        call.path("function").path("arguments").asText()
                    });
                case "tool-call-delta" -> {
                    String[] parts = calls.getOrDefault(json.path("index").asInt(), new String[] {"", "", ""});
                    parts[2] += call.path("function").path("arguments").asText();
                }
                case "citation-start" -> cite(held, message.path("citations"));
                case "message-end" -> {
                    calls.values()
                            .forEach(parts -> held.call(parts[0], parts[1], parts[2].isEmpty() ? "{}" : parts[2], ""));
                    end(held, recording, json.path("delta"));
                }
                default -> {}
            }
        }
        return held;
    }

    @Override
    public boolean ends(JsonNode event) {
        return event.path("delta").has("finish_reason");
    }

    private static void words(Held held, JsonNode part) {
        held.thinking(part.path("thinking").asText(""), "");
        held.text(part.path("text").asText(""), "");
    }

    private static void cite(Held held, JsonNode citation) {
        for (JsonNode source : citation.path("sources")) {
            JsonNode content = source.has("document") ? source.path("document") : source.path("tool_output");
            String id = source.path("id").asText();
            held.cited(Citation.of(content.path("url").asText(id))
                    .withTitle(content.path("title").asText(""))
                    .withQuote(
                            content.path("text").asText(content.path("content").asText(""))));
        }
    }

    private static void end(Held held, Recording recording, JsonNode end) {
        String raw = end.path("finish_reason").asText();
        if (raw.equals("ERROR")) {
            held.failed(new Failed(
                    Set.of(FailureKind.SERVER_ERROR),
                    Set.of(Cooldown.SHORT),
                    Set.of(Verdict.FALL_BACK),
                    -1,
                    recording.headers().first("x-debug-trace-id").orElse("")));
            return;
        }
        held.finish(REASONS.getOrDefault(raw, FinishReason.OTHER), raw);
        JsonNode billed = end.path("usage").path("billed_units");
        if (billed.isObject()) {
            held.usage(Usage.of(
                    billed.path("input_tokens").asLong(),
                    billed.path("output_tokens").asLong()));
        }
    }
}
