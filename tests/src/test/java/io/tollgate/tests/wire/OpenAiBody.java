package io.tollgate.tests.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What vendors of OpenAI's dialect demand. */
final class OpenAiBody implements BodyRules {
    private final Set<String> members = new HashSet<>(Set.of("role", "content", "tool_calls", "tool_call_id"));

    /** The rules of a vendor whose messages may have these members as well. */
    OpenAiBody(String... more) {
        members.addAll(List.of(more));
    }

    @Override
    public List<String> breaches(JsonNode body, int calls) {
        Breaches broken = new Breaches();
        JsonNode messages = body.path("messages");
        String first = messages.path(0).path("role").asText();
        broken.unless(first.equals("system") || first.equals("developer"), "the first message is of " + first);
        for (int i = 0; i < messages.size(); i++) {
            JsonNode message = messages.get(i);
            message.fieldNames()
                    .forEachRemaining(name ->
                            broken.unless(members.contains(name), name + " isn't a member of the vendor's messages"));
            Set<String> ids = new LinkedHashSet<>();
            for (JsonNode call : message.path("tool_calls")) {
                String id = call.path("id").asText();
                broken.unless(id.matches("[!-~]{1,40}"), "a call's id \"" + id + "\" isn't 1 to 40 characters");
                broken.unless(ids.add(id), "two calls have the id " + id);
                broken.unless(
                        Json.tryRead(call.path("function").path("arguments").asText())
                                .isObject(),
                        "arguments that aren't an object in a string");
                broken.call();
            }
            for (int k = 1; !ids.isEmpty(); k++) {
                JsonNode result = messages.path(i + k);
                if (!result.path("role").asText().equals("tool")) {
                    broken.unless(false, "calls without a result: " + ids);
                    break;
                }
                String id = result.path("tool_call_id").asText();
                broken.unless(ids.remove(id), "a result of " + id + ", which wasn't called or was answered before");
                broken.unless(!result.path("content").isMissingNode(), "a result without content");
            }
        }
        return broken.lines(calls);
    }
}
