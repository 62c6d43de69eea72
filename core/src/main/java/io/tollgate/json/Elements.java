package io.tollgate.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tollgate.spi.FailureException;
import java.io.IOException;

/** Writes the elements of one JSON array, straight to its bytes. */
public final class Elements {
    private final JsonGenerator json;

    Elements(JsonGenerator json) {
        this.json = json;
    }

    /** An element that is an object. */
    public void object(Members.Nested members) throws IOException, FailureException {
        json.writeStartObject();
        members.write(new Members(json));
        json.writeEndObject();
    }

    /** Elements that are texts. */
    public void texts(Iterable<String> texts) throws IOException {
        for (String text : texts) {
            json.writeString(text);
        }
    }

    /** An element that is bytes in base64. */
    public void base64(byte[] bytes) throws IOException {
        Json.base64(json, "", bytes);
    }

    /** An element that is JSON already. */
    public void raw(String value) throws IOException {
        json.writeRawValue(value);
    }
}
