package io.tollgate.tests.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;

/** JSON trees, read plainly; {@code 1} and {@code 1.0} are one number, and members have no order. */
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    private Json() {}

    static JsonNode read(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("expected JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** The tree, or a missing node if it isn't JSON. */
    static JsonNode tryRead(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    /** One spelling for all equal trees, so that strings can be compared. */
    static String canonical(JsonNode node) {
        try {
            return MAPPER.writeValueAsString(MAPPER.treeToValue(numbers(node), Object.class));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("expected a tree that can be written", e);
        }
    }

    /** As {@link #canonical}, but text that isn't JSON stays as it is. */
    static String canonicalOrText(String text) {
        JsonNode node = tryRead(text);
        return node.isMissingNode() ? text : canonical(node);
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static JsonNode numbers(JsonNode node) {
        if (node.isNumber()) {
            BigDecimal plain = node.decimalValue().stripTrailingZeros();
            return JsonNodeFactory.instance.numberNode(plain.scale() < 0 ? plain.setScale(0) : plain);
        }
        if (node.isArray()) {
            var copy = JsonNodeFactory.instance.arrayNode();
            node.forEach(each -> copy.add(numbers(each)));
            return copy;
        }
        if (node.isObject()) {
            ObjectNode copy = object();
            node.properties().forEach(each -> copy.set(each.getKey(), numbers(each.getValue())));
            return copy;
        }
        return node;
    }
}
