package io.tollgate.tests.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Content;
import io.tollgate.chat.Message;
import io.tollgate.chat.Reasoning;
import io.tollgate.chat.ResponseFormat;
import io.tollgate.chat.Tool;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/** Reads recorded requests of Ollama's own chat. */
final class OllamaRequests implements Requests {
    private static final Set<String> KNOWN =
            Set.of("model", "messages", "stream", "tools", "format", "options", "think", "logprobs", "top_logprobs");

    private static final List<Allowed> ALLOWED = List.of(
            new Allowed("stream: true is the default", Allowed.ifEqual("stream", "true")),
            new Allowed("an empty format is the same as none", Allowed.ifEqual("format", "\"\"")),
            new Allowed("no options are the same as none set", Allowed.ifEqual("options", "{}")),
            new Allowed("by default a long prompt is cut without a word", Allowed.ifEqual("truncate", "false")),
            new Allowed("by default a long answer drops the prompt", Allowed.ifEqual("shift", "false")),
            Allowed.anywhere("older servers skip the id of a call", OllamaRequests::withoutId),
            Allowed.anywhere("an empty content is the same as none", Allowed.ifEqual("content", "\"\"")));

    @Override
    public ChatRequest read(Recording recording) throws Unsaid {
        JsonNode body = recording.request();
        Requests.only("", body, KNOWN);
        List<Message> messages = new ArrayList<>();
        Deque<String> open = new ArrayDeque<>();
        for (JsonNode message : body.path("messages")) {
            messages.add(message(message, open));
        }
        ChatRequest request = ChatRequest.of("ollama/" + recording.model(), messages);
        List<Tool> tools = new ArrayList<>();
        for (JsonNode tool : body.path("tools")) {
            JsonNode function = tool.path("function");
            tools.add(Tool.of(
                    function.path("name").asText(),
                    function.path("description").asText(""),
                    function.path("parameters").toString()));
        }
        request = format(request.withTools(tools.toArray(Tool[]::new)), body.path("format"));
        if (body.has("think")) {
            request = request.withReasoning(
                    body.path("think").asBoolean() ? Reasoning.Effort.MEDIUM : Reasoning.Effort.NONE);
        }
        ObjectNode extra = Json.object();
        for (String name : List.of("logprobs", "top_logprobs")) {
            if (body.has(name)) {
                extra.set(name, body.path(name));
            }
        }
        request = extra.isEmpty() ? request : request.withExtraBody("ollama", extra.toString());
        return options(request, body.path("options"));
    }

    private static ChatRequest format(ChatRequest request, JsonNode format) {
        if (format.isObject()) {
            return request.withResponseFormat(ResponseFormat.jsonSchema("answer", format.toString()));
        }
        return format.asText("").equals("json") ? request.withResponseFormat(ResponseFormat.JSON) : request;
    }

    private static ChatRequest options(ChatRequest request, JsonNode options) throws Unsaid {
        Requests.only("options", options, Set.of("num_predict", "temperature", "top_p", "seed", "stop"));
        ChatRequest more = request;
        if (options.has("num_predict")) {
            more = more.withMaxOutputTokens(options.path("num_predict").asInt());
        }
        if (options.has("temperature")) {
            more = more.withTemperature(options.path("temperature").asDouble());
        }
        if (options.has("top_p")) {
            more = more.withTopP(options.path("top_p").asDouble());
        }
        if (options.has("seed")) {
            more = more.withSeed(options.path("seed").asLong());
        }
        return more.withStop(Requests.strings(options.path("stop")));
    }

    private static Message message(JsonNode message, Deque<String> open) throws Unsaid {
        Requests.only(
                "messages",
                message,
                Set.of("role", "content", "images", "thinking", "tool_calls", "tool_name", "tool_call_id"));
        String text = message.path("content").asText("");
        return switch (message.path("role").asText()) {
            case "system" -> Message.system(text);
            case "user" -> {
                List<Content> parts = new ArrayList<>(List.of(new Content.Text(text)));
                for (JsonNode image : message.path("images")) {
                    parts.add(new Content.Image(Requests.media("image/png", image.asText())));
                }
                yield Message.user(parts.toArray(Content[]::new));
            }
            case "assistant" -> assistant(message, open);
            case "tool" -> Message.toolResult(open.removeFirst(), text);
            default -> throw new Unsaid("role " + message.path("role"));
        };
    }

    private static Message assistant(JsonNode message, Deque<String> open) {
        List<Content> parts = new ArrayList<>();
        parts.add(new Content.Thinking(message.path("thinking").asText("")));
        parts.add(new Content.Text(message.path("content").asText("")));
        message.path("tool_calls").forEach(call -> {
            String id = call.path("id").asText("call-" + open.size());
            open.addLast(id);
            parts.add(new Content.ToolCall(
                    id,
                    call.path("function").path("name").asText(),
                    call.path("function").path("arguments").toString()));
        });
        return Message.assistant(parts);
    }

    @Override
    public List<Allowed> allowed() {
        return ALLOWED;
    }

    private static void withoutId(ObjectNode node) {
        node.remove("tool_call_id");
        if (node.has("function")) {
            node.remove("id");
        }
    }
}
