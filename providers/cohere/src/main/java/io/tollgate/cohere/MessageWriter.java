package io.tollgate.cohere;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tollgate.chat.Content;
import io.tollgate.chat.Media;
import io.tollgate.chat.Message;
import io.tollgate.json.Json;
import io.tollgate.spi.FailureException;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes the conversation of a request. What another vendor signed or made for itself is left out. */
final class MessageWriter {
    private static final Pattern MEDIA_TYPE = Pattern.compile("[a-z0-9.+_-]+/[a-z0-9.+_-]+");

    private final JsonGenerator json;
    private final boolean thinks;

    /** @param thinks whether the model does, and so can read its thoughts again */
    MessageWriter(JsonGenerator json, boolean thinks) {
        this.json = json;
        this.thinks = thinks;
    }

    void write(List<Message> messages) throws IOException, FailureException {
        json.writeArrayFieldStart("messages");
        for (Message message : messages) {
            switch (message.role()) {
                case SYSTEM -> text("system", message.text());
                case USER -> user(message.content());
                case ASSISTANT -> assistant(message);
                case TOOL -> results(message);
            }
        }
        json.writeEndArray();
    }

    private void text(String role, String text) throws IOException {
        json.writeStartObject();
        json.writeStringField("role", role);
        json.writeStringField("content", text);
        json.writeEndObject();
    }

    private void user(List<Content> content) throws IOException, FailureException {
        if (content.size() == 1 && content.get(0) instanceof Content.Text only) {
            text("user", only.text());
            return;
        }
        json.writeStartObject();
        json.writeStringField("role", "user");
        json.writeArrayFieldStart("content");
        for (Content part : content) {
            if (part instanceof Content.Text text) {
                words("text", text.text());
            } else if (part instanceof Content.Image image) {
                image(image.media());
            } else if (part instanceof Content.Document) {
                throw FailureException.unsupported("document: Cohere reads no PDF; send its text");
            }
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /** @param kind {@code text} or {@code thinking} */
    private void words(String kind, String words) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", kind);
        json.writeStringField(kind, words);
        json.writeEndObject();
    }

    private void image(Media media) throws IOException, FailureException {
        json.writeStartObject();
        json.writeStringField("type", "image_url");
        json.writeObjectFieldStart("image_url");
        if (media.url().isPresent()) {
            String url = media.url().get();
            if (url.startsWith("gs:")) {
                throw FailureException.unsupported("image: Cohere reads no gs URL; use https or the bytes");
            }
            json.writeStringField("url", url);
        } else {
            if (!MEDIA_TYPE.matcher(media.type()).matches()) {
                throw FailureException.unsupported("image: expected a media type such as image/png, but got one with"
                        + " parameters or characters that none has");
            }
            json.writeFieldName("url");
            Json.base64(json, "data:" + media.type() + ";base64,", media.bytes());
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    /** What was said before calls is their plan. */
    private void assistant(Message message) throws IOException {
        List<Content.ToolCall> calls = message.content().stream()
                .filter(Content.ToolCall.class::isInstance)
                .map(Content.ToolCall.class::cast)
                .toList();
        json.writeStartObject();
        json.writeStringField("role", "assistant");
        content(thoughts(message), calls.isEmpty() ? message.text() : "", calls.isEmpty());
        if (!calls.isEmpty()) {
            if (!message.text().isEmpty()) {
                json.writeStringField("tool_plan", message.text());
            }
            json.writeArrayFieldStart("tool_calls");
            for (Content.ToolCall call : calls) {
                call(call);
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private void content(String thoughts, String text, boolean needed) throws IOException {
        if (thoughts.isEmpty()) {
            if (needed) {
                json.writeStringField("content", text);
            }
            return;
        }
        json.writeArrayFieldStart("content");
        words("thinking", thoughts);
        if (!text.isEmpty()) {
            words("text", text);
        }
        json.writeEndArray();
    }

    private String thoughts(Message message) {
        return message.content().stream()
                .filter(part -> thinks
                        && part instanceof Content.Thinking thinking
                        && !thinking.signature().isPresent())
                .map(part -> ((Content.Thinking) part).text())
                .collect(Collectors.joining());
    }

    private void call(Content.ToolCall call) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", call.id());
        json.writeStringField("type", "function");
        json.writeObjectFieldStart("function");
        json.writeStringField("name", call.name());
        json.writeStringField("arguments", call.arguments().isBlank() ? "{}" : call.arguments());
        json.writeEndObject();
        json.writeEndObject();
    }

    private void results(Message message) throws IOException, FailureException {
        for (Content part : message.content()) {
            if (part instanceof Content.ToolResult result) {
                result(result);
            }
        }
    }

    private void result(Content.ToolResult result) throws IOException, FailureException {
        if (result.content().stream().anyMatch(Content.Image.class::isInstance)) {
            throw FailureException.unsupported(
                    "image: Cohere takes none in the result of a tool; send it in a message of the user's");
        }
        String text = result.content().stream()
                .map(part -> ((Content.Text) part).text())
                .collect(Collectors.joining("\n"));
        json.writeStartObject();
        json.writeStringField("role", "tool");
        json.writeStringField("tool_call_id", result.callId());
        if (!result.isError() && Json.isObject(text)) {
            document(text);
        } else {
            json.writeStringField("content", result.isError() ? "Error: " + text : text);
        }
        json.writeEndObject();
    }

    /** As a document, so that what the model cites of it comes back with its title and URL. */
    private void document(String object) throws IOException {
        json.writeArrayFieldStart("content");
        json.writeStartObject();
        json.writeStringField("type", "document");
        json.writeObjectFieldStart("document");
        json.writeFieldName("data");
        json.writeRawValue(object);
        json.writeEndObject();
        json.writeEndObject();
        json.writeEndArray();
    }
}
