package io.tollgate.tests.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What may differ between two requests of Bedrock's Converse that are the same to AWS. */
final class BedrockAllowed {
    static final List<Allowed> ALL = List.of(
            Allowed.anywhere("no stop sequences are the same as an empty list", Allowed.ifEqual("stopSequences", "[]")),
            new Allowed("no settings are the same as an empty object", Allowed.ifEqual("inferenceConfig", "{}")),
            new Allowed("no instructions are the same as an empty list", Allowed.ifEqual("system", "[]")),
            Allowed.anywhere("toolChoice auto is the default", Allowed.ifEqual("toolChoice", "{\"auto\":{}}")),
            Allowed.anywhere("success is the default of a result", Allowed.ifEqual("status", "\"success\"")),
            Allowed.anywhere("the description of a schema can't be said", BedrockAllowed::description),
            Allowed.anywhere(
                    "reasoning_config is the old name of Claude's thinking",
                    Allowed.renamed("reasoning_config", "thinking")));

    private BedrockAllowed() {}

    private static void description(ObjectNode node) {
        if (node.path("jsonSchema") instanceof ObjectNode schema) {
            schema.remove("description");
        }
    }
}
