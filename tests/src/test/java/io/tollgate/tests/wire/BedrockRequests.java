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
import java.util.Set;

/** Reads recorded requests of Bedrock's Converse. */
final class BedrockRequests implements Requests {
    private static final Set<String> KNOWN = Set.of(
            "messages", "system", "inferenceConfig", "toolConfig", "additionalModelRequestFields", "outputConfig");

    @Override
    public ChatRequest read(Recording recording) throws Unsaid {
        JsonNode body = recording.request();
        Requests.only("", body, KNOWN);
        List<Message> messages = new ArrayList<>();
        for (JsonNode block : body.path("system")) {
            system(messages, block);
        }
        for (JsonNode message : body.path("messages")) {
            messages.addAll(messages(message, recording.model().contains("claude") ? "anthropic" : "bedrock"));
        }
        ChatRequest request = ChatRequest.of("bedrock/" + recording.model(), messages);
        return output(inference(tools(request, body.path("toolConfig")), body.path("inferenceConfig")), body);
    }

    private static void system(List<Message> messages, JsonNode block) throws Unsaid {
        if (block.has("cachePoint")) {
            int last = messages.size() - 1;
            messages.set(last, messages.get(last).withCacheBreakpoint(ttl(block)));
        } else {
            Requests.only("system", block, Set.of("text"));
            messages.add(Message.system(block.path("text").asText()));
        }
    }

    private static CacheTtl ttl(JsonNode block) {
        return block.path("cachePoint").path("ttl").asText().equals("1h") ? CacheTtl.HOUR_1 : CacheTtl.MINUTES_5;
    }

    private static List<Message> messages(JsonNode message, String signer) throws Unsaid {
        boolean assistant = message.path("role").asText().equals("assistant");
        List<Content> results = new ArrayList<>();
        List<Content> others = new ArrayList<>();
        for (JsonNode block : message.path("content")) {
            Content part = part(block, signer, assistant);
            (part instanceof Content.ToolResult ? results : others).add(part);
        }
        List<Message> messages = new ArrayList<>();
        if (!results.isEmpty()) {
            messages.add(Message.toolResults(results.toArray(Content.ToolResult[]::new)));
        }
        if (!others.isEmpty()) {
            messages.add(assistant ? Message.assistant(others) : Message.user(others.toArray(Content[]::new)));
        }
        return messages;
    }

    private static Content part(JsonNode block, String signer, boolean assistant) throws Unsaid {
        String member = block.fieldNames().next();
        JsonNode value = block.path(member);
        boolean server = value.path("type").asText().equals("server_tool_use");
        return switch (member) {
            case "text" -> new Content.Text(value.asText());
            case "image" ->
                new Content.Image(bytes(value, "image/" + value.path("format").asText()));
            case "document" -> {
                Requests.only("document", value, Set.of("format", "name", "source"));
                yield new Content.Document(
                        bytes(value, "application/pdf"), value.path("name").asText());
            }
            case "reasoningContent" -> {
                JsonNode words = value.path("reasoningText");
                yield new Content.Thinking(
                        words.path("text").asText(),
                        new Signature(signer, words.path("signature").asText()));
            }
            case "toolUse" ->
                server
                        ? new Content.Opaque("bedrock", member, block.toString())
                        : new Content.ToolCall(
                                value.path("toolUseId").asText(),
                                value.path("name").asText(),
                                value.path("input").toString());
            case "toolResult" ->
                assistant ? new Content.Opaque("bedrock", member, block.toString()) : result(value, signer);
            default -> throw new Unsaid(member);
        };
    }

    private static Content.ToolResult result(JsonNode value, String signer) throws Unsaid {
        List<Content> content = new ArrayList<>();
        for (JsonNode each : value.path("content")) {
            if (!each.has("text") && !each.has("image")) {
                throw new Unsaid("toolResult." + each.fieldNames().next());
            }
            content.add(part(each, signer, false));
        }
        boolean failed = value.path("status").asText().equals("error");
        return new Content.ToolResult(value.path("toolUseId").asText(), content, failed);
    }

    private static Media bytes(JsonNode value, String type) throws Unsaid {
        if (!value.path("source").has("bytes")) {
            throw new Unsaid("a source of " + value.path("source").fieldNames().next());
        }
        return Requests.media(type, value.path("source").path("bytes").asText());
    }

    private static ChatRequest tools(ChatRequest request, JsonNode config) throws Unsaid {
        List<Tool> tools = new ArrayList<>();
        for (JsonNode tool : config.path("tools")) {
            Requests.only("tools", tool, Set.of("toolSpec"));
            JsonNode spec = tool.path("toolSpec");
            tools.add(new Tool(
                    spec.path("name").asText(),
                    spec.path("description").asText(""),
                    spec.path("inputSchema").path("json").toString(),
                    spec.path("strict").asBoolean()));
        }
        ChatRequest more = request.withTools(tools.toArray(Tool[]::new));
        JsonNode choice = config.path("toolChoice");
        if (choice.has("any")) {
            return more.withToolChoice(ToolChoice.REQUIRED);
        }
        return choice.has("tool")
                ? more.withToolChoice(
                        ToolChoice.named(choice.path("tool").path("name").asText()))
                : more;
    }

    private static ChatRequest inference(ChatRequest request, JsonNode config) {
        ChatRequest more = request;
        if (config.has("maxTokens")) {
            more = more.withMaxOutputTokens(config.path("maxTokens").asInt());
        }
        if (config.has("temperature")) {
            more = more.withTemperature(config.path("temperature").asDouble());
        }
        if (config.has("topP")) {
            more = more.withTopP(config.path("topP").asDouble());
        }
        return config.path("stopSequences").isEmpty()
                ? more
                : more.withStop(Requests.strings(config.path("stopSequences")));
    }

    private static ChatRequest output(ChatRequest request, JsonNode body) {
        ChatRequest more = request;
        JsonNode schema =
                body.path("outputConfig").path("textFormat").path("structure").path("jsonSchema");
        if (schema.isObject()) {
            more = more.withResponseFormat(ResponseFormat.jsonSchema(
                    schema.path("name").asText(), schema.path("schema").asText()));
        }
        JsonNode fields = body.path("additionalModelRequestFields");
        JsonNode thinking = fields.has("thinking") ? fields.path("thinking") : fields.path("reasoning_config");
        return thinking.has("budget_tokens")
                ? more.withReasoning(
                        Reasoning.budget(thinking.path("budget_tokens").asInt()))
                : more;
    }

    @Override
    public List<Allowed> allowed() {
        return BedrockAllowed.ALL;
    }
}
