package io.tollgate.tests.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Content;
import io.tollgate.chat.Message;
import io.tollgate.chat.ResponseFormat;
import io.tollgate.chat.Tool;
import io.tollgate.chat.ToolChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads recorded requests of Cohere's chat. */
final class CohereRequests implements Requests {
    private static final Set<String> KNOWN = Set.of(
            "model",
            "messages",
            "stream",
            "tools",
            "tool_choice",
            "response_format",
            "max_tokens",
            "stop_sequences",
            "temperature",
            "p",
            "seed",
            "logprobs");

    private static final List<Allowed> ALLOWED = List.of(
            new Allowed("stream: false is the default", Allowed.ifEqual("stream", "false")),
            new Allowed("tool_choice is taken in any case", CohereRequests::choice),
            new Allowed("a text may stand in an array of parts", CohereRequests::contents),
            Allowed.anywhere("Cohere names a document that has no id", node -> {
                if (node.path("document") instanceof ObjectNode document) {
                    document.remove("id");
                }
            }),
            Allowed.anywhere("arguments are JSON in a string, in any spelling", node -> {
                if (node.path("arguments").isTextual()) {
                    node.put(
                            "arguments",
                            Json.canonicalOrText(node.path("arguments").asText()));
                }
            }));

    @Override
    public ChatRequest read(Recording recording) throws Unsaid {
        JsonNode body = recording.request();
        Requests.only("", body, KNOWN);
        List<Message> messages = new ArrayList<>();
        for (JsonNode message : body.path("messages")) {
            messages.add(message(message));
        }
        ChatRequest request = ChatRequest.of("cohere/" + recording.model(), messages);
        List<Tool> tools = new ArrayList<>();
        for (JsonNode tool : body.path("tools")) {
            JsonNode function = tool.path("function");
            tools.add(Tool.of(
                    function.path("name").asText(),
                    function.path("description").asText(""),
                    function.path("parameters").toString()));
        }
        return settings(request.withTools(tools.toArray(Tool[]::new)), body);
    }

    private static ChatRequest settings(ChatRequest request, JsonNode body) {
        ChatRequest more = request;
        if (body.has("tool_choice")) {
            boolean none = body.path("tool_choice").asText().equalsIgnoreCase("none");
            more = more.withToolChoice(none ? ToolChoice.NONE : ToolChoice.REQUIRED);
        }
        if (body.has("response_format")) {
            JsonNode schema = body.path("response_format").path("json_schema");
            more = more.withResponseFormat(
                    schema.isObject() ? ResponseFormat.jsonSchema("answer", schema.toString()) : ResponseFormat.JSON);
        }
        if (body.has("max_tokens")) {
            more = more.withMaxOutputTokens(body.path("max_tokens").asInt());
        }
        if (body.has("temperature")) {
            more = more.withTemperature(body.path("temperature").asDouble());
        }
        if (body.has("p")) {
            more = more.withTopP(body.path("p").asDouble());
        }
        if (body.has("seed")) {
            more = more.withSeed(body.path("seed").asLong());
        }
        if (body.has("logprobs")) {
            more = more.withExtraBody("cohere", "{\"logprobs\":" + body.path("logprobs") + "}");
        }
        return more.withStop(Requests.strings(body.path("stop_sequences")));
    }

    private static Message message(JsonNode message) throws Unsaid {
        JsonNode content = message.path("content");
        return switch (message.path("role").asText()) {
            case "system" -> Message.system(text(content));
            case "user" -> user(content);
            case "assistant" -> assistant(message);
            case "tool" -> Message.toolResult(message.path("tool_call_id").asText(), text(content));
            default -> throw new Unsaid("role " + message.path("role"));
        };
    }

    private static String text(JsonNode content) throws Unsaid {
        if (content.isTextual()) {
            return content.asText();
        }
        if (content.size() > 1) {
            throw new Unsaid("several parts where a text stands");
        }
        JsonNode part = content.path(0);
        return part.has("document")
                ? part.path("document").path("data").toString()
                : part.path("text").asText();
    }

    private static Message user(JsonNode content) throws Unsaid {
        if (content.isTextual()) {
            return Message.user(content.asText());
        }
        List<Content> parts = new ArrayList<>();
        for (JsonNode part : content) {
            parts.add(
                    part.has("image_url")
                            ? new Content.Image(Requests.mediaAt(
                                    part.path("image_url").path("url").asText(), "image/png"))
                            : new Content.Text(part.path("text").asText()));
        }
        return Message.user(parts.toArray(Content[]::new));
    }

    private static Message assistant(JsonNode message) throws Unsaid {
        Requests.only("assistant", message, Set.of("role", "content", "tool_calls", "tool_plan"));
        List<Content> parts = new ArrayList<>();
        parts.add(new Content.Text(message.path("tool_plan").asText("") + text(message.path("content"))));
        message.path("tool_calls")
                .forEach(call -> parts.add(new Content.ToolCall(
                        call.path("id").asText(),
                        call.path("function").path("name").asText(),
                        call.path("function").path("arguments").asText())));
        return Message.assistant(parts);
    }

    @Override
    public List<Allowed> allowed() {
        return ALLOWED;
    }

    private static void choice(ObjectNode body) {
        if (body.has("tool_choice")) {
            body.put("tool_choice", body.path("tool_choice").asText().toUpperCase(Locale.ROOT));
        }
    }

    /** A single text, and an empty one beside calls. */
    private static void contents(ObjectNode body) {
        for (JsonNode each : body.path("messages")) {
            ObjectNode message = (ObjectNode) each;
            JsonNode content = message.path("content");
            if (content.isArray() && content.size() == 1 && content.get(0).has("text")) {
                message.put("content", content.get(0).path("text").asText());
            }
            if (message.has("tool_calls") && message.path("content").asText("").isEmpty()) {
                message.remove("content");
            }
        }
    }
}
