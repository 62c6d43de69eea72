package io.tollgate.ollama;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tollgate.chat.Content;
import io.tollgate.chat.Message;
import io.tollgate.json.Json;
import io.tollgate.spi.FailureException;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes the conversation of a request. What another vendor signed or made for itself is left out. */
final class MessageWriter {
    private final JsonGenerator json;
    private final Map<String, String> toolNames = new HashMap<>();

    MessageWriter(JsonGenerator json) {
        this.json = json;
    }

    void write(List<Message> messages) throws IOException, FailureException {
        json.writeArrayFieldStart("messages");
        for (Message message : messages) {
            switch (message.role()) {
                case SYSTEM -> {
                    begin("system", message.text());
                    json.writeEndObject();
                }
                case USER -> user(message);
                case ASSISTANT -> assistant(message);
                case TOOL -> results(message);
            }
        }
        json.writeEndArray();
    }

    private void begin(String role, String text) throws IOException {
        json.writeStartObject();
        json.writeStringField("role", role);
        json.writeStringField("content", text);
    }

    private void user(Message message) throws IOException, FailureException {
        if (message.content().stream().anyMatch(Content.Document.class::isInstance)) {
            throw FailureException.unsupported("document: Ollama reads no PDF; send its text");
        }
        begin("user", message.text());
        images(message.content());
        json.writeEndObject();
    }

    private void images(List<Content> content) throws IOException, FailureException {
        boolean begun = false;
        for (Content part : content) {
            if (part instanceof Content.Image image) {
                if (image.media().url().isPresent()) {
                    throw FailureException.unsupported("image: Ollama reads no URL; send the bytes");
                }
                if (!begun) {
                    json.writeArrayFieldStart("images");
                    begun = true;
                }
                Json.base64(json, "", image.media().bytes());
            }
        }
        if (begun) {
            json.writeEndArray();
        }
    }

    private void assistant(Message message) throws IOException, FailureException {
        begin("assistant", message.text());
        String thoughts = message.content().stream()
                .filter(part -> part instanceof Content.Thinking thinking
                        && !thinking.signature().isPresent())
                .map(part -> ((Content.Thinking) part).text())
                .collect(Collectors.joining());
        if (!thoughts.isEmpty()) {
            json.writeStringField("thinking", thoughts);
        }
        boolean begun = false;
        for (Content part : message.content()) {
            if (part instanceof Content.ToolCall call) {
                if (!begun) {
                    json.writeArrayFieldStart("tool_calls");
                    begun = true;
                }
                call(call);
            }
        }
        if (begun) {
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private void call(Content.ToolCall call) throws IOException, FailureException {
        toolNames.put(call.id(), call.name());
        String arguments = call.arguments().isBlank() ? "{}" : call.arguments();
        if (!Json.isObject(arguments)) {
            throw FailureException.unsupported("messages: Ollama takes a JSON object as the arguments of tool call "
                    + call.id() + ", but got something else");
        }
        json.writeStartObject();
        json.writeStringField("id", call.id());
        json.writeStringField("type", "function");
        json.writeObjectFieldStart("function");
        json.writeStringField("name", call.name());
        json.writeFieldName("arguments");
        json.writeRawValue(arguments);
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

    /** Older servers know a result by the tool's name, newer ones by the call's id as well. */
    private void result(Content.ToolResult result) throws IOException, FailureException {
        String text = result.content().stream()
                .filter(Content.Text.class::isInstance)
                .map(part -> ((Content.Text) part).text())
                .collect(Collectors.joining("\n"));
        begin("tool", result.isError() ? "Error: " + text : text);
        json.writeStringField("tool_call_id", result.callId());
        String name = toolNames.get(result.callId());
        if (name != null) {
            json.writeStringField("tool_name", name);
        }
        images(result.content());
        json.writeEndObject();
    }
}
