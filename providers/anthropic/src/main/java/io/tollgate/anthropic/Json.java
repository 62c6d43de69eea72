package io.tollgate.anthropic;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** Reading and writing of JSON token by token; whatever isn't as expected is passed over. */
final class Json {
    // Names of fields come from models as well: interned, they would stay in the JVM.
    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(500)
                    .maxStringLength(32 * 1024 * 1024)
                    .build())
            .build();

    private Json() {}

    /** What to do with a field; the parser stands at its value, and what isn't read of that is skipped. */
    @FunctionalInterface
    interface Field {
        void read(String name, JsonParser value) throws IOException;
    }

    static JsonParser parser(byte[] json, int length) throws IOException {
        return FACTORY.createParser(json, 0, length);
    }

    static JsonGenerator generator(OutputStream out) throws IOException {
        return FACTORY.createGenerator(out, JsonEncoding.UTF8);
    }

    /** Reads the fields of the object at which the parser stands; passes over anything that isn't an object. */
    static void fields(JsonParser parser, Field field) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            field.read(name, parser);
            parser.skipChildren();
        }
    }

    /** Reads all of a text that shall be one object; false if it is something else. */
    static boolean whole(JsonParser parser, Field field) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return false;
        }
        fields(parser, field);
        return parser.nextToken() == null;
    }

    /** The text at which the parser stands; empty for anything else. */
    static String text(JsonParser parser) throws IOException {
        return parser.currentToken() == JsonToken.VALUE_STRING ? parser.getText() : "";
    }

    /** Where the value at which the parser stands begins in its bytes. */
    static int start(JsonParser parser) {
        return (int) parser.currentTokenLocation().getByteOffset();
    }

    /** The bytes from there to the end of the value that the parser has just read. */
    static byte[] bytes(byte[] source, int start, JsonParser parser) throws IOException {
        int end = (int) parser.currentLocation().getByteOffset();
        // A parser of UTF-16 or UTF-32 counts otherwise.
        if (start < 0 || end > source.length || start >= end || source[start] != '{' || source[end - 1] != '}') {
            throw new IOException("expected JSON in UTF-8");
        }
        return Arrays.copyOfRange(source, start, end);
    }

    /** Whether this is one JSON object and nothing else. */
    static boolean isObject(String json) {
        try (JsonParser parser = FACTORY.createParser(json)) {
            return whole(parser, (name, value) -> {});
        } catch (IOException e) {
            return false;
        }
    }
}
