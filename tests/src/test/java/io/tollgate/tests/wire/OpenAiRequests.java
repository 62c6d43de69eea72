package io.tollgate.tests.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.chat.CacheTtl;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Content;
import io.tollgate.chat.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads recorded chat completion requests. */
final class OpenAiRequests implements Requests {
    private final String vendor;

    OpenAiRequests(String vendor) {
        this.vendor = vendor;
    }

    @Override
    public ChatRequest read(Recording recording) throws Unsaid {
        OpenAiSettings settings = new OpenAiSettings(recording.vendor(), recording.request());
        List<Message> messages = new ArrayList<>();
        for (JsonNode message : recording.request().path("messages")) {
            messages.add(message(message));
        }
        return settings.on(ChatRequest.of(recording.vendor() + "/" + recording.model(), messages));
    }

    private static Message message(JsonNode message) throws Unsaid {
        JsonNode content = message.path("content");
        switch (message.path("role").asText()) {
            case "system", "developer" -> {
                Requests.only("system", message, Set.of("role", "content", "cache_control"));
                return cached(message, Message.system(text(content)));
            }
            case "user" -> {
                Requests.only("user", message, Set.of("role", "content", "cache_control"));
                return cached(message, Message.user(parts(content).toArray(Content[]::new)));
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
        Requests.only(
                "assistant",
                message,
                Set.of(
                        "role",
                        "content",
                        "tool_calls",
                        "reasoning_content",
                        "reasoning",
                        "reasoning_details",
                        "prefix"));
        List<Content> content = new ArrayList<>();
        String thoughts = message.path("reasoning_content")
                .asText(message.path("reasoning_details").path(0).path("text").asText(""));
        if (!thoughts.isEmpty()) {
            content.add(new Content.Thinking(thoughts));
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

    /** The wish to cache the prompt up to here stands on the last part or, at Vercel, on the message. */
    private static Message cached(JsonNode message, Message read) {
        JsonNode content = message.path("content");
        JsonNode wish = message.has("cache_control")
                ? message.path("cache_control")
                : content.path(content.size() - 1).path("cache_control");
        if (!wish.isObject()) {
            return read;
        }
        return read.withCacheBreakpoint(
                wish.path("ttl").asText("5m").equals("1h") ? CacheTtl.HOUR_1 : CacheTtl.MINUTES_5);
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
        return OpenAiAllowed.of(vendor);
    }
}
