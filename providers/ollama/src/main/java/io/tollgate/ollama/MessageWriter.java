package io.tollgate.ollama;

import io.tollgate.chat.Content;
import io.tollgate.chat.Media;
import io.tollgate.chat.Message;
import io.tollgate.json.Elements;
import io.tollgate.json.Json;
import io.tollgate.json.Members;
import io.tollgate.spi.FailureException;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes the conversation of a request. What another vendor signed or made for itself is left out. */
final class MessageWriter {
    private final Map<String, String> toolNames = new HashMap<>();

    void write(Elements json, List<Message> messages) throws IOException, FailureException {
        for (Message message : messages) {
            switch (message.role()) {
                case SYSTEM -> json.object(said -> text(said, "system", message.text()));
                case USER -> json.object(said -> images(text(said, "user", message.text()), message.content()));
                case ASSISTANT -> json.object(said -> assistant(said, message));
                case TOOL -> {
                    for (Content part : message.content()) {
                        if (part instanceof Content.ToolResult result) {
                            json.object(said -> result(said, result));
                        }
                    }
                }
            }
        }
    }

    private static Members text(Members said, String role, String text) throws IOException {
        return said.put("role", role).put("content", text);
    }

    private static void images(Members said, List<Content> content) throws IOException, FailureException {
        List<Media> shown = content.stream()
                .filter(Content.Image.class::isInstance)
                .map(part -> ((Content.Image) part).media())
                .toList();
        if (shown.stream().anyMatch(media -> media.url().isPresent())) {
            throw FailureException.unsupported("image: Ollama reads no URL; send the bytes");
        }
        if (!shown.isEmpty()) {
            said.array("images", array -> {
                for (Media media : shown) {
                    array.base64(media.bytes());
                }
            });
        }
    }

    private void assistant(Members said, Message message) throws IOException, FailureException {
        String thoughts = message.content().stream()
                .filter(part -> part instanceof Content.Thinking thinking
                        && !thinking.signature().isPresent())
                .map(part -> ((Content.Thinking) part).text())
                .collect(Collectors.joining());
        text(said, "assistant", message.text()).putAny("thinking", thoughts);
        said.objects("tool_calls", message.toolCalls(), this::call);
    }

    private void call(Members each, Content.ToolCall call) throws IOException, FailureException {
        toolNames.put(call.id(), call.name());
        String arguments = call.arguments().isBlank() ? "{}" : call.arguments();
        if (!Json.isObject(arguments)) {
            throw FailureException.unsupported("messages: Ollama takes a JSON object as the arguments of tool call "
                    + call.id() + ", but got something else");
        }
        each.put("id", call.id()).put("type", "function").object("function", function -> function.put(
                        "name", call.name())
                .raw("arguments", arguments));
    }

    /** Older servers know a result by the tool's name, newer ones by the call's id as well. */
    private void result(Members said, Content.ToolResult result) throws IOException, FailureException {
        text(said, "tool", result.isError() ? "Error: " + result.text() : result.text())
                .put("tool_call_id", result.callId())
                .putAny("tool_name", toolNames.getOrDefault(result.callId(), ""));
        images(said, result.content());
    }
}
