package io.tollgate.tests.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Reasoning;
import io.tollgate.chat.ResponseFormat;
import io.tollgate.chat.Tool;
import io.tollgate.chat.ToolChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a recorded chat completion request has beside its messages. Members that a {@code ChatRequest} has no word for go
 * into its extra body, as an app would have to say them.
 */
final class OpenAiSettings {
    /** The name that a schema without one gets. */
    static final String NAMELESS = "answer";

    private static final Set<String> KNOWN = Set.of(
            "model",
            "messages",
            "tools",
            "tool_choice",
            "parallel_tool_calls",
            "response_format",
            "temperature",
            "top_p",
            "max_tokens",
            "max_completion_tokens",
            "stop",
            "seed",
            "random_seed",
            "presence_penalty",
            "frequency_penalty",
            "user",
            "reasoning_effort",
            "stream",
            "stream_options");

    private final String vendor;
    private final JsonNode body;
    private final ObjectNode extra = Json.object();

    OpenAiSettings(String vendor, JsonNode recorded) {
        this.vendor = vendor;
        this.body = recorded.deepCopy();
        for (var member : recorded.properties()) {
            if (!KNOWN.contains(member.getKey()) && !isReasoning(member.getKey())) {
                extra(member.getKey());
            }
        }
        for (JsonNode tool : recorded.path("tools")) {
            // A tool that runs on the vendor's servers.
            if (!tool.path("function").isObject()) {
                extra("tools");
                extra("tool_choice");
            }
        }
        if (!recorded.path("tool_choice").path("function").isObject()
                && recorded.path("tool_choice").isObject()) {
            extra("tool_choice");
        }
        if (!schema().isObject()
                && body.path("response_format").path("type").asText().equals("json_schema")) {
            extra("response_format");
        }
        if (recorded.path("max_completion_tokens").asInt(1) < 1) {
            extra("max_completion_tokens");
        }
    }

    private void extra(String member) {
        JsonNode value = ((ObjectNode) body).remove(member);
        if (value != null && !value.isNull()) {
            extra.set(member, value);
        }
    }

    /** Whether this vendor's codec has words for this member. */
    private boolean isReasoning(String member) {
        return switch (member) {
            case "safe_prompt" -> vendor.equals("mistral");
            case "thinking" ->
                Set.of("deepseek", "moonshot", "zai").contains(vendor)
                        && body.path(member).path("type").asText().equals("disabled");
            case "enable_thinking" -> vendor.equals("alibaba");
            case "reasoning_split" -> vendor.equals("minimax");
            case "reasoning" -> vendor.equals("openrouter") && body.path(member).has("max_tokens");
            default -> false;
        };
    }

    ChatRequest on(ChatRequest request) throws Unsaid {
        if (body.path("model").asText("").isEmpty()
                && !Set.of("azure-openai", "llamacpp").contains(vendor)) {
            throw new Unsaid("no model");
        }
        ChatRequest more = request.withTools(tools());
        more = reasoning(numbers(format(choice(more))));
        if (body.hasNonNull("stop")) {
            JsonNode stop = body.path("stop");
            more = more.withStop(stop.isArray() ? Requests.strings(stop) : new String[] {stop.asText()});
        }
        if (body.hasNonNull("user")) {
            more = more.withUser(body.path("user").asText());
        }
        return extra.isEmpty() ? more : more.withExtraBody(vendor, extra.toString());
    }

    private Tool[] tools() throws Unsaid {
        List<Tool> tools = new ArrayList<>();
        for (JsonNode tool : body.path("tools")) {
            JsonNode function = tool.path("function");
            Requests.only("tools", function, Set.of("name", "description", "parameters", "strict"));
            tools.add(new Tool(
                    function.path("name").asText(),
                    function.path("description").asText(""),
                    function.path("parameters").toString(),
                    function.path("strict").asBoolean()));
        }
        return tools.toArray(Tool[]::new);
    }

    private ChatRequest choice(ChatRequest request) throws Unsaid {
        JsonNode choice = body.path("tool_choice");
        if (choice.isObject()) {
            return request.withToolChoice(
                    ToolChoice.named(choice.path("function").path("name").asText()));
        }
        return switch (choice.asText("auto")) {
            case "auto", "null" -> request;
            case "none" -> request.withToolChoice(ToolChoice.NONE);
            case "required", "any" -> request.withToolChoice(ToolChoice.REQUIRED);
            default -> throw new Unsaid("tool_choice " + choice);
        };
    }

    /** In OpenAI's place or, at Together, beside the type. */
    private JsonNode schema() {
        JsonNode format = body.path("response_format");
        return format.has("schema")
                ? format.path("schema")
                : format.path("json_schema").path("schema");
    }

    private ChatRequest format(ChatRequest request) throws Unsaid {
        JsonNode format = body.path("response_format");
        return switch (format.path("type").asText("text")) {
            case "json_object" -> request.withResponseFormat(ResponseFormat.JSON);
            case "json_schema" -> {
                JsonNode named = format.path("json_schema");
                Requests.only("response_format", named, Set.of("name", "schema", "strict", "description"));
                String name = named.path("name").asText("");
                yield request.withResponseFormat(
                        ResponseFormat.jsonSchema(name.isEmpty() ? NAMELESS : name, schema().toString()));
            }
            case "text" -> request;
            default -> throw new Unsaid("response_format " + format.path("type"));
        };
    }

    private ChatRequest reasoning(ChatRequest request) {
        if (body.hasNonNull("reasoning_effort")) {
            return request.withReasoning(Reasoning.Effort.valueOf(
                    body.path("reasoning_effort").asText().toUpperCase(Locale.ROOT)));
        }
        if (body.has("reasoning")) {
            return request.withReasoning(
                    Reasoning.budget(body.path("reasoning").path("max_tokens").asInt()));
        }
        if (body.has("thinking")) {
            return request.withReasoning(Reasoning.Effort.NONE);
        }
        if (body.has("enable_thinking")) {
            boolean thinks = body.path("enable_thinking").asBoolean();
            return request.withReasoning(thinks ? Reasoning.Effort.MEDIUM : Reasoning.Effort.NONE);
        }
        return request;
    }

    private ChatRequest numbers(ChatRequest request) {
        ChatRequest more = request;
        if (body.hasNonNull("temperature")) {
            more = more.withTemperature(body.path("temperature").asDouble());
        }
        if (body.hasNonNull("top_p")) {
            more = more.withTopP(body.path("top_p").asDouble());
        }
        if (body.hasNonNull("presence_penalty")) {
            more = more.withPresencePenalty(body.path("presence_penalty").asDouble());
        }
        if (body.hasNonNull("frequency_penalty")) {
            more = more.withFrequencyPenalty(body.path("frequency_penalty").asDouble());
        }
        for (String seed : new String[] {"seed", "random_seed"}) {
            more = body.hasNonNull(seed) ? more.withSeed(body.path(seed).asLong()) : more;
        }
        if (body.hasNonNull("parallel_tool_calls")) {
            more = more.withParallelToolCalls(body.path("parallel_tool_calls").asBoolean());
        }
        int max =
                body.path("max_completion_tokens").asInt(body.path("max_tokens").asInt());
        return max > 0 ? more.withMaxOutputTokens(max) : more;
    }
}
