package io.tollgate.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tollgate.chat.Content;
import io.tollgate.chat.Message;
import io.tollgate.chat.Role;
import io.tollgate.spi.CallIds;
import io.tollgate.spi.FailureException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes the conversation of a request. What another vendor signed or made for itself is left out. */
final class MessageWriter {
    private static final Pattern SHORT_ID = Pattern.compile("[A-Za-z0-9]{9}");

    private final String vendor;
    private final Dialect dialect;
    private final boolean replaysThoughts;
    private final PartWriter parts;
    private final JsonGenerator json;
    /** Of tool results, which can hold text only: they follow in a message of the user's. */
    private final List<Content> images = new ArrayList<>();

    MessageWriter(String vendor, Dialect dialect, boolean replaysThoughts, JsonGenerator json) {
        this.vendor = vendor;
        this.dialect = dialect;
        this.replaysThoughts = replaysThoughts;
        this.parts = new PartWriter(vendor, dialect, json);
        this.json = json;
    }

    void write(List<Message> messages) throws IOException, FailureException {
        boolean strict = dialect.has(Trait.STRICT_ORDER);
        List<Message> turns = strict ? systemFirst(messages) : messages;
        json.writeArrayFieldStart("messages");
        for (int i = 0; i < turns.size(); i++) {
            Message message = turns.get(i);
            if (message.role() != Role.TOOL) {
                images();
            }
            switch (message.role()) {
                case SYSTEM -> text("system", message.text());
                case USER -> {
                    if (strict && i > 0 && turns.get(i - 1).role() == Role.TOOL) {
                        text("assistant", "Done.");
                    }
                    user(message.content());
                }
                case ASSISTANT -> assistant(message, strict && i == turns.size() - 1);
                case TOOL -> results(message);
            }
        }
        images();
        json.writeEndArray();
    }

    private static List<Message> systemFirst(List<Message> messages) {
        return Stream.concat(
                        messages.stream().filter(message -> message.role() == Role.SYSTEM),
                        messages.stream().filter(message -> message.role() != Role.SYSTEM))
                .toList();
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
        parts.write(content.stream()
                .filter(part -> !(part instanceof Content.Opaque))
                .toList());
        json.writeEndObject();
    }

    private void assistant(Message message, boolean goesOn) throws IOException, FailureException {
        List<Content.ToolCall> calls = message.content().stream()
                .filter(Content.ToolCall.class::isInstance)
                .map(Content.ToolCall.class::cast)
                .toList();
        json.writeStartObject();
        json.writeStringField("role", "assistant");
        content(message, calls.isEmpty());
        if (replaysThoughts && dialect.has(Trait.REPLAYS_REASONING)) {
            json.writeStringField("reasoning_content", thoughts(message));
        }
        details(message);
        if (goesOn) {
            json.writeBooleanField("prefix", true);
        }
        if (!calls.isEmpty()) {
            json.writeArrayFieldStart("tool_calls");
            for (Content.ToolCall call : calls) {
                call(call);
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private void content(Message message, boolean needed) throws IOException, FailureException {
        String text = message.text();
        List<Content> own = dialect.has(Trait.PARTS_ANYWHERE)
                ? message.content().stream().filter(this::isOfContent).toList()
                : List.of();
        if (own.stream().anyMatch(part -> !(part instanceof Content.Text))) {
            parts.write(own);
        } else if (!text.isEmpty() || needed) {
            json.writeStringField("content", text);
        }
    }

    private boolean isOfContent(Content part) {
        return part instanceof Content.Text
                || (replaysThoughts && isOwnThought(part))
                || isOpaque(part, Delta.REFERENCES);
    }

    private boolean isOwnThought(Content part) {
        return part instanceof Content.Thinking thinking
                && (!thinking.signature().isPresent() || thinking.signature().isFrom(vendor));
    }

    private boolean isOpaque(Content part, String type) {
        return part instanceof Content.Opaque opaque
                && opaque.vendor().equals(vendor)
                && opaque.type().equals(type);
    }

    private String thoughts(Message message) {
        return message.content().stream()
                .filter(this::isOwnThought)
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
                : isOpaque(part, Delta.DETAILS);
    }

    private void call(Content.ToolCall call) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", callId(call.id()));
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
        List<Content> shown = result.content().stream()
                .filter(Content.Image.class::isInstance)
                .toList();
        json.writeStartObject();
        json.writeStringField("role", "tool");
        json.writeStringField("tool_call_id", callId(result.callId()));
        if (!shown.isEmpty() && dialect.has(Trait.PARTS_ANYWHERE)) {
            parts.write(result.content());
        } else {
            String text = words(result.content());
            text = text.isEmpty() && !shown.isEmpty() ? "See the images in the next message." : text;
            json.writeStringField("content", result.isError() ? "Error: " + text : text);
            if (!shown.isEmpty()) {
                images.add(new Content.Text("Images that tool call " + result.callId() + " gave:"));
                images.addAll(shown);
            }
        }
        json.writeEndObject();
    }

    private static String words(List<Content> content) {
        return content.stream()
                .filter(Content.Text.class::isInstance)
                .map(part -> ((Content.Text) part).text())
                .collect(Collectors.joining("\n"));
    }

    private String callId(String id) {
        return dialect.has(Trait.SHORT_CALL_IDS) ? CallIds.fitting(id, SHORT_ID, 9) : id;
    }

    private void images() throws IOException, FailureException {
        if (!images.isEmpty()) {
            user(images);
            images.clear();
        }
    }
}
