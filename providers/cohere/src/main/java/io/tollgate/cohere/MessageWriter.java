package io.tollgate.cohere;

import io.tollgate.chat.Content;
import io.tollgate.chat.Message;
import io.tollgate.json.Elements;
import io.tollgate.json.Json;
import io.tollgate.json.Members;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Parts;
import java.io.IOException;
import java.util.List;

/** Writes the conversation of a request. What another vendor signed or made for itself is left out. */
final class MessageWriter {
    private final boolean thinks;

    /** @param thinks whether the model does, and so can read its thoughts again */
    MessageWriter(boolean thinks) {
        this.thinks = thinks;
    }

    void write(Elements json, List<Message> messages) throws IOException, FailureException {
        for (Message message : messages) {
            switch (message.role()) {
                case SYSTEM -> text(json, "system", message.text());
                case USER -> user(json, message.content());
                case ASSISTANT -> json.object(said -> assistant(said, message));
                case TOOL -> {
                    for (Content.ToolResult result : Parts.of(Content.ToolResult.class, message.content())) {
                        result(json, result);
                    }
                }
            }
        }
    }

    private static void text(Elements json, String role, String text) throws IOException, FailureException {
        json.object(message -> message.put("role", role).put("content", text));
    }

    private static void user(Elements json, List<Content> content) throws IOException, FailureException {
        if (content.size() == 1 && content.get(0) instanceof Content.Text only) {
            text(json, "user", only.text());
            return;
        }
        json.object(message -> message.put("role", "user").array("content", parts -> {
            for (Content part : content) {
                if (part instanceof Content.Text text) {
                    parts.object(words -> words.words("text", text.text()));
                } else if (part instanceof Content.Image image) {
                    parts.object(shown -> shown.imageUrl("Cohere", image.media()));
                }
            }
        }));
    }

    /** What was said before calls is their plan. */
    private void assistant(Members said, Message message) throws IOException, FailureException {
        List<Content.ToolCall> calls = message.toolCalls();
        said.put("role", "assistant");
        content(said, thoughts(message), calls.isEmpty() ? message.text() : "", calls.isEmpty());
        if (!calls.isEmpty()) {
            said.putAny("tool_plan", message.text())
                    .objects("tool_calls", calls, (each, call) -> each.call(call.id(), call));
        }
    }

    private static void content(Members said, String thoughts, String text, boolean needed)
            throws IOException, FailureException {
        if (!thoughts.isEmpty()) {
            said.array("content", parts -> {
                parts.object(part -> part.words("thinking", thoughts));
                if (!text.isEmpty()) {
                    parts.object(part -> part.words("text", text));
                }
            });
        } else if (needed) {
            said.put("content", text);
        }
    }

    private String thoughts(Message message) {
        return thinks ? Parts.thoughts(message.content(), signature -> !signature.isPresent()) : "";
    }

    private static void result(Elements json, Content.ToolResult result) throws IOException, FailureException {
        if (!Parts.of(Content.Image.class, result.content()).isEmpty()) {
            throw FailureException.unsupported(
                    "image: Cohere takes none in the result of a tool; send it in a message of the user's");
        }
        String text = result.text();
        json.object(message -> {
            message.put("role", "tool").put("tool_call_id", result.callId());
            if (!result.isError() && Json.isObject(text)) {
                // As a document, so that what the model cites of it comes back with its title and URL.
                message.array(
                        "content",
                        parts -> parts.object(part -> part.put("type", "document")
                                .object("document", document -> document.raw("data", text))));
            } else {
                message.put("content", result.isError() ? "Error: " + text : text);
            }
        });
    }
}
