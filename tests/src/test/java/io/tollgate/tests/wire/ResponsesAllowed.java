package io.tollgate.tests.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;

/** What may differ between two requests of the Responses API that are the same to the vendor. */
final class ResponsesAllowed {
    private static final Set<String> SYSTEM = Set.of("system", "developer");

    static final List<Allowed> ALL = List.of(
            Allowed.anywhere("null is the same as nothing", node -> node.properties()
                    .removeIf(member -> member.getValue().isNull())),
            new Allowed("stream: false is the default", Allowed.ifEqual("stream", "false")),
            new Allowed("nothing is ever stored with the vendor", body -> body.remove("store")),
            new Allowed("thoughts that can be sent back are asked for by rule", body -> body.remove("include")),
            new Allowed("a summary of thoughts is asked for with every effort", ResponsesAllowed::summary),
            new Allowed("safety_identifier is the new name of user", Allowed.renamed("user", "safety_identifier")),
            new Allowed("a text alone is a message of the user's", ResponsesAllowed::input),
            new Allowed("a message needs no type", ResponsesAllowed::types),
            new Allowed("a text may stand in an array of parts", ResponsesAllowed::contents),
            new Allowed("a first message of the system's may stand in instructions", ResponsesAllowed::instructions),
            new Allowed("a call and its output need no id and status of their own", ResponsesAllowed::ids),
            new Allowed("tool_choice auto is the default", Allowed.ifEqual("tool_choice", "\"auto\"")),
            new Allowed("strict: true is the default of a tool", ResponsesAllowed::strict),
            Allowed.anywhere("detail auto is the default of an image", Allowed.ifEqual("detail", "\"auto\"")),
            Allowed.anywhere("arguments are JSON in a string, in any spelling", ResponsesAllowed::arguments));

    private ResponsesAllowed() {}

    private static void summary(ObjectNode body) {
        if (body.path("reasoning") instanceof ObjectNode reasoning) {
            reasoning.remove("summary");
        }
    }

    private static void input(ObjectNode body) {
        if (body.path("input").isTextual()) {
            String text = body.path("input").asText();
            body.putArray("input").addObject().put("role", "user").put("content", text);
        }
    }

    private static void types(ObjectNode body) {
        for (JsonNode item : body.path("input")) {
            if (item.path("type").asText().equals("message")) {
                ((ObjectNode) item).remove("type");
            }
        }
    }

    private static void contents(ObjectNode body) {
        for (JsonNode item : body.path("input")) {
            JsonNode content = item.path("content");
            if (item.has("role") && content.size() == 1 && content.get(0).has("text")) {
                ((ObjectNode) item).put("content", content.get(0).path("text").asText());
            }
        }
    }

    private static void instructions(ObjectNode body) {
        StringJoiner all = new StringJoiner("\n\n");
        if (body.has("instructions")) {
            all.add(body.path("instructions").asText());
        }
        ArrayNode input = (ArrayNode) body.path("input");
        while (SYSTEM.contains(input.path(0).path("role").asText())) {
            all.add(input.remove(0).path("content").asText());
        }
        if (all.length() > 0) {
            body.put("instructions", all.toString());
        }
    }

    private static void ids(ObjectNode body) {
        for (JsonNode item : body.path("input")) {
            if (item.path("type").asText().startsWith("function_call")) {
                ((ObjectNode) item).remove(List.of("id", "status"));
            }
        }
    }

    private static void strict(ObjectNode body) {
        for (JsonNode tool : body.path("tools")) {
            if (!tool.has("strict")) {
                ((ObjectNode) tool).put("strict", true);
            }
        }
    }

    private static void arguments(ObjectNode node) {
        if (node.path("arguments").isTextual()) {
            node.put("arguments", Json.canonicalOrText(node.path("arguments").asText()));
        }
    }
}
