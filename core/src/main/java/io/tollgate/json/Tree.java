package io.tollgate.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/**
 * Makes one tree of what a parser reads, of a bounded number of values; used once. A mapper would take some tens of
 * milliseconds to make, and answers may be trees.
 */
final class Tree {
    /** A value of three bytes takes some thirty times as many in a tree. */
    private static final int MOST = 250_000;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private int values;

    /**
     * The value at which the parser stands.
     *
     * @throws IOException if it can't be read, or has too many values
     */
    JsonNode of(JsonParser parser) throws IOException {
        if (++values > MOST) {
            throw new IOException("more than " + MOST + " values");
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                ObjectNode object = NODES.objectNode();
                Json.fields(parser, (name, value) -> object.set(name, of(value)));
                yield object;
            }
            case START_ARRAY -> {
                ArrayNode array = NODES.arrayNode();
                Json.elements(parser, element -> array.add(of(element)));
                yield array;
            }
            case VALUE_STRING -> NODES.textNode(parser.getText());
            case VALUE_NUMBER_INT ->
                parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                        ? NODES.numberNode(parser.getBigIntegerValue())
                        : NODES.numberNode(parser.getLongValue());
            // As it is written: 1.50 isn't 1.5 to who passes arguments on.
            case VALUE_NUMBER_FLOAT -> DecimalNode.valueOf(parser.getDecimalValue());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            default -> NODES.nullNode();
        };
    }
}
