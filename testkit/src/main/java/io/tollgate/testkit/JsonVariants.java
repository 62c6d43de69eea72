package io.tollgate.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.opentest4j.AssertionFailedError;

/** A vendor's JSON as it shouldn't come, but may: with more in it, with other things in it, or with something missing. */
final class JsonVariants {
    // Numbers stay as they are written: 1.50 isn't 1.5 to who passes arguments on.
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();
    private static final String UNKNOWN = "tollgate_unknown_member";

    private static final List<JsonNode> STRANGERS = List.of(
            NODES.nullNode(),
            NODES.booleanNode(true),
            NODES.numberNode(-7),
            NODES.numberNode(1e300),
            NODES.numberNode(new java.math.BigInteger("99999999999999999999999")),
            NODES.textNode(""),
            NODES.textNode("stranger"),
            NODES.arrayNode(),
            NODES.arrayNode().add(NODES.nullNode()).add(NODES.objectNode()).add("x"),
            NODES.objectNode(),
            NODES.objectNode().putNull("text").put("stranger", 1),
            MissingNode.getInstance());

    private JsonVariants() {}

    static void assertSame(String expected, byte[] actual) throws IOException {
        JsonNode wanted = JSON.readTree(expected);
        JsonNode found = JSON.readTree(actual);
        if (!wanted.equals(JsonVariants::compare, found)) {
            throw new AssertionFailedError(
                    "the body isn't the expected JSON", wanted.toPrettyString(), found.toPrettyString());
        }
    }

    private static int compare(JsonNode one, JsonNode other) {
        if (one.isNumber() && other.isNumber()) {
            return one.decimalValue().compareTo(other.decimalValue());
        }
        return one.equals(other) ? 0 : 1;
    }

    /** This JSON with an unknown member at the front of each object down to a depth. */
    static byte[] withUnknownMembers(String json, int depth) {
        return bytes(withUnknown(tree(json), depth));
    }

    private static JsonNode withUnknown(JsonNode node, int depth) {
        if (node instanceof ArrayNode array) {
            ArrayNode more = NODES.arrayNode();
            array.forEach(element -> more.add(withUnknown(element, depth)));
            return more;
        }
        if (node instanceof ObjectNode object) {
            ObjectNode more = NODES.objectNode();
            more.putObject(UNKNOWN).putArray("a").add(1).addObject().putNull("b");
            object.properties()
                    .forEach(member -> more.set(
                            member.getKey(),
                            depth == 0 ? member.getValue() : withUnknown(member.getValue(), depth - 1)));
            return more;
        }
        return node;
    }

    /** This stream of text with an unknown member in the JSON object of each line; any other stream as it is. */
    static byte[] withUnknownMembersInLines(byte[] stream) {
        StringBuilder more = new StringBuilder();
        for (String line : lines(stream)) {
            int brace = brace(line);
            more.append(
                    brace < 0
                            ? line
                            : line.substring(0, brace) + "{\"" + UNKNOWN + "\":[1,{\"b\":null}],"
                                    + line.substring(brace + 1));
        }
        return more.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** This JSON with each of its values in turn replaced by others or left out. */
    static List<byte[]> broken(String json) {
        List<byte[]> all = new ArrayList<>();
        JsonNode root;
        try {
            root = JSON.readTree(json);
        } catch (JsonProcessingException notJson) {
            return List.of(json.getBytes(StandardCharsets.UTF_8));
        }
        for (JsonNode stranger : STRANGERS) {
            replaceEach(root, any -> true, stranger, root, all);
        }
        all.add(stranger(root, root, NODES.arrayNode().add(root)));
        return all;
    }

    /** This JSON with each of its texts in turn replaced by another text. */
    static List<byte[]> withText(String json, String text) {
        List<byte[]> all = new ArrayList<>();
        try {
            JsonNode root = JSON.readTree(json);
            replaceEach(root, JsonNode::isTextual, NODES.textNode(text), root, all);
        } catch (JsonProcessingException notJson) {
            all.add(text.getBytes(StandardCharsets.UTF_8));
        }
        return all;
    }

    /** This stream of text with the values of each line's JSON replaced in turn; nothing for any other stream. */
    static List<byte[]> brokenLines(byte[] stream) {
        List<byte[]> all = new ArrayList<>();
        List<String> lines = lines(stream);
        for (int i = 0; i < lines.size(); i++) {
            int brace = brace(lines.get(i));
            if (brace < 0) {
                continue;
            }
            String prefix = String.join("", lines.subList(0, i)) + lines.get(i).substring(0, brace);
            String suffix = "\n" + String.join("", lines.subList(i + 1, lines.size()));
            String json = utf8(lines.get(i).substring(brace));
            for (byte[] broken : broken(json)) {
                all.add((prefix + new String(broken, StandardCharsets.ISO_8859_1) + suffix)
                        .getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        return all;
    }

    private static void replaceEach(
            JsonNode node, Predicate<JsonNode> which, JsonNode by, JsonNode root, List<byte[]> into) {
        if (which.test(node)) {
            into.add(stranger(root, node, by));
        }
        node.forEach(child -> replaceEach(child, which, by, root, into));
    }

    private static byte[] stranger(JsonNode root, JsonNode out, JsonNode in) {
        JsonNode replaced = replaced(root, out, in);
        return replaced.isMissingNode() ? new byte[0] : bytes(replaced);
    }

    /** A copy of the tree in which one node, by identity, is another. */
    @SuppressWarnings("ReferenceEquality")
    private static JsonNode replaced(JsonNode node, JsonNode out, JsonNode in) {
        if (node == out) {
            return in;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode copy = NODES.arrayNode();
            array.forEach(element -> {
                JsonNode kept = replaced(element, out, in);
                if (!kept.isMissingNode()) {
                    copy.add(kept);
                }
            });
            return copy;
        }
        if (node instanceof ObjectNode object) {
            Map<String, JsonNode> copy = new LinkedHashMap<>();
            object.properties().forEach(member -> {
                JsonNode kept = replaced(member.getValue(), out, in);
                if (!kept.isMissingNode()) {
                    copy.put(member.getKey(), kept);
                }
            });
            return NODES.objectNode().setAll(copy);
        }
        return node;
    }

    /** Where the JSON object of a line of SSE or NDJSON begins, or -1. */
    private static int brace(String line) {
        String start = line.startsWith("data:") ? "data:" : "";
        int brace = line.indexOf('{');
        return brace >= 0 && line.substring(start.length(), brace).isBlank() ? brace : -1;
    }

    /** Lines with their ends; a char is a byte. */
    private static List<String> lines(byte[] stream) {
        String text = new String(stream, StandardCharsets.ISO_8859_1);
        List<String> lines = new ArrayList<>();
        for (int from = 0; from < text.length(); ) {
            int feed = text.indexOf('\n', from);
            int end = feed < 0 ? text.length() : feed + 1;
            lines.add(text.substring(from, end));
            from = end;
        }
        return lines;
    }

    private static String utf8(String chars) {
        return new String(chars.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionFailedError("expected a fixture in JSON, but got " + json, e);
        }
    }

    private static byte[] bytes(JsonNode node) {
        try {
            return JSON.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
