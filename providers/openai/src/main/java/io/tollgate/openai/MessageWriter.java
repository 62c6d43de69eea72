package io.tollgate.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tollgate.chat.Content;
import io.tollgate.chat.Media;
import io.tollgate.chat.Message;
import io.tollgate.chat.Role;
import io.tollgate.json.Json;
import io.tollgate.spi.FailureException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes the conversation of a request. What another vendor signed or made for itself is left out. */
final class MessageWriter {
    private static final Pattern MEDIA_TYPE = Pattern.compile("[a-z0-9.+_-]+/[a-z0-9.+_-]+");

    private final String vendor;
    private final boolean replaysReasoning;
    private final JsonGenerator json;
    /** Of tool results, which can hold text only: they follow in a message of the user's. */
    private final List<Content> images = new ArrayList<>();

    MessageWriter(String vendor, boolean replaysReasoning, JsonGenerator json) {
        this.vendor = vendor;
        this.replaysReasoning = replaysReasoning;
        this.json = json;
    }

    void write(List<Message> messages) throws IOException, FailureException {
        json.writeArrayFieldStart("messages");
        for (Message message : messages) {
            if (message.role() != Role.TOOL) {
                images();
            }
            switch (message.role()) {
                case SYSTEM -> text("system", message.text());
                case USER -> user(message.content());
                case ASSISTANT -> assistant(message);
                case TOOL -> results(message);
            }
        }
        images();
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
            part(part);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void part(Content part) throws IOException, FailureException {
        if (part instanceof Content.Text text) {
            json.writeStartObject();
            json.writeStringField("type", "text");
            json.writeStringField("text", text.text());
            json.writeEndObject();
        } else if (part instanceof Content.Image image) {
            image(image.media());
        } else if (part instanceof Content.Document document) {
            document(document);
        }
    }

    private void image(Media media) throws IOException, FailureException {
        json.writeStartObject();
        json.writeStringField("type", "image_url");
        json.writeObjectFieldStart("image_url");
        if (media.url().isPresent()) {
            String url = media.url().get();
            if (url.startsWith("gs:")) {
                throw FailureException.unsupported("image: " + vendor + " reads no gs URL; use https or the bytes");
            }
            json.writeStringField("url", url);
        } else {
            dataUrl("url", media);
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private void document(Content.Document document) throws IOException, FailureException {
        if (document.media().url().isPresent()) {
            throw FailureException.unsupported("document: " + vendor + " reads no documents by URL; use the bytes");
        }
        json.writeStartObject();
        json.writeStringField("type", "file");
        json.writeObjectFieldStart("file");
        json.writeStringField("filename", document.name().isEmpty() ? "document.pdf" : document.name());
        dataUrl("file_data", document.media());
        json.writeEndObject();
        json.writeEndObject();
    }

    private void dataUrl(String field, Media media) throws IOException, FailureException {
        if (!MEDIA_TYPE.matcher(media.type()).matches()) {
            throw FailureException.unsupported("media type: expected one such as image/png, but got one with parameters"
                    + " or characters that none has");
        }
        json.writeFieldName(field);
        Json.base64(json, "data:" + media.type() + ";base64,", media.bytes());
    }

    private void assistant(Message message) throws IOException {
        List<Content.ToolCall> calls = message.content().stream()
                .filter(Content.ToolCall.class::isInstance)
                .map(Content.ToolCall.class::cast)
                .toList();
        json.writeStartObject();
        json.writeStringField("role", "assistant");
        String text = message.text();
        if (!text.isEmpty() || calls.isEmpty()) {
            json.writeStringField("content", text);
        }
        if (replaysReasoning) {
            json.writeStringField("reasoning_content", thoughts(message));
        }
        details(message);
        if (!calls.isEmpty()) {
            json.writeArrayFieldStart("tool_calls");
            for (Content.ToolCall call : calls) {
                call(call);
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private String thoughts(Message message) {
        return message.content().stream()
                .filter(part -> part instanceof Content.Thinking thinking
                        && (!thinking.signature().isPresent()
                                || thinking.signature().isFrom(vendor)))
                .map(part -> ((Content.Thinking) part).text())
                .collect(Collectors.joining());
    }

    /** What this vendor signed or encrypted, in its own form. */
    private void details(Message message) throws IOException {
        boolean begun = false;
        for (Content part : message.content()) {
            if (!isDetail(part)) {
                continue;
            }
            if (!begun) {
                json.writeArrayFieldStart(Delta.DETAILS);
                begun = true;
            }
            if (part instanceof Content.Thinking thinking) {
                json.writeStartObject();
                json.writeStringField("type", "reasoning.text");
                json.writeStringField("text", thinking.text());
                json.writeStringField("signature", thinking.signature().value());
                json.writeEndObject();
            } else if (part instanceof Content.Opaque opaque) {
                json.writeRawValue(opaque.json());
            }
        }
        if (begun) {
            json.writeEndArray();
        }
    }

    private boolean isDetail(Content part) {
        return part instanceof Content.Thinking thinking
                ? thinking.signature().isFrom(vendor)
                : part instanceof Content.Opaque opaque
                        && opaque.vendor().equals(vendor)
                        && opaque.type().equals(Delta.DETAILS);
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

    private void results(Message message) throws IOException {
        for (Content part : message.content()) {
            if (part instanceof Content.ToolResult result) {
                result(result);
            }
        }
    }

    private void result(Content.ToolResult result) throws IOException {
        String text = result.content().stream()
                .filter(Content.Text.class::isInstance)
                .map(part -> ((Content.Text) part).text())
                .collect(Collectors.joining("\n"));
        int before = images.size();
        for (Content part : result.content()) {
            if (part instanceof Content.Image) {
                if (images.size() == before) {
                    images.add(new Content.Text("Images that tool call " + result.callId() + " gave:"));
                }
                images.add(part);
            }
        }
        if (text.isEmpty() && images.size() > before) {
            text = "See the images in the next message.";
        }
        json.writeStartObject();
        json.writeStringField("role", "tool");
        json.writeStringField("tool_call_id", result.callId());
        json.writeStringField("content", result.isError() ? "Error: " + text : text);
        json.writeEndObject();
    }

    private void images() throws IOException, FailureException {
        if (!images.isEmpty()) {
            user(images);
            images.clear();
        }
    }
}
