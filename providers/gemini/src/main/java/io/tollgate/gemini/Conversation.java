package io.tollgate.gemini;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tollgate.chat.Content;
import io.tollgate.chat.Media;
import io.tollgate.chat.Message;
import io.tollgate.chat.Role;
import io.tollgate.chat.Signature;
import io.tollgate.json.Json;
import io.tollgate.spi.FailureException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The messages of a request while they are written as {@code systemInstruction} and {@code contents}. */
final class Conversation {
    // Google's placeholder for calls that its models did not make; see "thought signatures" in the Gemini API's
    // documents.
    private static final String FOREIGN_CALL = "skip_thought_signature_validator";
    private static final Pattern WITHOUT_SIGNATURES = Pattern.compile("gemini-[12](?!\\d)");

    private final JsonGenerator out;
    private final Endpoint endpoint;
    private final boolean signsCalls;
    private final Map<String, String> toolNames = new HashMap<>();

    Conversation(JsonGenerator out, Endpoint endpoint, String model) {
        this.out = out;
        this.endpoint = endpoint;
        this.signsCalls = !WITHOUT_SIGNATURES.matcher(model).find();
    }

    /** What one side says without the other in between. */
    private record Side(String role, List<Content> parts) {}

    void write(List<Message> messages) throws IOException, FailureException {
        List<Content> system = new ArrayList<>();
        List<Side> sides = new ArrayList<>();
        for (Message message : messages) {
            List<Content> parts = message.content().stream().filter(this::says).toList();
            if (message.role() == Role.SYSTEM) {
                system.addAll(parts);
            } else if (!parts.isEmpty()) {
                side(sides, message.role() == Role.ASSISTANT ? "model" : "user").addAll(parts);
            }
        }
        if (!system.isEmpty()) {
            out.writeObjectFieldStart("systemInstruction");
            parts(system);
            out.writeEndObject();
        }
        out.writeArrayFieldStart("contents");
        for (Side side : sides) {
            out.writeStartObject();
            out.writeStringField("role", side.role());
            parts(side.parts());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static List<Content> side(List<Side> sides, String role) {
        Side last = sides.isEmpty() ? null : sides.get(sides.size() - 1);
        if (last == null || !last.role().equals(role)) {
            last = new Side(role, new ArrayList<>());
            sides.add(last);
        }
        return last.parts();
    }

    /** Whether the part says something to this vendor. */
    private boolean says(Content part) {
        if (part instanceof Content.Text text) {
            return !text.text().isEmpty() || text.signature().isFrom(endpoint.vendor());
        }
        if (part instanceof Content.Thinking thinking) {
            return thinking.signature().isFrom(endpoint.vendor());
        }
        return !(part instanceof Content.Opaque opaque) || opaque.vendor().equals(endpoint.vendor());
    }

    private void parts(List<Content> parts) throws IOException, FailureException {
        // The first call of a turn has the signature for all of them.
        boolean unsigned = signsCalls
                && parts.stream()
                        .noneMatch(part -> part instanceof Content.ToolCall call
                                && call.signature().isFrom(endpoint.vendor()));
        out.writeArrayFieldStart("parts");
        for (Content part : parts) {
            if (part instanceof Content.ToolCall call) {
                call(call, unsigned ? new Signature(endpoint.vendor(), FOREIGN_CALL) : call.signature());
                unsigned = false;
            } else {
                part(part);
            }
        }
        out.writeEndArray();
    }

    private void part(Content part) throws IOException, FailureException {
        if (part instanceof Content.Text text) {
            text(text.text(), text.signature());
        } else if (part instanceof Content.Thinking thinking) {
            thought(thinking);
        } else if (part instanceof Content.Image image) {
            media("image", image.media());
        } else if (part instanceof Content.Document document) {
            media("document", document.media());
        } else if (part instanceof Content.ToolResult result) {
            result(result);
        } else if (part instanceof Content.Opaque opaque) {
            raw(opaque.json(), "an opaque part of type " + opaque.type());
        }
    }

    private void text(String text, Signature signature) throws IOException {
        out.writeStartObject();
        out.writeStringField("text", text);
        sign(signature);
        out.writeEndObject();
    }

    private void thought(Content.Thinking thinking) throws IOException {
        out.writeStartObject();
        out.writeStringField("text", thinking.text());
        out.writeBooleanField("thought", true);
        sign(thinking.signature());
        out.writeEndObject();
    }

    private void sign(Signature signature) throws IOException {
        if (signature.isFrom(endpoint.vendor())) {
            out.writeStringField("thoughtSignature", signature.value());
        }
    }

    private void media(String field, Media media) throws IOException, FailureException {
        String url = media.url().orElse("");
        out.writeStartObject();
        if (url.isEmpty()) {
            out.writeObjectFieldStart("inlineData");
            out.writeStringField("mimeType", media.type());
            out.writeFieldName("data");
            Json.base64(out, "", media.bytes());
        } else {
            if (endpoint.mediaUrls().stream().noneMatch(url::startsWith)) {
                throw FailureException.unsupported(field + ": " + endpoint.vendor() + " reads URLs that begin with "
                        + String.join(" or ", endpoint.mediaUrls()) + "; send the bytes instead");
            }
            out.writeObjectFieldStart("fileData");
            out.writeStringField("mimeType", media.type());
            out.writeStringField("fileUri", url);
        }
        out.writeEndObject();
        out.writeEndObject();
    }

    private void call(Content.ToolCall call, Signature signature) throws IOException, FailureException {
        toolNames.put(call.id(), call.name());
        out.writeStartObject();
        out.writeObjectFieldStart("functionCall");
        out.writeStringField("id", call.id());
        out.writeStringField("name", call.name());
        out.writeFieldName("args");
        raw(call.arguments().isBlank() ? "{}" : call.arguments(), "the arguments of tool call " + call.id());
        out.writeEndObject();
        sign(signature);
        out.writeEndObject();
    }

    private void result(Content.ToolResult result) throws IOException, FailureException {
        String name = toolNames.get(result.callId());
        if (name == null) {
            throw FailureException.unsupported("messages: Gemini wants the function's name with a result, but no tool"
                    + " call with the id \"" + result.callId() + "\" comes before it");
        }
        String text = result.content().stream()
                .filter(Content.Text.class::isInstance)
                .map(part -> ((Content.Text) part).text())
                .collect(Collectors.joining("\n"));
        out.writeStartObject();
        out.writeObjectFieldStart("functionResponse");
        out.writeStringField("id", result.callId());
        out.writeStringField("name", name);
        out.writeObjectFieldStart("response");
        out.writeStringField(result.isError() ? "error" : "output", text);
        out.writeEndObject();
        out.writeEndObject();
        out.writeEndObject();
        for (Content part : result.content()) {
            if (part instanceof Content.Image image) {
                media("image", image.media());
            }
        }
    }

    private void raw(String json, String what) throws IOException, FailureException {
        if (!Json.isObject(json)) {
            throw FailureException.unsupported("messages: expected a JSON object as " + what
                    + ", as Gemini takes nothing" + " else, but got something that isn't one");
        }
        out.writeRawValue(json);
    }
}
