package io.tollgate.tests.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What Ollama's own API demands. */
final class OllamaBody implements BodyRules {
    @Override
    public List<String> breaches(JsonNode body, int calls) {
        Breaches broken = new Breaches();
        broken.unless(!body.path("truncate").asBoolean(true), "a long prompt is cut without a word");
        List<String> open = new ArrayList<>();
        for (JsonNode message : body.path("messages")) {
            broken.unless(message.path("content").isTextual(), "a content that isn't a text");
            if (message.path("role").asText().equals("tool")) {
                String name = message.path("tool_name").asText();
                broken.unless(!open.isEmpty() && open.remove(0).equals(name), "a result of " + name + " out of turn");
            } else {
                broken.unless(open.isEmpty(), "calls without a result: " + open);
            }
            for (JsonNode call : message.path("tool_calls")) {
                JsonNode function = call.path("function");
                open.add(function.path("name").asText());
                broken.unless(function.path("arguments").isObject(), "arguments that aren't an object");
                broken.call();
            }
        }
        return broken.lines(calls);
    }
}
