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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads recorded requests of the Responses API. */
final class ResponsesRequests implements Requests {
    private static final Set<String> KNOWN = Set.of(
            "model",
            "input",
            "instructions",
            "tools",
            "tool_choice",
            "parallel_tool_calls",
            "text",
            "reasoning",
            "max_output_tokens",
            "temperature",
            "top_p",
            "user",
            "safety_identifier",
            "include",
            "store",
            "stream");

    @Override
    public ChatRequest read(Recording recording) throws Unsaid {
        JsonNode body = recording.request();
        Requests.only("", body, KNOWN);
        List<Message> messages = new ArrayList<>();
        if (body.hasNonNull("instructions")) {
            messages.add(Message.system(body.path("instructions").asText()));
        }
        if (body.path("input").isTextual()) {
            messages.add(Message.user(body.path("input").asText()));
        }
        List<Content> said = new ArrayList<>();
        for (JsonNode item : body.path("input")) {
            if (!said(recording.vendor(), item, said)) {
                flush(said, messages);
                messages.add(message(item));
            }
        }
        flush(said, messages);
        ChatRequest request = ChatRequest.of(recording.vendor() + "/" + recording.model(), messages);
        return settings(tools(request, body), body);
    }

    private static void flush(List<Content> said, List<Message> messages) {
        if (!said.isEmpty()) {
            messages.add(Message.assistant(said));
            said.clear();
        }
    }

    /** Adds an item of the model's to its turn; false if it is somebody else's. */
    private static boolean said(String vendor, JsonNode item, List<Content> said) throws Unsaid {
        String type = item.path("type").asText("message");
        if (type.equals("reasoning")) {
            said.add(new Content.Opaque(vendor, type, item.toString()));
            return true;
        }
        if (type.equals("function_call")) {
            Requests.only(type, item, Set.of("type", "id", "status", "call_id", "name", "arguments"));
            said.add(new Content.ToolCall(
                    item.path("call_id").asText(),
                    item.path("name").asText(),
                    item.path("arguments").asText()));
            return true;
        }
        if (!item.path("role").asText().equals("assistant")) {
            return false;
        }
        Requests.only("assistant", item, Set.of("type", "role", "content", "id", "status", "phase"));
        said.add(new Content.Text(
                text(item.path("content")),
                new Signature(vendor, item.path("phase").asText(""))));
        return true;
    }

    private static Message message(JsonNode item) throws Unsaid {
        if (item.path("type").asText().equals("function_call_output")) {
            Requests.only("output", item, Set.of("type", "id", "status", "call_id", "output"));
            return Message.toolResult(item.path("call_id").asText(), text(item.path("output")));
        }
        Requests.only("message", item, Set.of("type", "role", "content"));
        return item.path("role").asText().equals("user")
                ? Message.user(parts(item.path("content")).toArray(Content[]::new))
                : Message.system(text(item.path("content")));
    }

    private static String text(JsonNode content) throws Unsaid {
        if (!content.isArray()) {
            return content.asText();
        }
        StringBuilder all = new StringBuilder();
        for (JsonNode part : content) {
            if (!part.path("type").asText().endsWith("put_text")) {
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
                case "input_text" ->
                    parts.add(new Content.Text(part.path("text").asText()));
                case "input_image" -> {
                    Requests.only("image", part, Set.of("type", "image_url", "detail"));
                    parts.add(new Content.Image(
                            Requests.mediaAt(part.path("image_url").asText(), "image/png")));
                }
                case "input_file" -> {
                    Requests.only("file", part, Set.of("type", "file_data", "file_url", "filename"));
                    String at =
                            part.path("file_data").asText(part.path("file_url").asText());
                    parts.add(new Content.Document(
                            Requests.mediaAt(at, "application/pdf"),
                            part.path("filename").asText("")));
                }
                default -> throw new Unsaid("a user's " + part.path("type").asText());
            }
        }
        return parts;
    }

    private static ChatRequest tools(ChatRequest request, JsonNode body) throws Unsaid {
        List<Tool> tools = new ArrayList<>();
        for (JsonNode tool : body.path("tools")) {
            if (!tool.path("type").asText().equals("function")) {
                throw new Unsaid("the vendor's own tool " + tool.path("type").asText());
            }
            Requests.only("tools", tool, Set.of("type", "name", "description", "parameters", "strict"));
            // The recorded answers echo strict: true where the request didn't say.
            tools.add(new Tool(
                    tool.path("name").asText(),
                    tool.path("description").asText(""),
                    tool.path("parameters").toString(),
                    tool.path("strict").asBoolean(true)));
        }
        ChatRequest more = request.withTools(tools.toArray(Tool[]::new));
        if (body.hasNonNull("parallel_tool_calls")) {
            more = more.withParallelToolCalls(body.path("parallel_tool_calls").asBoolean());
        }
        JsonNode choice = body.path("tool_choice");
        if (choice.isObject()) {
            return more.withToolChoice(ToolChoice.named(choice.path("name").asText()));
        }
        return switch (choice.asText("auto")) {
            case "auto" -> more;
            case "none" -> more.withToolChoice(ToolChoice.NONE);
            case "required" -> more.withToolChoice(ToolChoice.REQUIRED);
            default -> throw new Unsaid("tool_choice " + choice);
        };
    }

    private static ChatRequest settings(ChatRequest request, JsonNode body) throws Unsaid {
        ChatRequest more = request;
        JsonNode format = body.path("text").path("format");
        switch (format.path("type").asText("text")) {
            case "json_object" -> more = more.withResponseFormat(ResponseFormat.JSON);
            case "json_schema" ->
                more = more.withResponseFormat(ResponseFormat.jsonSchema(
                        format.path("name").asText(), format.path("schema").toString()));
            default -> {}
        }
        JsonNode effort = body.path("reasoning").path("effort");
        if (effort.isTextual()) {
            Requests.only("reasoning", body.path("reasoning"), Set.of("effort", "summary"));
            more = more.withReasoning(Reasoning.Effort.valueOf(effort.asText().toUpperCase(Locale.ROOT)));
        }
        if (body.hasNonNull("temperature")) {
            more = more.withTemperature(body.path("temperature").asDouble());
        }
        if (body.hasNonNull("top_p")) {
            more = more.withTopP(body.path("top_p").asDouble());
        }
        if (body.hasNonNull("max_output_tokens")) {
            more = more.withMaxOutputTokens(body.path("max_output_tokens").asInt());
        }
        String user = body.path("safety_identifier").asText(body.path("user").asText(""));
        return user.isEmpty() ? more : more.withUser(user);
    }

    @Override
    public List<Allowed> allowed() {
        return ResponsesAllowed.ALL;
    }
}
