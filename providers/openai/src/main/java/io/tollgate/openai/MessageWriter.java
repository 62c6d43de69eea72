package io.tollgate.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tollgate.chat.CacheTtl;
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
                case SYSTEM -> words("system", message.content(), cache(message));
                case USER -> {
                    if (strict && i > 0 && turns.get(i - 1).role() == Role.TOOL) {
                        text("assistant", "Done.");
                    }
                    words("user", message.content(), cache(message));
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

    /** For how long the prompt up to the message's end shall be cached; empty if not at all. */
    private String cache(Message message) {
        if (!dialect.has(Trait.CACHE_CONTROL) || message.cacheBreakpoint().isEmpty()) {
            return "";
        }
        return message.cacheBreakpoint().get() == CacheTtl.HOUR_1 ? "1h" : "5m";
    }

    private void words(String role, List<Content> content, String cache) throws IOException, FailureException {
        if (cache.isEmpty() && content.size() == 1 && content.get(0) instanceof Content.Text only) {
            text(role, only.text());
            return;
        }
        json.writeStartObject();
        json.writeStringField("role", role);
        parts.write(
                content.stream()
                        .filter(part -> !(part instanceof Content.Opaque))
                        .toList(),
                cache);
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
        if (replaysThoughts) {
            reasoning(thoughts(message));
        }
        details(message);
        extraContent(message);
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

    private void reasoning(String thoughts) throws IOException {
        if (dialect.has(Trait.REPLAYS_REASONING) || (dialect.has(Trait.TAKES_REASONING) && !thoughts.isEmpty())) {
            json.writeStringField("reasoning_content", thoughts);
        }
    }

    /** Of a message it's one object; a stream may have told it more than once. */
    private void extraContent(Message message) throws IOException {
        List<Content> all = message.content().stream()
                .filter(part -> isOpaque(part, Delta.EXTRA_CONTENT))
                .toList();
        if (!all.isEmpty() && all.get(all.size() - 1) instanceof Content.Opaque last) {
            json.writeFieldName(Delta.EXTRA_CONTENT);
            json.writeRawValue(last.json());
        }
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

    /** What this vendor signed or encrypted, and what it wants back without, in its own form. */
    private void details(Message message) throws IOException {
        boolean begun = false;
        if (dialect.has(Trait.PARTS_ANYWHERE)) {
            return;
        }
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
                if (thinking.signature().isPresent()) {
                    json.writeStringField("signature", thinking.signature().value());
                }
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
                        || (replaysThoughts
                                && dialect.has(Trait.REPLAYS_DETAILS)
                                && !thinking.signature().isPresent())
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
        // The vendor's other API has signatures of another form.
        if (call.signature().isFrom(vendor) && call.signature().value().startsWith("{")) {
            json.writeFieldName(Delta.EXTRA_CONTENT);
            json.writeRawValue(call.signature().value());
        }
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
            List<Content> all = new ArrayList<>(result.content());
            if (result.isError()) {
                all.add(0, new Content.Text("Error:"));
            }
            parts.write(all);
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
            words("user", images, "");
            images.clear();
        }
    }
}
