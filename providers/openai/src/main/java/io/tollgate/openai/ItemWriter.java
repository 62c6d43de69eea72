package io.tollgate.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tollgate.chat.Content;
import io.tollgate.chat.Media;
import io.tollgate.chat.Message;
import io.tollgate.chat.Role;
import io.tollgate.spi.CallIds;
import io.tollgate.spi.FailureException;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes the conversation of a request as items. Items that the vendor made for itself, encrypted thoughts among them,
 * go back as they came; what another vendor signed or made is left out, and so are thoughts in words.
 */
final class ItemWriter {
    private static final Pattern CALL_ID = Pattern.compile("[!-~]{1,64}");
    private static final int MAX_CALL_ID = 40;
    /** Of the vendor's other dialect. */
    private static final Set<String> NO_ITEMS = Set.of(Delta.DETAILS, Delta.REFERENCES);

    private final String vendor;
    private final JsonGenerator json;

    ItemWriter(String vendor, JsonGenerator json) {
        this.vendor = vendor;
        this.json = json;
    }

    void write(List<Message> messages) throws IOException, FailureException {
        int first = instructions(messages);
        json.writeArrayFieldStart("input");
        for (Message message : messages.subList(first, messages.size())) {
            switch (message.role()) {
                case SYSTEM -> message("system", message.text(), "");
                case USER -> user(message.content());
                case ASSISTANT -> assistant(message.content());
                case TOOL -> results(message.content());
            }
        }
        json.writeEndArray();
    }

    /** Writes what stands above the conversation; gives the place of the first message in it. */
    private int instructions(List<Message> messages) throws IOException {
        int first = 0;
        while (first < messages.size() && messages.get(first).role() == Role.SYSTEM) {
            first++;
        }
        if (first == 0 || first == messages.size()) {
            // Instructions without any input are refused.
            return 0;
        }
        json.writeStringField(
                "instructions",
                messages.subList(0, first).stream().map(Message::text).collect(Collectors.joining("\n\n")));
        return first;
    }

    private void message(String role, String text, String phase) throws IOException {
        json.writeStartObject();
        json.writeStringField("role", role);
        json.writeStringField("content", text);
        if (!phase.isEmpty()) {
            json.writeStringField("phase", phase);
        }
        json.writeEndObject();
    }

    private void user(List<Content> content) throws IOException, FailureException {
        List<Content> parts = content.stream()
                .filter(part -> !(part instanceof Content.Opaque))
                .toList();
        if (parts.size() == 1 && parts.get(0) instanceof Content.Text only) {
            message("user", only.text(), "");
        } else if (!parts.isEmpty()) {
            json.writeStartObject();
            json.writeStringField("role", "user");
            parts("content", parts);
            json.writeEndObject();
        }
        for (Content part : content) {
            if (part instanceof Content.Opaque opaque) {
                item(opaque);
            }
        }
    }

    private void assistant(List<Content> content) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Content part : content) {
            if (part instanceof Content.Text more) {
                text.append(more.text());
                if (more.signature().isFrom(vendor)) {
                    said(text, more.signature().value());
                }
            } else if (part instanceof Content.ToolCall call) {
                said(text, "");
                call(call);
            } else if (part instanceof Content.Opaque opaque) {
                said(text, "");
                item(opaque);
            }
        }
        said(text, "");
    }

    private void said(StringBuilder text, String phase) throws IOException {
        if (!text.isEmpty()) {
            message("assistant", text.toString(), phase);
            text.setLength(0);
        }
    }

    private void call(Content.ToolCall call) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", "function_call");
        json.writeStringField("call_id", CallIds.fitting(call.id(), CALL_ID, MAX_CALL_ID));
        json.writeStringField("name", call.name());
        if (call.signature().isFrom(vendor)) {
            json.writeStringField("namespace", call.signature().value());
        }
        json.writeStringField("arguments", call.arguments().isBlank() ? "{}" : call.arguments());
        json.writeEndObject();
    }

    private void item(Content.Opaque opaque) throws IOException {
        if (opaque.vendor().equals(vendor) && !NO_ITEMS.contains(opaque.type())) {
            json.writeRawValue(opaque.json());
        }
    }

    private void results(List<Content> content) throws IOException, FailureException {
        for (Content part : content) {
            if (part instanceof Content.ToolResult result) {
                json.writeStartObject();
                json.writeStringField("type", "function_call_output");
                json.writeStringField("call_id", CallIds.fitting(result.callId(), CALL_ID, MAX_CALL_ID));
                output(result);
                json.writeEndObject();
            }
        }
    }

    private void output(Content.ToolResult result) throws IOException, FailureException {
        boolean words = result.content().stream().allMatch(Content.Text.class::isInstance);
        if (!words) {
            Stream<Content> failed = result.isError() ? Stream.of(new Content.Text("Error:")) : Stream.empty();
            parts("output", Stream.concat(failed, result.content().stream()).toList());
            return;
        }
        String text = result.content().stream()
                .map(part -> ((Content.Text) part).text())
                .collect(Collectors.joining("\n"));
        json.writeStringField("output", result.isError() ? "Error: " + text : text);
    }

    private void parts(String field, List<Content> parts) throws IOException, FailureException {
        json.writeArrayFieldStart(field);
        for (Content part : parts) {
            json.writeStartObject();
            if (part instanceof Content.Text text) {
                json.writeStringField("type", "input_text");
                json.writeStringField("text", text.text());
            } else if (part instanceof Content.Image image) {
                json.writeStringField("type", "input_image");
                json.writeStringField("detail", "auto");
                media("image", "image_url", "image_url", image.media());
            } else if (part instanceof Content.Document document) {
                json.writeStringField("type", "input_file");
                if (document.media().url().isEmpty()) {
                    json.writeStringField("filename", document.name().isEmpty() ? "document.pdf" : document.name());
                }
                media("document", "file_url", "file_data", document.media());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void media(String what, String urlField, String dataField, Media media)
            throws IOException, FailureException {
        String url = media.url().orElse("");
        if (url.startsWith("gs:")) {
            throw FailureException.unsupported(what + ": " + vendor + " reads no gs URL; use https or the bytes");
        }
        if (!url.isEmpty()) {
            json.writeStringField(urlField, url);
            return;
        }
        PartWriter.dataUrl(json, dataField, media);
    }
}
