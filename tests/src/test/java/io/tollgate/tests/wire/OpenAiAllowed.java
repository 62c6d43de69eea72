package io.tollgate.tests.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What may differ between two chat completion requests that are the same to the vendor. */
final class OpenAiAllowed {
    static final List<Allowed> ALL = List.of(
            Allowed.anywhere("null is the same as nothing", node -> node.properties()
                    .removeIf(member -> member.getValue().isNull())),
            new Allowed("stream: false is the default", Allowed.ifEqual("stream", "false")),
            new Allowed("usage is always asked for at the end of a stream", body -> body.remove("stream_options")),
            new Allowed(
                    "max_tokens is the old name of max_completion_tokens",
                    Allowed.renamed("max_tokens", "max_completion_tokens")),
            new Allowed("safety_identifier is the new name of user", Allowed.renamed("user", "safety_identifier")),
            Allowed.anywhere("developer is the new name of system", OpenAiAllowed::role),
            new Allowed("a text may stand in an array of parts", OpenAiAllowed::contents),
            new Allowed("tool_choice auto is the default", Allowed.ifEqual("tool_choice", "\"auto\"")),
            new Allowed("tool_choice any is Mistral's word for required", OpenAiAllowed::any),
            new Allowed("safe_prompt: false is the default", Allowed.ifEqual("safe_prompt", "false")),
            Allowed.anywhere("prefix: false is the default", Allowed.ifEqual("prefix", "false")),
            Allowed.anywhere("detail: auto is the default of an image", Allowed.ifEqual("detail", "\"auto\"")),
            Allowed.anywhere("strict: false is the default of a tool", Allowed.ifEqual("strict", "false")),
            Allowed.anywhere("an empty description is the same as none", Allowed.ifEqual("description", "\"\"")),
            Allowed.anywhere("arguments are JSON in a string, in any spelling", OpenAiAllowed::arguments),
            Allowed.anywhere("a file needs no name", OpenAiAllowed::fileName));

    private OpenAiAllowed() {}

    private static void role(ObjectNode node) {
        if (node.path("role").asText().equals("developer")) {
            node.put("role", "system");
        }
    }

    private static void any(ObjectNode body) {
        if (body.path("tool_choice").asText().equals("any")) {
            body.put("tool_choice", "required");
        }
    }

    private static void contents(ObjectNode body) {
        for (JsonNode each : body.path("messages")) {
            ObjectNode message = (ObjectNode) each;
            JsonNode content = message.path("content");
            if (content.isArray() && content.size() == 1 && content.get(0).has("text")) {
                message.put("content", content.get(0).path("text").asText());
            }
            if (message.path("role").asText().equals("assistant")
                    && message.path("content").asText("").isEmpty()) {
                message.remove("content");
            }
        }
    }

    private static void arguments(ObjectNode node) {
        if (node.path("arguments").isTextual()) {
            node.put("arguments", Json.canonicalOrText(node.path("arguments").asText()));
        }
    }

    private static void fileName(ObjectNode node) {
        if (node.path("file") instanceof ObjectNode file
                && file.path("filename").asText("").isEmpty()) {
            file.remove("filename");
        }
    }
}
