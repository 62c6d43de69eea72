package io.tollgate.tests.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** AWS's own model of a service as the judge of bodies: it walks the shapes that a request is made of. */
final class AwsShapes {
    private final JsonNode shapes;

    private AwsShapes(JsonNode shapes) {
        this.shapes = shapes;
    }

    /** The model in this file; the test is skipped if the folder of descriptions isn't there. */
    static AwsShapes of(String file) {
        Path path = Recording.root().resolveSibling("facts").resolve("specs").resolve(file);
        Assumptions.assumeTrue(
                Files.isRegularFile(path),
                "no model of AWS's at \"" + path + "\": it is looked for beside the recordings, in facts/specs");
        try {
            return new AwsShapes(Json.read(Files.readString(path)).path("shapes"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What of this body isn't as the shape wants it, a line each. */
    List<String> breaches(String shape, JsonNode body) {
        List<String> lines = new ArrayList<>();
        check(lines, "", shape, body);
        return lines;
    }

    private void check(List<String> lines, String where, String name, JsonNode value) {
        JsonNode shape = shapes.path(name);
        switch (shape.path("type").asText()) {
            case "structure" -> structure(lines, where, shape, value);
            case "list" -> {
                rule(lines, value.isArray(), where, "isn't a list");
                length(lines, where, shape, value.size());
                for (int i = 0; i < value.size(); i++) {
                    check(
                            lines,
                            where + "[" + i + "]",
                            shape.path("member").path("shape").asText(),
                            value.get(i));
                }
            }
            case "string" -> string(lines, where, shape, value);
            case "blob" -> {
                rule(lines, value.isTextual(), where, "isn't base64");
                length(lines, where, shape, Base64.getDecoder().decode(value.asText()).length);
            }
            case "boolean" -> rule(lines, value.isBoolean(), where, "isn't a boolean");
            case "integer", "long" -> number(lines, where, shape, value, value.isIntegralNumber());
            case "float", "double" -> number(lines, where, shape, value, value.isNumber());
            default -> throw new IllegalStateException("a shape that this judge doesn't know: " + name);
        }
    }

    private void structure(List<String> lines, String where, JsonNode shape, JsonNode value) {
        // A document is any JSON.
        if (shape.path("document").asBoolean()) {
            return;
        }
        rule(lines, value.isObject(), where, "isn't an object");
        JsonNode members = shape.path("members");
        for (JsonNode required : shape.path("required")) {
            boolean inBody = !members.path(required.asText()).has("location");
            rule(lines, !inBody || value.has(required.asText()), where, "lacks " + required.asText());
        }
        rule(lines, !shape.path("union").asBoolean() || value.size() == 1, where, "has not one member");
        value.properties().forEach(member -> {
            JsonNode known = members.path(member.getKey());
            String place = where + "." + member.getKey();
            rule(lines, known.has("shape") && !known.has("location"), place, "isn't described");
            if (known.has("shape")) {
                check(lines, place, known.path("shape").asText(), member.getValue());
            }
        });
    }

    private static void string(List<String> lines, String where, JsonNode shape, JsonNode value) {
        rule(lines, value.isTextual(), where, "isn't a text");
        length(lines, where, shape, value.asText().length());
        if (shape.has("enum")) {
            rule(lines, shape.path("enum").toString().contains(value.toString()), where, "is none of the values");
        }
        if (shape.has("pattern")) {
            rule(lines, value.asText().matches(shape.path("pattern").asText()), where, "doesn't match the pattern");
        }
    }

    private static void number(List<String> lines, String where, JsonNode shape, JsonNode value, boolean right) {
        rule(lines, right, where, "isn't such a number");
        rule(lines, value.asDouble() >= shape.path("min").asDouble(-Double.MAX_VALUE), where, "is too small");
        rule(lines, value.asDouble() <= shape.path("max").asDouble(Double.MAX_VALUE), where, "is too large");
    }

    private static void length(List<String> lines, String where, JsonNode shape, int length) {
        rule(lines, length >= shape.path("min").asInt(0), where, "is too short");
        rule(lines, length <= shape.path("max").asInt(Integer.MAX_VALUE), where, "is too long");
    }

    private static void rule(List<String> lines, boolean kept, String where, String breach) {
        if (!kept) {
            lines.add(where + " " + breach);
        }
    }
}
