package io.tollgate.tests.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Content;
import io.tollgate.chat.Message;
import io.tollgate.chat.Reasoning;
import io.tollgate.chat.ResponseFormat;
import io.tollgate.chat.Tool;
import io.tollgate.chat.ToolChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads recorded chat completion requests. */
final class OpenAiRequests implements Requests {
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
            "safe_prompt",
            "presence_penalty",
            "frequency_penalty",
            "user",
            "reasoning_effort",
            "thinking",
            "stream",
            "stream_options");

    @Override
    public ChatRequest read(Recording recording) throws Unsaid {
        JsonNode body = recording.request();
        Requests.only("", body, KNOWN);
        List<Message> messages = new ArrayList<>();
        for (JsonNode message : body.path("messages")) {
            messages.add(message(message));
        }
        ChatRequest request = ChatRequest.of(recording.vendor() + "/" + recording.model(), messages);
        List<Tool> tools = new ArrayList<>();
        for (JsonNode tool : body.path("tools")) {
            if (!tool.has("function")) {
                throw new Unsaid("a tool of type " + tool.path("type").asText());
            }
            JsonNode function = tool.path("function");
            if (!function.isObject()) {
                throw new Unsaid("a tool of type " + tool.path("type").asText());
            }
            Requests.only("tools", function, Set.of("name", "description", "parameters", "strict"));
            tools.add(new Tool(
                    function.path("name").asText(),
                    function.path("description").asText(""),
                    function.path("parameters").toString(),
                    function.path("strict").asBoolean()));
        }
        request = request.withTools(tools.toArray(Tool[]::new));
        return settings(choices(request, body), body);
    }

    private static ChatRequest choices(ChatRequest request, JsonNode body) throws Unsaid {
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

    private static ChatRequest settings(ChatRequest request, JsonNode body) throws Unsaid {
        ChatRequest more = request;
        JsonNode format = body.path("response_format");
        switch (format.path("type").asText("text")) {
            case "json_object" -> more = more.withResponseFormat(ResponseFormat.JSON);
            case "json_schema" -> {
                JsonNode schema = format.path("json_schema");
                Requests.only("response_format", schema, Set.of("name", "schema", "strict"));
                if (!schema.path("schema").isObject()) {
                    throw new Unsaid("a response_format without a schema");
                }
                more = more.withResponseFormat(ResponseFormat.jsonSchema(
                        schema.path("name").asText(), schema.path("schema").toString()));
            }
            default -> {}
        }
        more = numbers(more, body);
        if (body.hasNonNull("stop")) {
            JsonNode stop = body.path("stop");
            more = more.withStop(stop.isArray() ? Requests.strings(stop) : new String[] {stop.asText()});
        }
        if (body.hasNonNull("user")) {
            more = more.withUser(body.path("user").asText());
        }
        if (body.hasNonNull("reasoning_effort")) {
            more = more.withReasoning(Reasoning.Effort.valueOf(
                    body.path("reasoning_effort").asText().toUpperCase(Locale.ROOT)));
        }
        if (body.hasNonNull("thinking")) {
            if (!body.path("thinking").path("type").asText().equals("disabled")) {
                throw new Unsaid("thinking " + body.path("thinking"));
            }
            more = more.withReasoning(Reasoning.Effort.NONE);
        }
        return more;
    }

    private static ChatRequest numbers(ChatRequest request, JsonNode body) {
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

    private static Message message(JsonNode message) throws Unsaid {
        JsonNode content = message.path("content");
        switch (message.path("role").asText()) {
            case "system", "developer" -> {
                Requests.only("system", message, Set.of("role", "content"));
                return Message.system(text(content));
            }
            case "user" -> {
                Requests.only("user", message, Set.of("role", "content"));
                return Message.user(parts(content).toArray(Content[]::new));
            }
            case "tool" -> {
                Requests.only("tool", message, Set.of("role", "content", "tool_call_id", "name"));
                return Message.toolResult(message.path("tool_call_id").asText(), text(content));
            }
            case "assistant" -> {
                return assistant(message);
            }
            default -> throw new Unsaid("role " + message.path("role"));
        }
    }

    private static Message assistant(JsonNode message) throws Unsaid {
        Requests.only("assistant", message, Set.of("role", "content", "tool_calls", "reasoning_content", "prefix"));
        List<Content> content = new ArrayList<>();
        if (message.hasNonNull("reasoning_content")) {
            content.add(new Content.Thinking(message.path("reasoning_content").asText()));
        }
        if (!text(message.path("content")).isEmpty()) {
            content.add(new Content.Text(text(message.path("content"))));
        }
        for (JsonNode call : message.path("tool_calls")) {
            content.add(new Content.ToolCall(
                    call.path("id").asText(),
                    call.path("function").path("name").asText(),
                    call.path("function").path("arguments").asText()));
        }
        return Message.assistant(content);
    }

    private static String text(JsonNode content) throws Unsaid {
        if (!content.isArray()) {
            return content.isNull() ? "" : content.asText("");
        }
        StringBuilder all = new StringBuilder();
        for (JsonNode part : content) {
            if (!part.path("type").asText().equals("text")) {
                throw new Unsaid(part.path("type").asText() + " outside of a user's message");
            }
            all.append(part.path("text").asText());
        }
        return all.toString();
    }

    private static List<Content> parts(JsonNode content) throws Unsaid {
        if (!content.isArray()) {
            return List.of(new Content.Text(content.asText()));
        }
        List<Content> parts = new ArrayList<>();
        for (JsonNode part : content) {
            switch (part.path("type").asText()) {
                case "text" -> parts.add(new Content.Text(part.path("text").asText()));
                case "image_url" -> {
                    Requests.only("image_url", part.path("image_url"), Set.of("url", "detail"));
                    parts.add(new Content.Image(
                            Requests.mediaAt(part.path("image_url").path("url").asText(), "image/png")));
                }
                case "file" -> {
                    Requests.only("file", part.path("file"), Set.of("file_data", "filename"));
                    parts.add(new Content.Document(
                            Requests.mediaAt(part.path("file").path("file_data").asText(), "application/pdf"),
                            part.path("file").path("filename").asText("")));
                }
                case "document_url" ->
                    parts.add(new Content.Document(
                            Requests.mediaAt(part.path("document_url").asText(), "application/pdf"),
                            part.path("document_name").asText("")));
                default -> throw new Unsaid("a user's " + part.path("type").asText());
            }
        }
        return parts;
    }

    @Override
    public List<Allowed> allowed() {
        return OpenAiAllowed.ALL;
    }
}
