package io.tollgate.gemini;

import com.fasterxml.jackson.core.JsonParser;
import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.Content;
import io.tollgate.chat.Signature;
import io.tollgate.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One part of a candidate while it is read: its members come in any order. */
final class Part {
    private @Nullable String text;
    private boolean thought;
    private String signature = "";
    private String other = "";
    private String callId = "";
    private String callName = "";
    private String arguments = "{}";

    private Part() {}

    /**
     * The event that the part at which the parser stands is; none if it says nothing. A tool call has the vendor's id if
     * there is one, and no index yet.
     *
     * @param json what is parsed
     */
    static Optional<ChatEvent> read(String vendor, JsonParser parser, byte[] json) throws IOException {
        int start = Json.start(parser);
        Part part = new Part();
        Json.fields(parser, part::field);
        byte[] raw = part.isOpaque() ? Json.bytes(json, start, parser) : new byte[0];
        return part.event(vendor, raw);
    }

    private void field(String name, JsonParser value) throws IOException {
        switch (name) {
            case "text" -> text = Json.text(value);
            case "thought" -> thought = value.getBooleanValue();
            case "thoughtSignature" -> signature = Json.text(value);
            case "functionCall" -> {
                other = name;
                Json.fields(value, this::callField);
            }
            default -> other = value.currentToken().isStructStart() && other.isEmpty() ? name : other;
        }
    }

    private void callField(String name, JsonParser value) throws IOException {
        switch (name) {
            case "id" -> callId = Json.text(value);
            case "name" -> callName = Json.text(value);
            case "args" -> arguments = value.currentToken().isStructStart() ? Json.raw(value) : "{}";
            default -> {}
        }
    }

    private boolean isOpaque() {
        return text == null && !other.isEmpty() && !other.equals("functionCall");
    }

    private Optional<ChatEvent> event(String vendor, byte[] raw) throws IOException {
        Signature signed = signature.isEmpty() ? Signature.NONE : new Signature(vendor, signature);
        if (other.equals("functionCall")) {
            if (callName.isEmpty()) {
                throw new IOException("a function call without a name");
            }
            return Optional.of(new ChatEvent.ToolCall(0, callId, callName, arguments, signed));
        }
        if (isOpaque()) {
            String json = new String(raw, StandardCharsets.UTF_8);
            return Optional.of(new ChatEvent.Part(new Content.Opaque(vendor, other, json)));
        }
        String words = text == null ? "" : text;
        if (words.isEmpty() && !signed.isPresent()) {
            return Optional.empty();
        }
        return Optional.of(thought ? new ChatEvent.Thinking(words, signed) : new ChatEvent.Text(words, signed));
    }
}
