package io.tollgate.tests.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What Mistral demands beyond OpenAI's dialect: error codes 3230 and 3280 of its glossary. */
final class MistralBody implements BodyRules {
    private final BodyRules dialect = new OpenAiBody();

    @Override
    public List<String> breaches(JsonNode body, int calls) {
        Breaches broken = new Breaches();
        String before = "";
        for (JsonNode message : body.path("messages")) {
            String role = message.path("role").asText();
            broken.unless(!(before.equals("tool") && role.equals("user")), "a user's message after a tool's");
            boolean early = before.isEmpty() || before.equals("system");
            broken.unless(!role.equals("system") || early, "a late system message");
            before = role;
            for (JsonNode call : message.path("tool_calls")) {
                broken.unless(
                        call.path("id").asText().matches("[a-zA-Z0-9]{9}"),
                        "a call's id that isn't of nine characters");
                broken.call();
            }
        }
        broken.unless(before.equals("user") || before.equals("tool"), "the last message is of " + before);
        List<String> all = new ArrayList<>(dialect.breaches(body, calls));
        all.addAll(broken.lines(calls));
        return all;
    }
}
