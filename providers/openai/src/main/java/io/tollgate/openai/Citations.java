package io.tollgate.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.Citation;
import io.tollgate.json.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** The sources that one answer names. Used by one thread. */
final class Citations {
    private final Consumer<ChatEvent> events;
    private final Set<String> sources = new HashSet<>();

    // Of one chunk.
    private final List<Citation> described = new ArrayList<>();
    private final List<Citation> bare = new ArrayList<>();

    Citations(Consumer<ChatEvent> events) {
        this.events = events;
    }

    /**
     * Takes an annotation of a text, {@code {type, url, title}} or {@code {type, file_id, filename}}, which Chat
     * Completions nests under its type; or a result of a search, {@code {url, title, snippet}}; or only a URL.
     */
    void add(JsonNode node) {
        if (node.isTextual()) {
            bare.add(Citation.of(node.asText()));
            return;
        }
        String type = node.path("type").asText("");
        JsonNode nested = node.path(type);
        JsonNode source = nested.isObject() ? nested : node;
        String at = Json.word(source, "/url", "/file_id");
        // Other annotations are files that a tool made.
        if (!at.isEmpty() && (type.isEmpty() || type.endsWith("citation"))) {
            described.add(Citation.of(at)
                    .withTitle(Json.word(source, "/title", "/filename"))
                    .withQuote(Json.word(source, "/content", "/snippet", "/quote")));
        }
    }

    /** Tells what is new; a mere URL only if nothing more is told of it. */
    void tell() {
        for (Citation citation : described) {
            sources.add(citation.source());
            events.accept(new ChatEvent.Cited(citation));
        }
        for (Citation citation : bare) {
            if (sources.add(citation.source())) {
                events.accept(new ChatEvent.Cited(citation));
            }
        }
        described.clear();
        bare.clear();
    }
}
