package io.tollgate.bedrock;

import com.fasterxml.jackson.core.JsonParser;
import io.tollgate.chat.Citation;
import io.tollgate.json.Json;
import java.io.IOException;

/** A source that an answer names, while it is read. */
final class Sources {
    private String title = "";
    private String source = "";
    private String url = "";
    private final StringBuilder quote = new StringBuilder();

    private Sources() {}

    /** The source at which the parser stands. */
    static Citation read(JsonParser parser) throws IOException {
        Sources read = new Sources();
        Json.fields(parser, read::field);
        // A document of the request has no address: it is known by its name.
        String address = read.source.isEmpty() ? read.url : read.source;
        return Citation.of(address.isEmpty() ? read.title : address)
                .withTitle(read.title)
                .withQuote(read.quote.toString());
    }

    private void field(String name, JsonParser value) throws IOException {
        switch (name) {
            case "title" -> title = Json.text(value);
            case "source" -> source = Json.text(value);
            case "sourceContent" -> words(value, quote);
            case "location" -> Json.fields(value, (kind, place) -> Json.fields(place, this::place));
            default -> {}
        }
    }

    private void place(String name, JsonParser value) throws IOException {
        if (name.equals("url")) {
            url = Json.text(value);
        }
    }

    /** Adds the texts of an array of objects that have one each. */
    static void words(JsonParser array, StringBuilder into) throws IOException {
        Json.elements(
                array,
                each -> Json.fields(each, (name, value) -> into.append(name.equals("text") ? Json.text(value) : "")));
    }
}
