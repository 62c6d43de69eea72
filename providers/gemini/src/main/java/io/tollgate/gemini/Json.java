package io.tollgate.gemini;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;

/** Reading and writing of JSON token by token; what isn't of the expected type is passed over. */
final class Json {
    // Names of fields come from models as well: interned, they would stay in the JVM. Offsets are in bytes of UTF-8.
    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(500)
                    .maxStringLength(32 * 1024 * 1024)
                    .build())
            .build();

    private static final ObjectMapper TREES = new ObjectMapper(FACTORY);

    private Json() {}

    /** What to do with a field; the parser stands at its value, and what isn't read of that is skipped. */
    @FunctionalInterface
    interface Field {
        void read(String name, JsonParser value) throws IOException;
    }

    /** What to do with an element; the parser stands at it, and what isn't read of it is skipped. */
    @FunctionalInterface
    interface Element {
        void read(JsonParser value) throws IOException;
    }

    static JsonParser parser(byte[] json, int length) throws IOException {
        return FACTORY.createParser(json, 0, length);
    }

    static JsonGenerator generator(OutputStream out) throws IOException {
        return FACTORY.createGenerator(out);
    }

    /** A small text as a tree. */
    static JsonNode tree(byte[] json) throws IOException {
        return TREES.readTree(json);
    }

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

    static void elements(JsonParser parser, Element element) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            element.read(parser);
            parser.skipChildren();
        }
    }

    static String text(JsonParser parser) throws IOException {
        return parser.currentToken() == JsonToken.VALUE_STRING ? parser.getText() : "";
    }

    static long number(JsonParser parser, long otherwise) throws IOException {
        return parser.currentToken().isNumeric() ? parser.getLongValue() : otherwise;
    }

    /** The value at which the parser stands, without white space, its numbers as they are. */
    static String compact(JsonParser parser) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(text)) {
            generator.copyCurrentStructureExact(parser);
        }
        return text.toString();
    }

    /** Whether this is one JSON object and nothing else. */
    static boolean isObject(String json) {
        try (JsonParser parser = FACTORY.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }
}
