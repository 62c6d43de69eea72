package io.tollgate.tests.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What OpenAI's Responses API demands, and that nothing is stored with the vendor. */
final class ResponsesBody implements BodyRules {
    @Override
    public List<String> breaches(JsonNode body, int calls) {
        Breaches broken = new Breaches();
        broken.unless(
                body.path("instructions").asText().contains("Be brief."), "the instruction isn't in instructions");
        broken.unless(!body.path("store").asBoolean(true), "the vendor is to store it");
        Set<String> open = new LinkedHashSet<>();
        for (JsonNode item : body.path("input")) {
            String type = item.path("type").asText("");
            String id = item.path("call_id").asText();
            if (type.equals("function_call")) {
                broken.unless(id.matches("[!-~]{1,64}"), "a call's id \"" + id + "\" isn't 1 to 64 characters");
                broken.unless(open.add(id), "two calls have the id " + id);
                broken.unless(
                        Json.tryRead(item.path("arguments").asText()).isObject(), "arguments that aren't an object");
                broken.call();
            } else if (type.equals("function_call_output")) {
                broken.unless(open.remove(id), "a result of " + id + ", which wasn't called or was answered before");
                broken.unless(!item.path("output").isMissingNode(), "a result without output");
            } else if (item.has("role")) {
                broken.unless(open.isEmpty(), "calls without a result before the next message: " + open);
                broken.unless(
                        !item.path("content").isEmpty() || item.path("content").isTextual(), "an empty message");
            }
        }
        broken.unless(open.isEmpty(), "calls without a result: " + open);
        return broken.lines(calls);
    }
}
