package io.tollgate.tests.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Consumer;

/** What may differ between two requests of Anthropic's Messages that are the same to the vendor. */
final class AnthropicAllowed {
    static final List<Allowed> ALL = List.of(
            new Allowed("stream: false is the default", Allowed.ifEqual("stream", "false")),
            new Allowed("no tools are the same as an empty list", Allowed.ifEqual("tools", "[]")),
            Allowed.anywhere(
                    "tools are called in parallel by default", Allowed.ifEqual("disable_parallel_tool_use", "false")),
            new Allowed("tool_choice auto is the default", Allowed.ifEqual("tool_choice", "{\"type\":\"auto\"}")),
            new Allowed("output_format is the old name of output_config.format", AnthropicAllowed::format),
            new Allowed("a cache breakpoint on a tool can't be said, and changes no answer", tool("cache_control")),
            new Allowed(
                    "how a tool's input is cut into pieces can't be said, and changes no answer",
                    tool("eager_input_streaming")),
            Allowed.anywhere("strict: false is the default of a tool", Allowed.ifEqual("strict", "false")),
            Allowed.anywhere("an empty description is the same as none", Allowed.ifEqual("description", "\"\"")),
            new Allowed("how thoughts are shown can't be said", AnthropicAllowed::display),
            Allowed.anywhere("is_error: false is the default of a result", Allowed.ifEqual("is_error", "false")),
            Allowed.anywhere("a cache breakpoint of 5 minutes is the default", Allowed.ifEqual("ttl", "\"5m\"")),
            new Allowed("a text may stand in an array of blocks", AnthropicAllowed::texts));

    private AnthropicAllowed() {}

    private static void format(ObjectNode body) {
        if (body.has("output_format")) {
            body.putObject("output_config").set("format", body.remove("output_format"));
        }
    }

    private static Consumer<ObjectNode> tool(String member) {
        return body -> body.path("tools").forEach(tool -> ((ObjectNode) tool).remove(member));
    }

    private static void display(ObjectNode body) {
        if (body.path("thinking") instanceof ObjectNode thinking) {
            thinking.remove("display");
        }
    }

    private static void texts(ObjectNode body) {
        array(body, "system");
        for (JsonNode message : body.path("messages")) {
            array((ObjectNode) message, "content");
            for (JsonNode block : message.path("content")) {
                if (block.path("type").asText().equals("tool_result")) {
                    array((ObjectNode) block, "content");
                }
            }
        }
    }

    private static void array(ObjectNode holder, String member) {
        if (holder.path(member).isTextual()) {
            String text = holder.path(member).asText();
            holder.putArray(member).addObject().put("type", "text").put("text", text);
        }
    }
}
