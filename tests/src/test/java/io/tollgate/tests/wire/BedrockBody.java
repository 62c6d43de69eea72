package io.tollgate.tests.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What Bedrock's Converse demands. */
final class BedrockBody implements BodyRules {
    @Override
    public List<String> breaches(JsonNode body, int calls) {
        Breaches broken = new Breaches();
        broken.unless(body.path("system").toString().contains("Be brief."), "the instruction isn't in system");
        broken.unless(!body.path("toolConfig").path("tools").isEmpty(), "no tools, though some were called");
        JsonNode messages = body.path("messages");
        Set<String> open = new LinkedHashSet<>();
        for (int i = 0; i < messages.size(); i++) {
            String role = messages.get(i).path("role").asText();
            broken.unless(role.equals(i % 2 == 0 ? "user" : "assistant"), "message " + i + " is of " + role);
            for (JsonNode block : messages.get(i).path("content")) {
                broken.unless(block.size() == 1, "a block of " + block.size() + " members");
                broken.unless(!block.path("text").asText("x").isBlank(), "a blank text");
                if (role.equals("user") && block.has("toolResult")) {
                    String id = block.path("toolResult").path("toolUseId").asText();
                    broken.unless(
                            open.remove(id), "a result of " + id + ", which wasn't called or was answered before");
                }
            }
            broken.unless(open.isEmpty(), "calls without a result in the next message: " + open);
            open.clear();
            for (JsonNode block : messages.get(i).path("content")) {
                JsonNode call = block.path("toolUse");
                if (call.isObject() && !call.has("type")) {
                    String id = call.path("toolUseId").asText();
                    broken.unless(
                            id.matches("[a-zA-Z0-9_-]{1,64}"), "a call's id \"" + id + "\" is too long or strange");
                    broken.unless(open.add(id), "two calls have the id " + id);
                    broken.unless(call.path("input").isObject(), "an input that isn't an object");
                    broken.call();
                }
            }
        }
        return broken.lines(calls);
    }
}
