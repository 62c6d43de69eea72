package io.tollgate.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.chat.Citation;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** The sources that a candidate names, of which a stream may repeat some in each chunk. */
final class Sources {
    private final Set<Citation> cited = new LinkedHashSet<>();
    private final Consumer<Citation> found;

    /** Tells each source once. */
    Sources(Consumer<Citation> found) {
        this.found = found;
    }

    void read(JsonNode candidate) {
        for (JsonNode chunk : candidate.path("groundingMetadata").path("groundingChunks")) {
            // Under one member, which says whether it is of the web, of a map, or of documents.
            for (JsonNode source : chunk) {
                cite(first(source, "uri", "documentName", "fileSearchStore"), source, word(source, "text"));
            }
        }
        for (String name : List.of("citations", "citationSources")) {
            for (JsonNode source : candidate.path("citationMetadata").path(name)) {
                cite(word(source, "uri"), source, "");
            }
        }
        for (JsonNode page : candidate.path("urlContextMetadata").path("urlMetadata")) {
            String url = word(page, "retrievedUrl");
            boolean read = word(page, "urlRetrievalStatus").endsWith("SUCCESS");
            if (read && cited.stream().noneMatch(citation -> citation.source().equals(url))) {
                cite(url, page, "");
            }
        }
    }

    private void cite(String source, JsonNode told, String quote) {
        Citation citation = Citation.of(source).withTitle(word(told, "title")).withQuote(quote);
        if (!source.isEmpty() && cited.add(citation)) {
            found.accept(citation);
        }
    }

    private static String first(JsonNode object, String... names) {
        for (String name : names) {
            if (!word(object, name).isEmpty()) {
                return word(object, name);
            }
        }
        return "";
    }

    private static String word(JsonNode object, String name) {
        return object.path(name).asText("");
    }
}
