package io.tollgate.gemini;

import io.tollgate.chat.Content;
import io.tollgate.chat.Media;
import io.tollgate.chat.Message;
import io.tollgate.chat.Role;
import io.tollgate.chat.Signature;
import io.tollgate.json.Elements;
import io.tollgate.json.Json;
import io.tollgate.json.Members;
import io.tollgate.spi.Dialogue;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Parts;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The messages of a request while they are written as {@code systemInstruction} and {@code contents}. */
final class Conversation {
    // Google's placeholder for calls that its models did not make; see "thought signatures" in the Gemini API's
    // documents.
    private static final String FOREIGN_CALL = "skip_thought_signature_validator";
    private static final Pattern WITHOUT_SIGNATURES = Pattern.compile("gemini-[12](?!\\d)");

    private final Endpoint endpoint;
    private final boolean signsCalls;
    private final Map<String, String> toolNames = new HashMap<>();

    Conversation(Endpoint endpoint, String model) {
        this.endpoint = endpoint;
        this.signsCalls = !WITHOUT_SIGNATURES.matcher(model).find();
    }

    void write(Members body, List<Message> messages) throws IOException, FailureException {
        Dialogue dialogue = Dialogue.of(messages, this::says);
        if (!dialogue.instructions().isEmpty()) {
            body.object("systemInstruction", system -> parts(system, dialogue.instructions()));
        }
        body.objects("contents", dialogue.turns(), (content, turn) -> {
            content.put("role", turn.role() == Role.ASSISTANT ? "model" : "user");
            parts(content, turn.messages());
        });
    }

    /** Whether the part says something to this vendor. */
    private boolean says(Content part) {
        return part instanceof Content.Text text
                ? !text.text().isEmpty() || text.signature().isFrom(endpoint.vendor())
                : Parts.isFor(endpoint.vendor(), part);
    }

    private void parts(Members content, List<Message> messages) throws IOException, FailureException {
        List<Content> parts = messages.stream()
                .flatMap(message -> message.content().stream())
                .filter(this::says)
                .toList();
        List<Content.ToolCall> calls = Parts.of(Content.ToolCall.class, parts);
        boolean signed = calls.stream().anyMatch(call -> call.signature().isFrom(endpoint.vendor()));
        // A turn's first call has the signature for all of them.
        Content foreign = signed || calls.isEmpty() || !signsCalls ? null : calls.get(0);
        content.array("parts", array -> {
            for (Content part : parts) {
                if (part instanceof Content.ToolResult result) {
                    result(array, result);
                } else if (part instanceof Content.Opaque opaque) {
                    opaque(array, opaque);
                } else {
                    array.object(object -> part(object, part, part == foreign));
                }
            }
        });
    }

    private static void opaque(Elements parts, Content.Opaque opaque) throws IOException, FailureException {
        if (!Json.isObject(opaque.json())) {
            throw FailureException.unsupported(
                    "messages: expected a JSON object as an opaque part of type " + opaque.type());
        }
        parts.raw(opaque.json());
    }

    private void part(Members object, Content part, boolean foreign) throws IOException, FailureException {
        if (part instanceof Content.Text text) {
            sign(object.put("text", text.text()), text.signature());
        } else if (part instanceof Content.Thinking thinking) {
            sign(object.put("text", thinking.text()).put("thought", true), thinking.signature());
        } else if (part instanceof Content.Image image) {
            media(object, "image", image.media());
        } else if (part instanceof Content.Document document) {
            media(object, "document", document.media());
        } else if (part instanceof Content.ToolCall call) {
            call(object, call);
            sign(object, foreign ? new Signature(endpoint.vendor(), FOREIGN_CALL) : call.signature());
        }
    }

    private void sign(Members object, Signature signature) throws IOException {
        if (signature.isFrom(endpoint.vendor())) {
            object.put("thoughtSignature", signature.value());
        }
    }

    private void media(Members object, String field, Media media) throws IOException, FailureException {
        String url = media.url().orElse("");
        if (url.isEmpty()) {
            object.object(
                    "inlineData", data -> data.put("mimeType", media.type()).base64("data", "", media.bytes()));
            return;
        }
        if (endpoint.mediaUrls().stream().noneMatch(url::startsWith)) {
            throw FailureException.unsupported(field + ": " + endpoint.vendor() + " reads URLs that begin with "
                    + String.join(" or ", endpoint.mediaUrls()) + "; send the bytes instead");
        }
        object.object("fileData", data -> data.put("mimeType", media.type()).put("fileUri", url));
    }

    private void call(Members object, Content.ToolCall call) throws IOException, FailureException {
        toolNames.put(call.id(), call.name());
        object.object("functionCall", function -> function.put("id", call.id())
                .put("name", call.name())
                .arguments("args", call, "Gemini"));
    }

    private void result(Elements parts, Content.ToolResult result) throws IOException, FailureException {
        String name = toolNames.get(result.callId());
        if (name == null) {
            throw FailureException.unsupported("messages: Gemini wants the function's name with a result, but no tool"
                    + " call with the id \"" + result.callId() + "\" comes before it");
        }
        parts.object(part -> part.object("functionResponse", given -> given.put("id", result.callId())
                .put("name", name)
                .object("response", response -> response.put(result.isError() ? "error" : "output", result.text()))));
        for (Content.Image image : Parts.of(Content.Image.class, result.content())) {
            parts.object(part -> media(part, "image", image.media()));
        }
    }
}
