package io.tollgate.bedrock;

import io.tollgate.chat.CacheTtl;
import io.tollgate.chat.Content;
import io.tollgate.chat.Message;
import io.tollgate.json.Elements;
import io.tollgate.json.Json;
import io.tollgate.json.Members;
import io.tollgate.spi.CachePoints;
import io.tollgate.spi.CallIds;
import io.tollgate.spi.Dialogue;
import io.tollgate.spi.FailureException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Writes a conversation: instructions apart from it, and turns that alternate between the user and the model. */
final class MessagesWriter {
    // What Claude takes: Converse itself takes a few more characters.
    private static final Pattern CALL_ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private final Family family;
    private final Dialogue dialogue;
    private final CachePoints breakpoints;
    private final MediaWriter media = new MediaWriter();

    MessagesWriter(Family family, List<Message> messages) {
        this.family = family;
        this.dialogue = Dialogue.of(messages, this::isSent);
        this.breakpoints = new CachePoints(dialogue, 4);
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

    void write(Members body) throws IOException, FailureException {
        body.dialogue("Bedrock", dialogue, this::parts);
    }

    private void parts(Elements array, Message message) throws IOException, FailureException {
        for (Content content : message.content()) {
            if (isSent(content)) {
                part(array, content);
            }
        }
        Optional<CacheTtl> ttl = breakpoints.next(message);
        if (ttl.isPresent() && family.takesCachePoints()) {
            // Amazon's own models know no hour.
            boolean hour = ttl.get() == CacheTtl.HOUR_1 && family == Family.CLAUDE;
            array.object(part -> part.object(
                    "cachePoint", point -> point.put("type", "default").putAny("ttl", hour ? "1h" : "")));
        }
    }

    private void part(Elements array, Content content) throws IOException, FailureException {
        if (content instanceof Content.Opaque opaque) {
            array.raw(Json.checked(opaque.json(), "a part of type " + opaque.type()));
        } else {
            array.object(part -> part(part, content));
        }
    }

    private void part(Members part, Content content) throws IOException, FailureException {
        if (content instanceof Content.Text text) {
            part.put("text", text.text());
        } else if (content instanceof Content.Thinking thinking) {
            part.object(
                    "reasoningContent",
                    thought -> thought.object("reasoningText", words -> words.put("text", thinking.text())
                            .put("signature", thinking.signature().value())));
        } else if (content instanceof Content.Image image) {
            part.object("image", shown -> media.image(shown, image.media()));
        } else if (content instanceof Content.Document document) {
            part.object("document", shown -> media.document(shown, document));
        } else if (content instanceof Content.ToolCall call) {
            part.object("toolUse", use -> use.put("toolUseId", id(call.id()))
                    .put("name", call.name())
                    // The API takes objects only.
                    .arguments("input", call.arguments()));
        } else if (content instanceof Content.ToolResult result) {
            part.object("toolResult", given -> toolResult(given, result));
        }
    }

    private static String id(String given) {
        return CallIds.fitting(given, CALL_ID, 40);
    }

    private void toolResult(Members given, Content.ToolResult result) throws IOException, FailureException {
        given.put("toolUseId", id(result.callId())).array("content", array -> {
            for (Content content : result.content()) {
                if (isSent(content)) {
                    part(array, content);
                }
            }
        });
        given.putAny("status", result.isError() ? "error" : "");
    }
}
