package io.tollgate.ollama;

import io.tollgate.chat.Content;
import io.tollgate.chat.Media;
import io.tollgate.chat.Message;
import io.tollgate.json.Elements;
import io.tollgate.json.Members;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Parts;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
                    for (Content.ToolResult result : Parts.of(Content.ToolResult.class, message.content())) {
                        json.object(said -> result(said, result));
                    }
                }
            }
        }
    }

    private static Members text(Members said, String role, String text) throws IOException {
        return said.put("role", role).put("content", text);
    }

    private static void images(Members said, List<Content> content) throws IOException, FailureException {
        List<Media> shown = Parts.of(Content.Image.class, content).stream()
                .map(Content.Image::media)
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
        String thoughts = Parts.thoughts(message.content(), signature -> !signature.isPresent());
        text(said, "assistant", message.text()).putAny("thinking", thoughts);
        said.objects("tool_calls", message.toolCalls(), this::call);
    }

    private void call(Members each, Content.ToolCall call) throws IOException, FailureException {
        toolNames.put(call.id(), call.name());
        each.put("id", call.id())
                .function(function -> function.put("name", call.name()).arguments("arguments", call, "Ollama"));
    }

    /** Older servers know a result by the tool's name, newer ones by the call's id as well. */
    private void result(Members said, Content.ToolResult result) throws IOException, FailureException {
        text(said, "tool", result.isError() ? "Error: " + result.text() : result.text())
                .put("tool_call_id", result.callId())
                .putAny("tool_name", toolNames.getOrDefault(result.callId(), ""));
        images(said, result.content());
    }
}
