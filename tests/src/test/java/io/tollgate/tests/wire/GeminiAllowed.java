package io.tollgate.tests.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What may differ between two requests of the Gemini API that are the same to the vendor. */
final class GeminiAllowed {
    static final List<Allowed> ALL = List.of(
            Allowed.anywhere("null is the same as nothing", node -> node.properties()
                    .removeIf(member -> member.getValue().isNull())),
            Allowed.anywhere(
                    "text is the only modality by default", Allowed.ifEqual("responseModalities", "[\"TEXT\"]")),
            Allowed.anywhere("an empty description is the same as none", Allowed.ifEqual("description", "\"\"")),
            Allowed.anywhere("thought: false is the default", Allowed.ifEqual("thought", "false")),
            Allowed.anywhere("Google's JSON takes names in either case", GeminiAllowed::names),
            Allowed.anywhere(
                    "a tool's schema may be Google's or a JSON schema",
                    Allowed.renamed("parameters", "parametersJsonSchema")),
            Allowed.anywhere(
                    "an answer's schema may be Google's or a JSON schema",
                    Allowed.renamed("responseSchema", "responseJsonSchema")),
            new Allowed("the schema of a result can't be said", GeminiAllowed::results),
            Allowed.anywhere("naming every tool is the same as naming none", GeminiAllowed::everyTool),
            Allowed.anywhere("includeThoughts shows thoughts and changes no answer", GeminiAllowed::shown),
            new Allowed("an instruction has no role", GeminiAllowed::instruction),
            Allowed.anywhere("a call and its result need no id", GeminiAllowed::ids),
            Allowed.anywhere("what a function gave, in words, stands under output", GeminiAllowed::output),
            new Allowed("neighbouring turns of one role are one turn", GeminiAllowed::merge),
            Allowed.anywhere("an empty text may be left out beside a signature", GeminiAllowed::emptyText),
            new Allowed("an empty configuration is the same as none", Allowed.ifEqual("generationConfig", "{}")));

    private GeminiAllowed() {}

    private static void names(ObjectNode node) {
        Allowed.renamed("thinking_budget", "thinkingBudget").accept(node);
        Allowed.renamed("include_thoughts", "includeThoughts").accept(node);
        Allowed.renamed("parameters_json_schema", "parametersJsonSchema").accept(node);
    }

    private static void results(ObjectNode body) {
        for (JsonNode tool : body.path("tools")) {
            tool.path("functionDeclarations").forEach(each -> ((ObjectNode) each).remove("responseJsonSchema"));
        }
    }

    private static void everyTool(ObjectNode node) {
        if (node.path("allowedFunctionNames").size() > 1) {
            node.remove("allowedFunctionNames");
        }
    }

    private static void shown(ObjectNode node) {
        if (node.path("thinkingConfig") instanceof ObjectNode thinking) {
            thinking.remove("includeThoughts");
            Allowed.ifEqual("thinkingConfig", "{}").accept(node);
        }
    }

    private static void instruction(ObjectNode body) {
        if (body.path("systemInstruction") instanceof ObjectNode instruction) {
            instruction.remove("role");
        }
    }

    private static void ids(ObjectNode node) {
        for (String name : List.of("functionCall", "functionResponse")) {
            if (node.path(name) instanceof ObjectNode call) {
                call.remove("id");
            }
        }
    }

    private static void output(ObjectNode node) {
        if (node.path("functionResponse").path("response") instanceof ObjectNode response) {
            JsonNode output = response.path("output");
            String words = output.isTextual() ? output.asText() : response.toString();
            response.removeAll();
            response.put("output", Json.canonicalOrText(words));
        }
    }

    private static void merge(ObjectNode body) {
        ArrayNode merged = body.arrayNode();
        for (JsonNode content : body.path("contents")) {
            JsonNode last = merged.path(merged.size() - 1);
            if (last.path("role").equals(content.path("role"))) {
                ((ArrayNode) last.path("parts")).addAll((ArrayNode) content.path("parts"));
            } else {
                merged.add(content.deepCopy());
            }
        }
        body.set("contents", merged);
    }

    private static void emptyText(ObjectNode node) {
        if (node.has("thoughtSignature")) {
            Allowed.ifEqual("text", "\"\"").accept(node);
        }
    }
}
