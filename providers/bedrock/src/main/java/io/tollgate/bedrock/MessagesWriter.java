package io.tollgate.bedrock;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tollgate.chat.CacheTtl;
import io.tollgate.chat.Content;
import io.tollgate.chat.Message;
import io.tollgate.chat.Role;
import io.tollgate.json.Json;
import io.tollgate.spi.CallIds;
import io.tollgate.spi.FailureException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Writes a conversation: instructions apart from it, and turns that alternate between the user and the model. */
final class MessagesWriter {
    // What Claude takes: Converse itself takes a few more characters.
    private static final Pattern CALL_ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private final JsonGenerator json;
    private final Family family;
    private final List<Message> messages;
    private final Breakpoints breakpoints;
    private final MediaWriter media;

    MessagesWriter(JsonGenerator json, Family family, List<Message> messages) {
        this.json = json;
        this.family = family;
        this.messages = messages.stream()
                .filter(message -> message.content().stream().anyMatch(this::isSent))
                .toList();
        this.breakpoints = new Breakpoints(family, this.messages);
        this.media = new MediaWriter(json);
    }

    // The API refuses blank text, and models refuse thoughts without their own signature.
    private boolean isSent(Content content) {
        if (content instanceof Content.Text text) {
            return !text.text().isBlank();
        }
        if (content instanceof Content.Thinking thinking) {
            return thinking.signature().isFrom(family.signer());
        }
        return !(content instanceof Content.Opaque opaque)
                || (opaque.vendor().equals(Family.VENDOR) && family.understands(opaque.type()));
    }

    void write() throws IOException, FailureException {
        List<Message> instructions =
                messages.stream().filter(m -> m.role() == Role.SYSTEM).toList();
        if (!instructions.isEmpty()) {
            json.writeArrayFieldStart("system");
            for (Message message : instructions) {
                parts(message);
            }
            json.writeEndArray();
        }
        turns(messages.stream().filter(m -> m.role() != Role.SYSTEM).toList());
    }

    private void turns(List<Message> spoken) throws IOException, FailureException {
        RequestWriter.refuse(
                spoken.isEmpty(),
                "messages: Bedrock wants at least one that isn't instructions and isn't blank,"
                        + " but the request has none");
        json.writeArrayFieldStart("messages");
        int from = 0;
        while (from < spoken.size()) {
            boolean model = spoken.get(from).role() == Role.ASSISTANT;
            int to = from + 1;
            while (to < spoken.size() && (spoken.get(to).role() == Role.ASSISTANT) == model) {
                to++;
            }
            turn(model ? "assistant" : "user", spoken.subList(from, to));
            from = to;
        }
        json.writeEndArray();
    }

    private void turn(String role, List<Message> turn) throws IOException, FailureException {
        json.writeStartObject();
        json.writeStringField("role", role);
        json.writeArrayFieldStart("content");
        // Results of tools come first, or Claude misses them.
        for (Message message : turn) {
            if (message.role() == Role.TOOL) {
                parts(message);
            }
        }
        for (Message message : turn) {
            if (message.role() != Role.TOOL) {
                parts(message);
            }
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void parts(Message message) throws IOException, FailureException {
        for (Content content : message.content()) {
            if (isSent(content)) {
                part(content);
            }
        }
        Optional<CacheTtl> ttl = breakpoints.next(message);
        if (ttl.isPresent()) {
            json.writeStartObject();
            json.writeObjectFieldStart("cachePoint");
            json.writeStringField("type", "default");
            if (ttl.get() == CacheTtl.HOUR_1) {
                json.writeStringField("ttl", "1h");
            }
            json.writeEndObject();
            json.writeEndObject();
        }
    }

    private void part(Content content) throws IOException, FailureException {
        if (content instanceof Content.Opaque opaque) {
            RequestWriter.object(json, opaque.json(), "a part of type " + opaque.type());
            return;
        }
        json.writeStartObject();
        if (content instanceof Content.Text text) {
            json.writeStringField("text", text.text());
        } else if (content instanceof Content.Thinking thinking) {
            thinking(thinking);
        } else if (content instanceof Content.Image image) {
            media.image(image.media());
        } else if (content instanceof Content.Document document) {
            media.document(document);
        } else if (content instanceof Content.ToolCall call) {
            toolCall(call);
        } else if (content instanceof Content.ToolResult result) {
            toolResult(result);
        }
        json.writeEndObject();
    }

    private void thinking(Content.Thinking thinking) throws IOException {
        json.writeObjectFieldStart("reasoningContent");
        json.writeObjectFieldStart("reasoningText");
        json.writeStringField("text", thinking.text());
        json.writeStringField("signature", thinking.signature().value());
        json.writeEndObject();
        json.writeEndObject();
    }

    private static String id(String given) {
        return CallIds.fitting(given, CALL_ID, 40);
    }

    private void toolCall(Content.ToolCall call) throws IOException {
        json.writeObjectFieldStart("toolUse");
        json.writeStringField("toolUseId", id(call.id()));
        json.writeStringField("name", call.name());
        json.writeFieldName("input");
        if (call.arguments().isBlank()) {
            json.writeRawValue("{}");
        } else if (Json.isObject(call.arguments())) {
            json.writeRawValue(call.arguments());
        } else {
            // The API takes objects only: the model sees what it wrote when it was cut off.
            json.writeStartObject();
            json.writeStringField("INVALID_JSON", call.arguments());
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private void toolResult(Content.ToolResult result) throws IOException, FailureException {
        json.writeObjectFieldStart("toolResult");
        json.writeStringField("toolUseId", id(result.callId()));
        json.writeArrayFieldStart("content");
        for (Content content : result.content()) {
            if (isSent(content)) {
                part(content);
            }
        }
        json.writeEndArray();
        if (result.isError()) {
            json.writeStringField("status", "error");
        }
        json.writeEndObject();
    }
}
