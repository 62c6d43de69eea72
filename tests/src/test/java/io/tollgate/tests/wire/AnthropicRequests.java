package io.tollgate.tests.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.chat.CacheTtl;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Content;
import io.tollgate.chat.Media;
import io.tollgate.chat.Message;
import io.tollgate.chat.Reasoning;
import io.tollgate.chat.ResponseFormat;
import io.tollgate.chat.Signature;
import io.tollgate.chat.Tool;
import io.tollgate.chat.ToolChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads recorded requests of Anthropic's Messages. */
final class AnthropicRequests implements Requests {
    private static final Set<String> KNOWN = Set.of(
            "model",
            "anthropic_version",
            "messages",
            "max_tokens",
            "system",
            "temperature",
            "top_p",
            "stop_sequences",
            "tools",
            "tool_choice",
            "thinking",
            "output_config",
            "output_format",
            "metadata",
            "stream");

    @Override
    public ChatRequest read(Recording recording) throws Unsaid {
        JsonNode body = recording.request();
        Requests.only("", body, KNOWN);
        List<Message> messages = new ArrayList<>(system(body.path("system")));
        for (JsonNode message : body.path("messages")) {
            messages.addAll(messages(message));
        }
        ChatRequest request = ChatRequest.of(
                        Vendors.provider(recording.vendor()).account().id() + "/" + recording.model(), messages)
                .withMaxOutputTokens(body.path("max_tokens").asInt());
        List<Tool> tools = new ArrayList<>();
        for (JsonNode tool : body.path("tools")) {
            Requests.only(
                    "tools",
                    tool,
                    Set.of("name", "description", "input_schema", "strict", "cache_control", "eager_input_streaming"));
            tools.add(new Tool(
                    tool.path("name").asText(),
                    tool.path("description").asText(""),
                    tool.path("input_schema").toString(),
                    tool.path("strict").asBoolean()));
        }
        request = request.withTools(tools.toArray(Tool[]::new));
        return thinking(settings(choice(request, body.path("tool_choice")), body), body);
    }

    private static List<Message> system(JsonNode system) throws Unsaid {
        if (system.isTextual()) {
            return List.of(Message.system(system.asText()));
        }
        List<Message> messages = new ArrayList<>();
        for (JsonNode block : system) {
            messages.add(cached(Message.system(block.path("text").asText()), block));
        }
        return messages;
    }

    private static Message cached(Message message, JsonNode block) throws Unsaid {
        JsonNode control = block.path("cache_control");
        if (!control.isObject()) {
            return message;
        }
        return switch (control.path("ttl").asText("5m")) {
            case "5m" -> message.withCacheBreakpoint(CacheTtl.MINUTES_5);
            case "1h" -> message.withCacheBreakpoint(CacheTtl.HOUR_1);
            default -> throw new Unsaid("cache_control " + control);
        };
    }

    private static List<Message> messages(JsonNode message) throws Unsaid {
        boolean assistant = message.path("role").asText().equals("assistant");
        JsonNode content = message.path("content");
        if (content.isTextual()) {
            return List.of(assistant ? Message.assistant(content.asText()) : Message.user(content.asText()));
        }
        List<Message> messages = new ArrayList<>();
        List<Content> results = new ArrayList<>();
        List<Content> others = new ArrayList<>();
        for (JsonNode block : content) {
            Content part = part(block);
            (part instanceof Content.ToolResult ? results : others).add(part);
        }
        JsonNode last = content.path(content.size() - 1);
        for (int i = 0; i < content.size() - 1; i++) {
            if (content.get(i).has("cache_control")) {
                throw new Unsaid("cache_control in the middle of a message");
            }
        }
        if (!results.isEmpty()) {
            Message given = Message.toolResults(results.toArray(Content.ToolResult[]::new));
            messages.add(others.isEmpty() ? cached(given, last) : given);
        }
        if (!others.isEmpty()) {
            Message said = assistant ? Message.assistant(others) : Message.user(others.toArray(Content[]::new));
            messages.add(cached(said, last));
        }
        return messages;
    }

    private static Content part(JsonNode block) throws Unsaid {
        String type = block.path("type").asText();
        switch (type) {
            case "text" -> {
                Requests.only("text", block, Set.of("type", "text", "cache_control"));
                return new Content.Text(block.path("text").asText());
            }
            case "thinking" -> {
                return new Content.Thinking(
                        block.path("thinking").asText(),
                        new Signature("anthropic", block.path("signature").asText()));
            }
            case "tool_use" -> {
                return new Content.ToolCall(
                        block.path("id").asText(),
                        block.path("name").asText(),
                        block.path("input").toString());
            }
            case "tool_result" -> {
                return result(block);
            }
            case "image" -> {
                return new Content.Image(source(block.path("source")));
            }
            case "document" -> {
                Requests.only("document", block, Set.of("type", "source", "title", "cache_control"));
                return new Content.Document(
                        source(block.path("source")), block.path("title").asText(""));
            }
            default -> {
                return new Content.Opaque("anthropic", type, block.toString());
            }
        }
    }

    private static Content.ToolResult result(JsonNode block) throws Unsaid {
        List<Content> content = new ArrayList<>();
        if (block.path("content").isTextual()) {
            content.add(new Content.Text(block.path("content").asText()));
        } else {
            for (JsonNode each : block.path("content")) {
                content.add(part(each));
            }
        }
        return new Content.ToolResult(
                block.path("tool_use_id").asText(),
                content,
                block.path("is_error").asBoolean());
    }

    private static Media source(JsonNode source) throws Unsaid {
        return switch (source.path("type").asText()) {
            case "base64" ->
                Requests.media(
                        source.path("media_type").asText(), source.path("data").asText());
            case "url" -> Requests.mediaAt(source.path("url").asText(), "image/png");
            default ->
                throw new Unsaid("a source of type " + source.path("type").asText());
        };
    }

    private static ChatRequest choice(ChatRequest request, JsonNode choice) throws Unsaid {
        ChatRequest more =
                choice.path("disable_parallel_tool_use").asBoolean() ? request.withParallelToolCalls(false) : request;
        return switch (choice.path("type").asText("auto")) {
            case "auto" -> more;
            case "any" -> more.withToolChoice(ToolChoice.REQUIRED);
            case "none" -> more.withToolChoice(ToolChoice.NONE);
            case "tool" ->
                more.withToolChoice(ToolChoice.named(choice.path("name").asText()));
            default -> throw new Unsaid("tool_choice " + choice);
        };
    }

    private static ChatRequest settings(ChatRequest request, JsonNode body) throws Unsaid {
        ChatRequest more = request;
        if (body.hasNonNull("temperature")) {
            more = more.withTemperature(body.path("temperature").asDouble());
        }
        if (body.hasNonNull("top_p")) {
            more = more.withTopP(body.path("top_p").asDouble());
        }
        if (body.path("stop_sequences").size() > 0) {
            more = more.withStop(Requests.strings(body.path("stop_sequences")));
        }
        if (body.path("metadata").hasNonNull("user_id")) {
            more = more.withUser(body.path("metadata").path("user_id").asText());
        }
        JsonNode format = body.path("output_config").path("format");
        format = format.isObject() ? format : body.path("output_format");
        if (format.isObject()) {
            more = more.withResponseFormat(
                    ResponseFormat.jsonSchema("answer", format.path("schema").toString()));
        }
        return more;
    }

    private static ChatRequest thinking(ChatRequest request, JsonNode body) throws Unsaid {
        JsonNode thinking = body.path("thinking");
        String effort = body.path("output_config").path("effort").asText("");
        return switch (thinking.path("type").asText("")) {
            case "enabled" ->
                request.withReasoning(
                        Reasoning.budget(thinking.path("budget_tokens").asInt()));
            case "disabled" -> {
                if (!effort.isEmpty()) {
                    throw new Unsaid("an effort without thinking");
                }
                yield request.withReasoning(Reasoning.Effort.NONE);
            }
            case "adaptive" -> {
                if (effort.isEmpty()) {
                    throw new Unsaid("thinking of type adaptive without an effort");
                }
                yield request.withReasoning(Reasoning.Effort.valueOf(effort.toUpperCase(Locale.ROOT)));
            }
            default -> request;
        };
    }

    @Override
    public List<Allowed> allowed() {
        return AnthropicAllowed.ALL;
    }
}
