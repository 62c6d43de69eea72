package io.tollgate.tests.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.chat.Citation;
import io.tollgate.chat.FinishReason;
import io.tollgate.price.Usage;
import java.util.Map;
import java.util.Set;

/** What recordings of the Gemini API hold; a stream is a row of whole answers, each with further parts. */
final class GeminiOracle implements Oracle {
    private static final Set<String> BLOCKED =
            Set.of("SAFETY", "RECITATION", "LANGUAGE", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "IMAGE_SAFETY");
    private static final Map<String, FinishReason> REASONS = Map.of(
            "STOP", FinishReason.STOP,
            "MAX_TOKENS", FinishReason.LENGTH,
            "MALFORMED_FUNCTION_CALL", FinishReason.MALFORMED_TOOL_CALL,
            "UNEXPECTED_TOOL_CALL", FinishReason.MALFORMED_TOOL_CALL,
            "TOO_MANY_TOOL_CALLS", FinishReason.MALFORMED_TOOL_CALL);

    @Override
    public Held whole(Recording recording) {
        JsonNode body = Json.read(recording.text());
        Held held = new Held();
        add(held, body);
        held.id(body.path("responseId").asText(""));
        return held;
    }

    @Override
    public Held stream(Recording recording) {
        Held held = new Held();
        recording.events().forEach(event -> add(held, event.json()));
        return held;
    }

    @Override
    public boolean ends(JsonNode event) {
        return event.path("candidates").path(0).hasNonNull("finishReason");
    }

    private static void add(Held held, JsonNode body) {
        JsonNode candidate = body.path("candidates").path(0);
        candidate.path("content").path("parts").forEach(part -> put(held, part));
        cited(held, candidate);
        if (candidate.hasNonNull("finishReason")) {
            String raw = candidate.path("finishReason").asText();
            FinishReason reason =
                    BLOCKED.contains(raw) ? FinishReason.CONTENT_FILTER : REASONS.getOrDefault(raw, FinishReason.OTHER);
            held.finish(waits(held) && reason == FinishReason.STOP ? FinishReason.TOOL_CALLS : reason, raw);
        }
        if (body.path("usageMetadata").isObject()) {
            usage(held, body.path("usageMetadata"));
        }
    }

    /** Pages and documents of the vendor's search, pages that the text repeats, and pages that it was told to read. */
    private static void cited(Held held, JsonNode candidate) {
        for (JsonNode chunk : candidate.path("groundingMetadata").path("groundingChunks")) {
            JsonNode source = chunk.iterator().next();
            held.cited(Citation.of(source.path("uri")
                            .asText(source.path("fileSearchStore").asText("")))
                    .withTitle(source.path("title").asText(""))
                    .withQuote(source.path("text").asText("")));
        }
        for (JsonNode repeated : candidate.path("citationMetadata").findValues("uri")) {
            held.cited(Citation.of(repeated.asText()));
        }
        for (JsonNode page : candidate.path("urlContextMetadata").findValues("retrievedUrl")) {
            boolean known =
                    held.citations().stream().anyMatch(each -> each.source().equals(page.asText()));
            if (!known) {
                held.cited(Citation.of(page.asText()));
            }
        }
    }

    /** Whether a call is left without a result: vendors' own tools answer calls within one answer. */
    private static boolean waits(Held held) {
        long waiting = 0;
        for (Held.Part part : held.parts()) {
            waiting += part.kind().equals("call") ? 1 : part.name().equals("functionResponse") ? -1 : 0;
        }
        return waiting > 0;
    }

    private static void put(Held held, JsonNode part) {
        String signature = part.path("thoughtSignature").asText("");
        JsonNode call = part.path("functionCall");
        if (call.isObject()) {
            held.call(
                    call.path("id").asText(Held.ANY_ID),
                    call.path("name").asText(),
                    call.path("args").isObject() ? call.path("args").toString() : "{}",
                    signature);
        } else if (part.path("thought").asBoolean() && part.has("text")) {
            held.thinking(part.path("text").asText(), signature);
        } else if (part.has("text")) {
            held.text(part.path("text").asText(), signature);
        } else {
            held.opaque(type(part), part.toString());
        }
    }

    private static String type(JsonNode part) {
        for (var member : part.properties()) {
            if (!member.getKey().equals("thoughtSignature") && !member.getKey().equals("thought")) {
                return member.getKey();
            }
        }
        return "thoughtSignature";
    }

    /**
     * Output without thoughts is what Gemini calls candidates; tool prompts come on top of the prompt. Where the prompt's
     * count is missing, it is what the total has beyond the others.
     */
    private static void usage(Held held, JsonNode usage) {
        long thoughts = usage.path("thoughtsTokenCount").asLong();
        long said = usage.path("candidatesTokenCount").asLong();
        long tools = usage.path("toolUsePromptTokenCount").asLong();
        long prompt = usage.path("promptTokenCount")
                .asLong(usage.path("totalTokenCount").asLong() - said - thoughts - tools);
        held.usage(Usage.of(prompt + tools, said + thoughts)
                .withCachedInputTokens(usage.path("cachedContentTokenCount").asLong())
                .withReasoningTokens(thoughts));
    }
}
