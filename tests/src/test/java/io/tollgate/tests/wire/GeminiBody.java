package io.tollgate.tests.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What Gemini demands. */
final class GeminiBody implements BodyRules {
    @Override
    public List<String> breaches(JsonNode body, int calls) {
        Breaches broken = new Breaches();
        broken.unless(
                body.path("systemInstruction").toString().contains("Be brief."),
                "the instruction isn't in systemInstruction");
        JsonNode contents = body.path("contents");
        List<JsonNode> open = new ArrayList<>();
        for (int i = 0; i < contents.size(); i++) {
            String role = contents.get(i).path("role").asText();
            broken.unless(role.equals(i % 2 == 0 ? "user" : "model"), "content " + i + " is of " + role);
            List<JsonNode> results = new ArrayList<>();
            contents.get(i).path("parts").forEach(part -> {
                if (part.has("functionResponse")) {
                    results.add(part.path("functionResponse"));
                }
            });
            answered(broken, open, results);
            open.clear();
            for (JsonNode part : contents.get(i).path("parts")) {
                broken.unless(part.size() > 0, "an empty part");
                if (part.has("functionCall")) {
                    open.add(part.path("functionCall"));
                    broken.unless(part.path("functionCall").path("args").isObject(), "args that aren't an object");
                    broken.call();
                }
            }
        }
        return broken.lines(calls);
    }

    private static void answered(Breaches broken, List<JsonNode> calls, List<JsonNode> results) {
        broken.unless(calls.size() == results.size(), calls.size() + " calls, but " + results.size() + " results");
        Map<String, String> names = new HashMap<>();
        calls.forEach(
                call -> names.put(call.path("id").asText(""), call.path("name").asText()));
        for (int i = 0; i < Math.min(calls.size(), results.size()); i++) {
            JsonNode result = results.get(i);
            String id = result.path("id").asText("");
            broken.unless(names.containsKey(id), "a result of the call " + id + ", which isn't there");
            broken.unless(
                    calls.get(i).path("name").equals(result.path("name")),
                    "result " + i + " of another function than call " + i);
            broken.unless(result.path("response").isObject(), "a response that isn't an object");
        }
    }
}
