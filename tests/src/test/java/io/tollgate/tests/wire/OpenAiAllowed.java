package io.tollgate.tests.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
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
            Allowed.anywhere("a file needs no name", OpenAiAllowed::fileName),
            new Allowed("a schema is always meant strictly, and told by itself", OpenAiAllowed::schema),
            new Allowed("one stop may stand without an array", OpenAiAllowed::stop),
            new Allowed("without tools, none are called at once", OpenAiAllowed::parallel),
            Allowed.anywhere("a call's place is its place in the array", OpenAiAllowed::call),
            Allowed.anywhere("a result is of the call with its id", OpenAiAllowed::resultName));

    private static final Allowed MODEL = new Allowed(
            "the model is told by the path or by the server, not by its name", body -> body.remove("model"));

    private static final Allowed THINKING =
            new Allowed("thinking is on by default", Allowed.ifEqual("thinking", "{\"type\":\"enabled\"}"));

    private static final Allowed TOGETHER = new Allowed(
            "a schema stands beside the type or in OpenAI's place: github.com/togethercomputer/openapi, 2025",
            OpenAiAllowed::schemaBesideType);

    private static final Allowed CACHE = Allowed.anywhere(
            "a cache breakpoint on a tool can't be said, and changes no answer", node -> node.remove("cache_control"));

    private static final Allowed THOUGHTS = Allowed.anywhere(
            "thoughts go back only to vendors that are known to take them",
            node -> node.remove(List.of("reasoning_content", "reasoning", "reasoning_details")));

    private OpenAiAllowed() {}

    /** What may differ at this vendor. */
    static List<Allowed> of(String vendor) {
        List<Allowed> all = new ArrayList<>();
        switch (vendor) {
            case "azure-openai", "llamacpp" -> all.add(MODEL);
            case "together" -> all.add(TOGETHER);
            case "zai" -> all.add(THINKING);
            case "openrouter" -> all.add(CACHE);
            default -> {}
        }
        if (Vendors.BY_URL.containsKey(vendor)) {
            all.add(THOUGHTS);
            all.add(CACHE);
        }
        all.addAll(ALL);
        return all;
    }

    private static void schemaBesideType(ObjectNode body) {
        if (body.path("response_format") instanceof ObjectNode format && format.has("schema")) {
            format.putObject("json_schema").set("schema", format.remove("schema"));
        }
    }

    /** A name that wasn't there, or what says nothing of the schema itself. */
    private static void schema(ObjectNode body) {
        if (body.path("response_format").path("json_schema") instanceof ObjectNode schema) {
            schema.remove(List.of("description", "strict"));
            String name = schema.path("name").asText("");
            if (name.isEmpty() || name.equals(OpenAiSettings.NAMELESS)) {
                schema.remove("name");
            }
        }
    }

    private static void stop(ObjectNode body) {
        String only = body.path("stop").asText();
        if (body.path("stop").isTextual()) {
            body.putArray("stop").add(only);
        }
    }

    private static void parallel(ObjectNode body) {
        if (body.path("tools").isEmpty()) {
            body.remove("parallel_tool_calls");
        }
    }

    private static void call(ObjectNode node) {
        if (node.has("function")) {
            node.remove("index");
        }
    }

    private static void resultName(ObjectNode node) {
        if (node.has("tool_call_id")) {
            node.remove("name");
        }
    }

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
