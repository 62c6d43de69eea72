package io.tollgate.tests.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.price.ModelCard;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The bounds of a recorded request by the rule of the design, or why it has none. */
final class Bounds {
    private static final int USUAL_MAXIMUM = 16_384;

    private Bounds() {}

    /** Why the most that this request can cost can't be told; empty if it can. */
    static Optional<String> missing(Recording recording) {
        JsonNode body = recording.request();
        if (body.has("cachedContent")) {
            return Optional.of("cached content");
        }
        if (body.has("previous_response_id")) {
            return Optional.of("a conversation that the vendor keeps");
        }
        if (!body.path("modalities").isMissingNode()) {
            return Optional.of("sound");
        }
        for (JsonNode tool : body.path("tools")) {
            boolean own = tool.has("function")
                    || tool.has("input_schema")
                    || tool.has("functionDeclarations")
                    || tool.path("type").asText().equals("function");
            if (!own) {
                return Optional.of("server-side tools");
            }
        }
        if (body.path("toolConfig").toString().contains("\"systemTool\"")) {
            return Optional.of("server-side tools");
        }
        for (JsonNode file : body.findValues("fileData")) {
            return Optional.of("media by URL of type " + file.path("mimeType").asText());
        }
        for (JsonNode inline : body.findValues("inlineData")) {
            String type = inline.path("mimeType").asText();
            if (!type.startsWith("image/") && !type.equals("application/pdf")) {
                return Optional.of("media of type " + type);
            }
        }
        for (JsonNode source : body.findValues("source")) {
            if (source.path("type").asText().equals("url")) {
                return Optional.of("media by URL");
            }
        }
        return Optional.empty();
    }

    /** A token per byte without inlined media, and the card's bounds for what is inlined and for tools. */
    static long inputTokens(Recording recording, ModelCard card) {
        JsonNode body = recording.request().deepCopy();
        List<String> images = new ArrayList<>();
        List<String> documents = new ArrayList<>();
        take(body, images, documents);
        long bytes = body.toString().getBytes(StandardCharsets.UTF_8).length;
        boolean tools = body.path("tools").size() > 0 || body.has("functions") || body.has("toolConfig");
        // Recorders cut documents: none of these has more than 10 pages.
        return bytes
                + (long) images.size() * card.imageTokens()
                + 10L * documents.size() * card.pageTokens()
                + (tools ? card.toolTokens() : 0);
    }

    private static void take(JsonNode node, List<String> images, List<String> documents) {
        if (node instanceof ObjectNode object) {
            if (object.path("source").has("bytes")) {
                (object.has("name") ? documents : images).add("source");
                object.remove("source");
            }
            if (object.path("images").isArray()) {
                object.remove("images").forEach(image -> images.add("images"));
            }
            for (String member : List.of("data", "url", "image_url", "file_data")) {
                String text = object.path(member).asText("");
                String type =
                        object.path("media_type").asText(object.path("mimeType").asText(""));
                boolean inlined = (!type.isEmpty() && member.equals("data")) || text.startsWith("data:");
                if (inlined && !type.equals("text/plain")) {
                    boolean document = member.equals("file_data") || type.equals("application/pdf");
                    (document ? documents : images).add(member);
                    object.put(member, "");
                } else if (member.endsWith("url") && text.startsWith("http")) {
                    images.add(member);
                }
            }
        }
        node.forEach(each -> take(each, images, documents));
    }

    /** The maximum that is sent, for each choice, and at least 16; where there is none, 16,384 or the model's cap. */
    static long outputTokens(Recording recording, ModelCard card) {
        JsonNode body = recording.request();
        long usual = card.maxOutputTokens() == 0 ? USUAL_MAXIMUM : Math.min(USUAL_MAXIMUM, card.maxOutputTokens());
        long asked = body.path("max_completion_tokens")
                .asLong(body.path("max_output_tokens")
                        .asLong(body.path("max_tokens")
                                .asLong(body.path("generationConfig")
                                        .path("maxOutputTokens")
                                        .asLong(body.path("inferenceConfig")
                                                .path("maxTokens")
                                                .asLong(body.path("options")
                                                        .path("num_predict")
                                                        .asLong(usual))))));
        return Math.max(1, body.path("n").asLong(1)) * Math.max(16, asked);
    }
}
