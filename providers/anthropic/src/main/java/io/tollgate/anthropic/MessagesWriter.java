package io.tollgate.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.chat.CacheTtl;
import io.tollgate.chat.Content;
import io.tollgate.chat.Media;
import io.tollgate.chat.Message;
import io.tollgate.json.Elements;
import io.tollgate.json.Json;
import io.tollgate.json.Members;
import io.tollgate.spi.CachePoints;
import io.tollgate.spi.CallIds;
import io.tollgate.spi.Dialogue;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Feature;
import io.tollgate.spi.Parts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Writes a conversation: instructions apart from it, and turns that alternate between the user and the model. */
final class MessagesWriter {
    private static final Pattern CALL_ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final List<String> IMAGES = List.of("image/jpeg", "image/png", "image/gif", "image/webp");

    /** The API refuses more. */
    private static final int MAX_BREAKPOINTS = 4;

    private final Dialogue dialogue;
    private final CachePoints breakpoints;

    MessagesWriter(List<Message> messages) {
        this.dialogue = Dialogue.of(messages, MessagesWriter::isSent);
        this.breakpoints = new CachePoints(dialogue, MAX_BREAKPOINTS);
    }

    // The API refuses blank text, and thoughts without its own signature.
    private static boolean isSent(Content content) {
        boolean blank = content instanceof Content.Text text && text.text().isBlank();
        return !blank && Parts.isFor(MessagesCodec.VENDOR, content) && !isCitations(content);
    }

    private static boolean isCitations(Content part) {
        return part instanceof Content.Opaque opaque
                && opaque.vendor().equals(MessagesCodec.VENDOR)
                && opaque.type().equals(Blocks.CITATIONS);
    }

    void write(Members body) throws IOException, FailureException {
        body.dialogue("Anthropic", dialogue, this::parts);
    }

    private void parts(Elements array, Message message) throws IOException, FailureException {
        Optional<CacheTtl> ttl = breakpoints.next(message);
        List<Content> parts = message.content();
        int last = parts.size() - 1;
        while (last >= 0 && !isMarkable(parts.get(last))) {
            last--;
        }
        for (int i = 0; i < parts.size(); i++) {
            if (isSent(parts.get(i))) {
                String citations = i + 1 < parts.size() ? citations(parts.get(i + 1)) : "";
                part(array, parts.get(i), i == last ? ttl : Optional.empty(), citations);
            }
        }
    }

    private static boolean isMarkable(Content content) {
        return isSent(content) && !(content instanceof Content.Thinking) && !(content instanceof Content.Opaque);
    }

    /** What the vendor wants back with a text stands after it; empty if this isn't that. */
    private static String citations(Content next) {
        if (next instanceof Content.Opaque opaque && isCitations(next)) {
            byte[] kept = opaque.json().getBytes(StandardCharsets.UTF_8);
            JsonNode citations = Json.tree(kept, kept.length).path(Blocks.CITATIONS);
            return citations.isArray() ? citations.toString() : "";
        }
        return "";
    }

    private static void part(Elements array, Content content, Optional<CacheTtl> ttl, String citations)
            throws IOException, FailureException {
        if (content instanceof Content.Opaque opaque) {
            array.raw(Json.checked(opaque.json(), "a part of type " + opaque.type()));
            return;
        }
        array.object(part -> {
            part(part, content, citations);
            if (ttl.isPresent()) {
                part.object("cache_control", control -> control.put("type", "ephemeral")
                        .put("ttl", ttl.get() == CacheTtl.HOUR_1 ? "1h" : "5m"));
            }
        });
    }

    private static void part(Members part, Content content, String citations) throws IOException, FailureException {
        if (content instanceof Content.Text text) {
            part.words("text", text.text());
            if (!citations.isEmpty()) {
                part.raw(Blocks.CITATIONS, citations);
            }
        } else if (content instanceof Content.Thinking thinking) {
            part.words("thinking", thinking.text())
                    .put("signature", thinking.signature().value());
        } else if (content instanceof Content.Image image) {
            image(part, image.media());
        } else if (content instanceof Content.Document document) {
            document(part, document);
        } else if (content instanceof Content.ToolCall call) {
            part.put("type", "tool_use")
                    .put("id", callId(call.id()))
                    .put("name", call.name())
                    // The API takes objects only.
                    .arguments("input", call.arguments());
        } else if (content instanceof Content.ToolResult result) {
            toolResult(part, result);
        }
    }

    private static void image(Members part, Media media) throws IOException, FailureException {
        if (media.url().isEmpty()) {
            Feature.refuseOther("Anthropic", "images", IMAGES, media);
        }
        part.put("type", "image").object("source", source -> source(source, media));
    }

    private static void document(Members part, Content.Document document) throws IOException, FailureException {
        Media media = document.media();
        Feature.refuseOther("Anthropic", "documents", List.of("application/pdf"), media);
        part.put("type", "document")
                .object("source", source -> source(source, media))
                .putAny("title", document.name());
    }

    private static void source(Members source, Media media) throws IOException, FailureException {
        String url = media.url().orElse("");
        if (url.isEmpty()) {
            source.put("type", "base64").put("media_type", media.type()).base64("data", "", media.bytes());
        } else if (url.startsWith("https://")) {
            source.put("type", "url").put("url", url);
        } else {
            throw FailureException.unsupported(
                    "messages: Anthropic reads images and documents from https URLs only, but one is at "
                            + url.substring(0, url.indexOf(':')));
        }
    }

    private static void toolResult(Members part, Content.ToolResult result) throws IOException, FailureException {
        part.put("type", "tool_result").put("tool_use_id", callId(result.callId()));
        List<Content> given =
                result.content().stream().filter(MessagesWriter::isSent).toList();
        if (!given.isEmpty()) {
            part.array("content", array -> {
                for (Content content : given) {
                    part(array, content, Optional.empty(), "");
                }
            });
        }
        part.flag("is_error", result.isError());
    }

    /** Other vendors make ids of any characters. */
    private static String callId(String id) {
        return CallIds.fitting(id, CALL_ID, 40);
    }
}
