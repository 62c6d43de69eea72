package io.tollgate.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.BufferRecycler;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.RerankCodec;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Reading and writing of JSON token by token, within limits and without a word of the document in a message; what isn't
 * of the expected type is passed over.
 */
public final class Json {
    // Names of fields come from models as well: interned, they would stay in the JVM.
    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            // Emoji in 4 bytes, not as two escapes of 6 each, which a hold would count.
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(200)
                    .maxStringLength(32 * 1024 * 1024)
                    .build())
            .build();

    private Json() {}

    /** What to do with a field; the parser stands at its value, and what isn't read of that is skipped. */
    @FunctionalInterface
    public interface Field {
        /** Reads the value of this field. */
        void read(String name, JsonParser value) throws IOException;
    }

    /** What to do with an element; the parser stands at it, and what isn't read of it is skipped. */
    @FunctionalInterface
    public interface Element {
        /** Reads this element. */
        void read(JsonParser value) throws IOException;
    }

    /** What to write into a body. */
    @FunctionalInterface
    public interface Body {
        /** Writes the fields of the body's object. */
        void write(JsonGenerator json) throws IOException, FailureException;
    }

    /** A parser of the first bytes. */
    public static JsonParser parser(byte[] json, int length) throws IOException {
        return parser(json, 0, length);
    }

    /** A parser of the bytes from one to before another. */
    public static JsonParser parser(byte[] json, int from, int to) throws IOException {
        return FACTORY.createParser(json, from, to - from);
    }

    /** A parser of this text. */
    public static JsonParser parser(String json) throws IOException {
        return FACTORY.createParser(json);
    }

    /** A generator of UTF-8. */
    public static JsonGenerator generator(OutputStream out) throws IOException {
        return FACTORY.createGenerator(out);
    }

    /** The bytes of one object with these fields. */
    public static byte[] write(Body body) throws FailureException {
        // Grows in a buffer of Jackson's that the next body uses again.
        BufferRecycler buffers = FACTORY._getBufferRecycler();
        try (ByteArrayBuilder bytes = new ByteArrayBuilder(buffers)) {
            try (JsonGenerator json = generator(bytes)) {
                json.writeStartObject();
                body.write(json);
                json.writeEndObject();
            }
            return bytes.getClearAndRelease();
        } catch (IOException unwritable) {
            throw unwritable();
        } finally {
            buffers.releaseToPool();
        }
    }

    /** The bytes of one object with these members. */
    public static byte[] bytes(Members.Nested members) throws FailureException {
        return write(json -> members.write(new Members(json)));
    }

    /** A small text as a tree; a missing node if it isn't JSON. */
    public static JsonNode tree(byte[] json, int length) {
        try (JsonParser parser = parser(json, length)) {
            return tree(parser);
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }

    /** A small text as a tree; if it is an object that was cut, or goes wrong later, its members up to there. */
    public static JsonNode partialTree(byte[] json, int length) {
        JsonNode whole = tree(json, length);
        if (!whole.isMissingNode()) {
            return whole;
        }
        ObjectNode members = JsonNodeFactory.instance.objectNode();
        try (JsonParser parser = parser(json, length)) {
            whole(parser, (name, value) -> members.set(name, tree(value)));
        } catch (IOException e) {
            // What was read of it has to do.
        }
        return members;
    }

    /** Reads the fields of the object at which the parser stands; passes over anything that isn't an object. */
    public static void fields(JsonParser parser, Field field) throws IOException {
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

    /** Reads the elements of the array at which the parser stands; passes over anything that isn't an array. */
    public static void elements(JsonParser parser, Element element) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            element.read(parser);
            parser.skipChildren();
        }
    }

    /** Reads all of a text that shall be one object; false if it is something else. */
    public static boolean whole(JsonParser parser, Field field) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return false;
        }
        fields(parser, field);
        return parser.nextToken() == null;
    }

    /**
     * Reads one object that is all of these bytes.
     *
     * @param what it is, for the message if it isn't
     * @throws FailureException BAD_ANSWER, if it isn't one object
     */
    public static void object(byte[] json, int length, String what, Field field) throws FailureException {
        try (JsonParser parser = parser(json, length)) {
            if (!whole(parser, field)) {
                throw noObject(length, what);
            }
        } catch (IOException e) {
            throw unreadable(what, e);
        }
    }

    /**
     * One object that is all of these bytes, as a tree.
     *
     * @param what it is, for the message if it isn't
     * @throws FailureException BAD_ANSWER, if it isn't one object
     */
    public static ObjectNode object(byte[] json, int length, String what) throws FailureException {
        try (JsonParser parser = parser(json, length)) {
            if (parser.nextToken() == JsonToken.START_OBJECT
                    && tree(parser) instanceof ObjectNode object
                    && parser.nextToken() == null) {
                return object;
            }
        } catch (IOException e) {
            throw unreadable(what, e);
        }
        throw noObject(length, what);
    }

    private static FailureException noObject(int length, String what) {
        return FailureException.badAnswer(
                "expected one JSON object as " + what + ", but the " + length + " bytes are something else");
    }

    /** The value at which the parser stands as a tree, its numbers as they are; a missing node if there is none. */
    public static JsonNode tree(JsonParser parser) throws IOException {
        if (parser.currentToken() == null && parser.nextToken() == null) {
            return MissingNode.getInstance();
        }
        return exact(parser, () -> new Tree().of(parser));
    }

    @FunctionalInterface
    private interface Exact<T> {
        T read() throws IOException;
    }

    /** Jackson lets a decimal's own exception through if no decimal has such an exponent. */
    private static <T> T exact(JsonParser parser, Exact<T> numbers) throws IOException {
        try {
            return numbers.read();
        } catch (NumberFormatException e) {
            throw new JsonParseException(parser, "a number beyond all bounds", e);
        }
    }

    /** The string at which the parser stands; empty for anything else, which is skipped. */
    public static String text(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            return parser.getText();
        }
        parser.skipChildren();
        return "";
    }

    /** The string or number at which the parser stands, as text; empty for anything else, which is skipped. */
    public static String word(JsonParser parser) throws IOException {
        return parser.currentToken().isNumeric() ? parser.getText() : text(parser);
    }

    /**
     * The text or number at the first of these places that has one; empty if none has.
     *
     * @param places JSON pointers, such as {@code /error/message}
     */
    public static String word(JsonNode tree, List<String> places) {
        for (String place : places) {
            String word = tree.at(place).asText("");
            if (!word.isEmpty()) {
                return word;
            }
        }
        return "";
    }

    /** The same of places told one by one. */
    public static String word(JsonNode tree, String... places) {
        return word(tree, List.of(places));
    }

    /** The number at which the parser stands; 0 for anything else, which is skipped. */
    public static long number(JsonParser parser) throws IOException {
        return number(parser, 0);
    }

    /** The number at which the parser stands, or the other one for anything else, which is skipped. */
    public static long number(JsonParser parser, long otherwise) throws IOException {
        if (parser.currentToken().isNumeric()) {
            return parser.getLongValue();
        }
        parser.skipChildren();
        return otherwise;
    }

    /** The number at which the parser stands, as it is written. */
    public static BigDecimal decimal(JsonParser parser) throws IOException {
        return exact(parser, parser::getDecimalValue);
    }

    /**
     * The numbers of the array at which the parser stands, or those that the bytes of a string in base64 are, lowest
     * byte first.
     *
     * @throws IOException if it is neither, or has a number that a float can't hold
     */
    public static float[] floats(JsonParser parser) throws IOException {
        return Floats.read(parser);
    }

    /**
     * How relevant a document is, from the result at which the parser stands: an object with {@code index} and
     * {@code relevance_score} or {@code score}.
     *
     * @throws IOException if it isn't one
     */
    public static RerankCodec.Score score(JsonParser parser) throws IOException {
        return Scores.read(parser);
    }

    /** The value at which the parser stands, without white space, its numbers as they are. */
    public static String raw(JsonParser parser) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator copy = FACTORY.createGenerator(text)) {
            return exact(parser, () -> {
                copy.copyCurrentStructureExact(parser);
                copy.flush();
                return text.toString();
            });
        }
    }

    /** Where the value at which the parser stands begins in its bytes. */
    public static int start(JsonParser parser) {
        return (int) parser.currentTokenLocation().getByteOffset();
    }

    /** The bytes from there to the end of the object that the parser has just read. */
    public static byte[] bytes(byte[] source, int start, JsonParser parser) throws IOException {
        int end = (int) parser.currentLocation().getByteOffset();
        // A parser of UTF-16 or UTF-32 counts otherwise.
        if (start < 0 || end > source.length || start >= end || source[start] != '{' || source[end - 1] != '}') {
            throw new IOException("expected JSON in UTF-8");
        }
        return Arrays.copyOfRange(source, start, end);
    }

    /** Whether this is one JSON object and nothing else. */
    public static boolean isObject(String json) {
        try (JsonParser parser = FACTORY.createParser(json)) {
            return whole(parser, (name, value) -> {});
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Writes an object of the app's, such as a schema, as it is.
     *
     * @param what it is, for the message if it isn't
     * @throws FailureException INVALID_REQUEST, if it is anything but one JSON object
     */
    public static void object(JsonGenerator json, String field, String object, String what)
            throws IOException, FailureException {
        json.writeFieldName(field);
        json.writeRawValue(checked(object, what));
    }

    /**
     * This text, if it is one JSON object.
     *
     * @param what it is, for the message if it isn't
     * @throws FailureException INVALID_REQUEST, if it is anything else
     */
    public static String checked(String object, String what) throws FailureException {
        if (!isObject(object)) {
            throw new FailureException(Failure.of(FailureKind.INVALID_REQUEST)
                    .withMessage("expected " + what + " to be one JSON object, but got something else"));
        }
        return object;
    }

    /**
     * Writes bytes in base64 as a string value, without a string of them in between.
     *
     * @param prefix before the base64, such as {@code data:image/png;base64,}; it is written as it is
     */
    public static void base64(JsonGenerator json, String prefix, byte[] bytes) throws IOException {
        json.writeRawValue('"' + prefix);
        json.flush();
        // Closed, to have the last characters written: the bytes of a body can be.
        try (OutputStream base64 = Base64.getEncoder().wrap((OutputStream) json.getOutputTarget())) {
            base64.write(bytes);
        }
        json.writeRaw('"');
    }

    /** That what a vendor sent isn't JSON, or not within the limits; tells where, as the parser's words would quote it. */
    public static FailureException unreadable(String what, IOException cause) {
        String where = cause instanceof JsonProcessingException json && json.getLocation() != null
                ? " at line " + json.getLocation().getLineNr() + ", column "
                        + json.getLocation().getColumnNr()
                : "";
        return FailureException.badAnswer("expected JSON as " + what + ", but found something else" + where);
    }

    /** Only JSON of the app's that is passed on as it is can fail: texts are escaped. */
    private static FailureException unwritable() {
        return new FailureException(Failure.of(FailureKind.INVALID_REQUEST)
                .withMessage("expected JSON that can be sent as UTF-8, but some has half of a surrogate pair"));
    }
}
