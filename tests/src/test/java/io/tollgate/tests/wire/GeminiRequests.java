package io.tollgate.tests.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Content;
import io.tollgate.chat.Message;
import io.tollgate.chat.Reasoning;
import io.tollgate.chat.ResponseFormat;
import io.tollgate.chat.Signature;
import io.tollgate.chat.Tool;
import io.tollgate.chat.ToolChoice;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads recorded requests of the Gemini API. */
final class GeminiRequests implements Requests {
    private static final Set<String> SETTINGS = Set.of(
            "temperature",
            "topP",
            "maxOutputTokens",
            "stopSequences",
            "seed",
            "responseMimeType",
            "responseSchema",
            "responseModalities",
            "thinkingConfig");

    @Override
    public ChatRequest read(Recording recording) throws Unsaid {
        JsonNode body = recording.request();
        Requests.only("", body, Set.of("contents", "systemInstruction", "generationConfig", "tools", "toolConfig"));
        List<Message> messages = new ArrayList<>();
        for (JsonNode part : body.path("systemInstruction").path("parts")) {
            messages.add(Message.system(part.path("text").asText()));
        }
        Deque<String> open = new ArrayDeque<>();
        for (JsonNode content : body.path("contents")) {
            messages.addAll(messages(content, open, recording.signer()));
        }
        ChatRequest request = ChatRequest.of(recording.vendor() + "/" + recording.model(), messages);
        request = tools(request, body.path("tools"));
        request = choice(request, body.path("toolConfig"));
        return settings(request, body.path("generationConfig"));
    }

    private static List<Message> messages(JsonNode content, Deque<String> open, String signer) throws Unsaid {
        List<Content> said = new ArrayList<>();
        List<Content.ToolResult> results = new ArrayList<>();
        for (JsonNode part : content.path("parts")) {
            if (part.has("functionResponse")) {
                results.add(result(part.path("functionResponse"), open));
            } else {
                said.add(part(part, open, signer));
            }
        }
        List<Message> messages = new ArrayList<>();
        if (!results.isEmpty()) {
            messages.add(Message.toolResults(results.toArray(Content.ToolResult[]::new)));
        }
        if (!said.isEmpty()) {
            messages.add(
                    content.path("role").asText().equals("model")
                            ? Message.assistant(said)
                            : Message.user(said.toArray(Content[]::new)));
        }
        return messages;
    }

    private static Content.ToolResult result(JsonNode response, Deque<String> open) throws Unsaid {
        Requests.only("functionResponse", response, Set.of("id", "name", "response"));
        // Results without ids stand in the order of their calls.
        String id = open.isEmpty() ? response.path("id").asText() : open.removeFirst();
        return new Content.ToolResult(
                response.path("id").asText(id),
                List.of(new Content.Text(response.path("response").toString())),
                false);
    }

    private static Content part(JsonNode part, Deque<String> open, String signer) throws Unsaid {
        String value = part.path("thoughtSignature").asText("");
        Signature signature = value.isEmpty() ? Signature.NONE : new Signature(signer, value);
        JsonNode call = part.path("functionCall");
        if (call.isObject()) {
            String id = call.path("id").asText("call-" + (open.size() + 1));
            open.addLast(id);
            return new Content.ToolCall(
                    id, call.path("name").asText(), call.path("args").toString(), signature);
        }
        JsonNode inline = part.path("inlineData");
        if (inline.isObject()) {
            String type = inline.path("mimeType").asText();
            if (type.startsWith("image/")) {
                return new Content.Image(
                        Requests.media(type, inline.path("data").asText()));
            }
            if (type.equals("application/pdf")) {
                return new Content.Document(
                        Requests.media(type, inline.path("data").asText()));
            }
            throw new Unsaid("media of type " + type);
        }
        if (part.has("fileData")) {
            throw new Unsaid(
                    "media of type " + part.path("fileData").path("mimeType").asText());
        }
        if (part.path("thought").asBoolean()) {
            return new Content.Thinking(part.path("text").asText(), signature);
        }
        if (part.has("text") || (part.size() == 1 && !value.isEmpty())) {
            return new Content.Text(part.path("text").asText(""), signature);
        }
        return new Content.Opaque(signer, part.fieldNames().next(), part.toString());
    }

    private static ChatRequest tools(ChatRequest request, JsonNode tools) throws Unsaid {
        List<Tool> all = new ArrayList<>();
        for (JsonNode tool : tools) {
            Requests.only("tools", tool, Set.of("functionDeclarations"));
            for (JsonNode function : tool.path("functionDeclarations")) {
                Requests.only(
                        "functionDeclarations",
                        function,
                        Set.of(
                                "name",
                                "description",
                                "parameters",
                                "parametersJsonSchema",
                                "parameters_json_schema",
                                "responseJsonSchema"));
                all.add(Tool.of(
                        function.path("name").asText(),
                        function.path("description").asText(""),
                        schema(function).toString()));
            }
        }
        return request.withTools(all.toArray(Tool[]::new));
    }

    private static JsonNode schema(JsonNode function) {
        for (String name : List.of("parametersJsonSchema", "parameters_json_schema")) {
            if (function.has(name)) {
                return function.path(name);
            }
        }
        return function.path("parameters");
    }

    private static ChatRequest choice(ChatRequest request, JsonNode config) throws Unsaid {
        Requests.only("toolConfig", config, Set.of("functionCallingConfig"));
        JsonNode calling = config.path("functionCallingConfig");
        JsonNode names = calling.path("allowedFunctionNames");
        return switch (calling.path("mode").asText("AUTO")) {
            case "AUTO" -> request;
            case "NONE" -> request.withToolChoice(ToolChoice.NONE);
            case "ANY" ->
                request.withToolChoice(
                        names.size() == 1 ? ToolChoice.named(names.get(0).asText()) : ToolChoice.REQUIRED);
            default -> throw new Unsaid("toolConfig " + calling);
        };
    }

    private static ChatRequest settings(ChatRequest request, JsonNode config) throws Unsaid {
        Requests.only("generationConfig", config, SETTINGS);
        ChatRequest more = request;
        if (config.hasNonNull("temperature")) {
            more = more.withTemperature(config.path("temperature").asDouble());
        }
        if (config.hasNonNull("topP")) {
            more = more.withTopP(config.path("topP").asDouble());
        }
        if (config.hasNonNull("maxOutputTokens")) {
            more = more.withMaxOutputTokens(config.path("maxOutputTokens").asInt());
        }
        if (config.hasNonNull("seed")) {
            more = more.withSeed(config.path("seed").asLong());
        }
        if (config.path("stopSequences").size() > 0) {
            more = more.withStop(Requests.strings(config.path("stopSequences")));
        }
        if (config.has("responseSchema")) {
            more = more.withResponseFormat(ResponseFormat.jsonSchema(
                    "answer", config.path("responseSchema").toString()));
        } else if (config.path("responseMimeType").asText().equals("application/json")) {
            more = more.withResponseFormat(ResponseFormat.JSON);
        }
        return thinking(more, config.path("thinkingConfig"));
    }

    private static ChatRequest thinking(ChatRequest request, JsonNode thinking) {
        String level = thinking.path("thinkingLevel").asText("");
        if (!level.isEmpty()) {
            return request.withReasoning(Reasoning.Effort.valueOf(level.toUpperCase(Locale.ROOT)));
        }
        int budget = thinking.path("thinkingBudget")
                .asInt(thinking.path("thinking_budget").asInt());
        return budget > 0 ? request.withReasoning(Reasoning.budget(budget)) : request;
    }

    @Override
    public List<Allowed> allowed() {
        return GeminiAllowed.ALL;
    }
}
