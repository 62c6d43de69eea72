package io.tollgate.anthropic;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.chat.CacheTtl;
import io.tollgate.chat.Content;
import io.tollgate.chat.Media;
import io.tollgate.chat.Message;
import io.tollgate.chat.Role;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.json.Json;
import io.tollgate.spi.CallIds;
import io.tollgate.spi.FailureException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes a conversation: instructions apart from it, and turns that alternate between the user and the model. */
final class MessagesWriter {
    private static final Pattern CALL_ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final List<String> IMAGES = List.of("image/jpeg", "image/png", "image/gif", "image/webp");

    private final JsonGenerator json;
    private final List<Message> messages;
    private final Breakpoints breakpoints;

    MessagesWriter(JsonGenerator json, List<Message> messages) {
        this.json = json;
        this.messages = messages.stream()
                .filter(message -> message.content().stream().anyMatch(MessagesWriter::isSent))
                .toList();
        this.breakpoints = new Breakpoints(this.messages);
    }

    // The API refuses blank text, and thoughts without its own signature.
    private static boolean isSent(Content content) {
        if (content instanceof Content.Text text) {
            return !text.text().isBlank();
        }
        if (content instanceof Content.Thinking thinking) {
            return thinking.signature().isFrom(MessagesCodec.VENDOR);
        }
        return !(content instanceof Content.Opaque opaque)
                || (opaque.vendor().equals(MessagesCodec.VENDOR)
                        && !opaque.type().equals(Blocks.CITATIONS));
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
        if (spoken.isEmpty()) {
            throw FailureException.unsupported(
                    "messages: Anthropic wants at least one that isn't instructions and isn't"
                            + " blank, but the request has none");
        }
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
        List<Message> ordered = new ArrayList<>(turn);
        // Results of tools come first, or the API misses them.
        ordered.sort(Comparator.comparing(message -> message.role() != Role.TOOL));
        for (Message message : ordered) {
            parts(message);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void parts(Message message) throws IOException, FailureException {
        CacheTtl ttl = breakpoints.next(message);
        List<Content> parts = message.content();
        int last = parts.size() - 1;
        while (last >= 0 && !isMarkable(parts.get(last))) {
            last--;
        }
        for (int i = 0; i < parts.size(); i++) {
            if (isSent(parts.get(i))) {
                part(parts.get(i), i == last ? ttl : null, i + 1 < parts.size() ? parts.get(i + 1) : null);
            }
        }
    }

    private static boolean isMarkable(Content content) {
        return isSent(content) && !(content instanceof Content.Thinking) && !(content instanceof Content.Opaque);
    }

    private void part(Content content, @Nullable CacheTtl ttl, @Nullable Content next)
            throws IOException, FailureException {
        if (content instanceof Content.Opaque opaque) {
            if (!Json.isObject(opaque.json())) {
                throw new FailureException(Failure.of(FailureKind.INVALID_REQUEST)
                        .withMessage("expected a part of type " + opaque.type() + " to be one JSON object"));
            }
            json.writeRawValue(opaque.json());
            return;
        }
        json.writeStartObject();
        if (content instanceof Content.Text text) {
            json.writeStringField("type", "text");
            json.writeStringField("text", text.text());
            citations(next);
        } else if (content instanceof Content.Thinking thinking) {
            json.writeStringField("type", "thinking");
            json.writeStringField("thinking", thinking.text());
            json.writeStringField("signature", thinking.signature().value());
        } else if (content instanceof Content.Image image) {
            image(image.media());
        } else if (content instanceof Content.Document document) {
            document(document);
        } else if (content instanceof Content.ToolCall call) {
            toolCall(call);
        } else if (content instanceof Content.ToolResult result) {
            toolResult(result);
        }
        if (ttl != null) {
            json.writeObjectFieldStart("cache_control");
            json.writeStringField("type", "ephemeral");
            json.writeStringField("ttl", ttl == CacheTtl.HOUR_1 ? "1h" : "5m");
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    /** What the vendor wants back with a text stands after it. */
    private void citations(@Nullable Content next) throws IOException {
        if (next instanceof Content.Opaque opaque
                && opaque.vendor().equals(MessagesCodec.VENDOR)
                && opaque.type().equals(Blocks.CITATIONS)) {
            byte[] kept = opaque.json().getBytes(StandardCharsets.UTF_8);
            JsonNode citations = Json.tree(kept, kept.length).path(Blocks.CITATIONS);
            if (citations.isArray()) {
                json.writeFieldName(Blocks.CITATIONS);
                json.writeRawValue(citations.toString());
            }
        }
    }

    private void image(Media media) throws IOException, FailureException {
        if (media.url().isEmpty() && !IMAGES.contains(media.type())) {
            throw FailureException.unsupported(
                    "messages: Anthropic takes images of " + IMAGES + ", but one is " + media.type());
        }
        json.writeStringField("type", "image");
        source(media);
    }

    private void document(Content.Document document) throws IOException, FailureException {
        Media media = document.media();
        if (!media.type().equals("application/pdf")) {
            throw FailureException.unsupported(
                    "messages: Anthropic takes documents of application/pdf, but one is " + media.type());
        }
        json.writeStringField("type", "document");
        source(media);
        if (!document.name().isEmpty()) {
            json.writeStringField("title", document.name());
        }
    }

    private void source(Media media) throws IOException, FailureException {
        json.writeObjectFieldStart("source");
        String url = media.url().orElse("");
        if (url.isEmpty()) {
            json.writeStringField("type", "base64");
            json.writeStringField("media_type", media.type());
            json.writeFieldName("data");
            Json.base64(json, "", media.bytes());
        } else if (url.startsWith("https://")) {
            json.writeStringField("type", "url");
            json.writeStringField("url", url);
        } else {
            throw FailureException.unsupported(
                    "messages: Anthropic reads images and documents from https URLs only, but" + " one is at "
                            + url.substring(0, url.indexOf(':')));
        }
        json.writeEndObject();
    }

    private void toolCall(Content.ToolCall call) throws IOException {
        json.writeStringField("type", "tool_use");
        json.writeStringField("id", callId(call.id()));
        json.writeStringField("name", call.name());
        json.writeFieldName("input");
        if (call.arguments().isBlank()) {
            json.writeRawValue("{}");
        } else if (Json.isObject(call.arguments())) {
            json.writeRawValue(call.arguments());
        } else {
            // The API takes objects only. The vendor's advice for arguments that were cut off: show them to the model
            // so.
            json.writeStartObject();
            json.writeStringField("INVALID_JSON", call.arguments());
            json.writeEndObject();
        }
    }

    private void toolResult(Content.ToolResult result) throws IOException, FailureException {
        json.writeStringField("type", "tool_result");
        json.writeStringField("tool_use_id", callId(result.callId()));
        if (result.content().stream().anyMatch(MessagesWriter::isSent)) {
            json.writeArrayFieldStart("content");
            for (Content content : result.content()) {
                if (isSent(content)) {
                    part(content, null, null);
                }
            }
            json.writeEndArray();
        }
        if (result.isError()) {
            json.writeBooleanField("is_error", true);
        }
    }

    /** Other vendors make ids of any characters. */
    private static String callId(String id) {
        return CallIds.fitting(id, CALL_ID, 40);
    }
}
