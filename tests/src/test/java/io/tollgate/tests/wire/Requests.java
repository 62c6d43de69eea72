package io.tollgate.tests.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Media;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/** Reads the request of a recording, and says what may differ when a codec writes it again. */
interface Requests {
    /**
     * The request as an app would have made it.
     *
     * @throws Unsaid if it can't be said
     */
    ChatRequest read(Recording recording) throws Unsaid;

    /** Differences that don't matter, in the order in which they are taken out of both trees. */
    List<Allowed> allowed();

    /** The reader of a recording's request. */
    static Requests of(Recording recording) {
        return recording.api().equals("responses") ? new ResponsesRequests() : of(recording.format());
    }

    /** The reader of a vendor's requests. */
    static Requests of(String vendor) {
        return switch (vendor) {
            case "anthropic" -> new AnthropicRequests();
            case "gemini" -> new GeminiRequests();
            case "bedrock" -> new BedrockRequests();
            case "cohere" -> new CohereRequests();
            case "ollama" -> new OllamaRequests();
            default -> new OpenAiRequests(vendor);
        };
    }

    /** That an object has no other members than these. */
    static void only(String where, JsonNode node, Set<String> known) throws Unsaid {
        for (var member : node.properties()) {
            if (!known.contains(member.getKey()) && !member.getValue().isNull()) {
                throw new Unsaid((where.isEmpty() ? "" : where + ".") + member.getKey());
            }
        }
    }

    /** Bytes of a recording, of which the recorder may have kept the first characters only. */
    static Media media(String type, String base64) throws Unsaid {
        try {
            return Media.of(type, Base64.getMimeDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            throw new Unsaid("bytes that the recorder cut or replaced");
        }
    }

    /** Media at a URL, or in one. */
    static Media mediaAt(String url, String type) throws Unsaid {
        if (!url.startsWith("data:")) {
            return Media.url(type, url);
        }
        int comma = url.indexOf(',');
        return media(url.substring(5, url.indexOf(';')), url.substring(comma + 1));
    }

    static String[] strings(JsonNode array) {
        List<String> all = new ArrayList<>();
        array.forEach(each -> all.add(each.asText()));
        return all.toArray(String[]::new);
    }
}
