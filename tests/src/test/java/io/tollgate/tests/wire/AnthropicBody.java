package io.tollgate.tests.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What Anthropic demands. */
final class AnthropicBody implements BodyRules {
    @Override
    public List<String> breaches(JsonNode body, int calls) {
        Breaches broken = new Breaches();
        broken.unless(body.path("system").toString().contains("Be brief."), "the instruction isn't in system");
        broken.unless(body.path("max_tokens").asInt() > 0, "no max_tokens");
        JsonNode messages = body.path("messages");
        Set<String> open = new LinkedHashSet<>();
        for (int i = 0; i < messages.size(); i++) {
            String role = messages.get(i).path("role").asText();
            broken.unless(role.equals(i % 2 == 0 ? "user" : "assistant"), "message " + i + " is of " + role);
            boolean others = false;
            for (JsonNode block : messages.get(i).path("content")) {
                String type = block.path("type").asText();
                if (type.equals("tool_result")) {
                    String id = block.path("tool_use_id").asText();
                    broken.unless(
                            open.remove(id), "a result of " + id + ", which wasn't called or was answered before");
                    broken.unless(!others, "a result after other content of its message");
                } else {
                    others = true;
                }
                broken.unless(
                        !type.equals("thinking")
                                || !block.path("signature").asText("").isEmpty(),
                        "thoughts without a signature");
                broken.unless(
                        !type.equals("text") || !block.path("text").asText().isBlank(), "a blank text");
            }
            broken.unless(open.isEmpty(), "calls without a result in the next message: " + open);
            open.clear();
            for (JsonNode block : messages.get(i).path("content")) {
                if (block.path("type").asText().equals("tool_use")) {
                    String id = block.path("id").asText();
                    broken.unless(
                            id.matches("[a-zA-Z0-9_-]+"),
                            "a call's id \"" + id + "\" is outside of Anthropic's alphabet");
                    broken.unless(open.add(id), "two calls have the id " + id);
                    broken.unless(block.path("input").isObject(), "an input that isn't an object");
                    broken.call();
                }
            }
        }
        return broken.lines(calls);
    }
}
