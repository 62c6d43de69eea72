package io.tollgate.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.Citation;
import io.tollgate.json.Json;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/** The sources that an answer names; used by one thread. */
final class Sources {
    private final Set<String> known = new HashSet<>();
    private final Consumer<ChatEvent> events;

    Sources(Consumer<ChatEvent> events) {
        this.events = events;
    }

    void read(JsonNode candidate) {
        for (JsonNode chunk : candidate.at("/groundingMetadata/groundingChunks")) {
            // Under one member, which says whether it is of the web, of a map, or of documents.
            chunk.forEach(this::cite);
        }
        candidate.at("/citationMetadata/citations").forEach(this::cite);
        candidate.at("/citationMetadata/citationSources").forEach(this::cite);
        for (JsonNode page : candidate.at("/urlContextMetadata/urlMetadata")) {
            boolean read = Json.word(page, "/urlRetrievalStatus").endsWith("SUCCESS");
            // Of most pages, more was told already.
            if (read && !known.contains(address(page))) {
                cite(page);
            }
        }
    }

    private void cite(JsonNode source) {
        String address = address(source);
        if (!address.isEmpty()) {
            known.add(address);
            events.accept(new ChatEvent.Cited(
                    Citation.of(address).withTitle(Json.word(source, "/title")).withQuote(Json.word(source, "/text"))));
        }
    }

    private static String address(JsonNode source) {
        return Json.word(source, "/uri", "/documentName", "/fileSearchStore", "/retrievedUrl");
    }
}
