package io.tollgate.cohere;

import com.fasterxml.jackson.core.JsonParser;
import io.tollgate.chat.Citation;
import io.tollgate.json.Json;
import java.io.IOException;
import java.util.List;

/**
 * One source of a citation while it is read: a document, or what a tool gave, with Cohere's id of it. What is in it, the
 * app named; URL, title and text are looked for under their usual names.
 */
final class CitationReader {
    private String id = "";
    private String url = "";
    private String title = "";
    private String quote = "";

    private CitationReader() {}

    /** Adds the sources of the citation at which the parser stands. */
    static void read(JsonParser citation, List<Citation> into) throws IOException {
        Json.fields(citation, (name, value) -> {
            if (name.equals("sources")) {
                Json.elements(value, source -> source(source, into));
            }
        });
    }

    private static void source(JsonParser parser, List<Citation> into) throws IOException {
        CitationReader source = new CitationReader();
        Json.fields(parser, source::field);
        String where = source.url.isEmpty() ? source.id : source.url;
        if (!where.isEmpty()) {
            into.add(Citation.of(where).withTitle(source.title).withQuote(source.quote));
        }
    }

    private void field(String name, JsonParser value) throws IOException {
        switch (name) {
            case "id" -> id = Json.text(value);
            case "document", "tool_output" -> Json.fields(value, this::content);
            default -> {}
        }
    }

    private void content(String name, JsonParser value) throws IOException {
        switch (name) {
            case "url" -> url = Json.text(value);
            case "title" -> title = Json.text(value);
            case "text", "snippet", "content" -> quote = quote.isEmpty() ? Json.text(value) : quote;
            default -> {}
        }
    }
}
