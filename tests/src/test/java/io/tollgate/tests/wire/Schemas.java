package io.tollgate.tests.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;

/**
 * A vendor's own description of its API as the judge of bodies. Members that the description doesn't name are breaches,
 * at every depth where it names any.
 */
final class Schemas {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    /** The descriptions have keywords of their own, which say nothing about bodies. */
    private static final JsonMetaSchema META = JsonMetaSchema.builder(JsonMetaSchema.getV202012())
            .unknownKeywordFactory((name, context) -> new NonValidationKeyword(name))
            .build();

    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.builder()
            .metaSchema(META)
            .defaultMetaSchemaIri(META.getIri())
            .build();

    private final ObjectNode document;

    private Schemas(ObjectNode document) {
        this.document = document;
    }

    /** The description in this file; the test is skipped if the folder of descriptions isn't there. */
    static Schemas of(String file) {
        Path path = Recording.root().resolveSibling("facts").resolve("specs").resolve(file);
        Assumptions.assumeTrue(
                Files.isRegularFile(path),
                "no description of a vendor's API at \"" + path + "\": it is looked for beside the recordings, in"
                        + " facts/specs");
        try {
            String text = Files.readString(path);
            JsonNode root = file.endsWith(".yaml") ? YAML.readTree(text) : Json.read(text);
            Schemas schemas = new Schemas(Json.object());
            schemas.document.set("components", root.path("components").deepCopy());
            schemas.addBodies(root.path("paths"));
            schemas.nullable(schemas.document);
            schemas.document.path("components").path("schemas").forEach(schemas::closeInside);
            return schemas;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** These, but a value of this type may be as several of its choices: in this description they overlap. */
    Schemas overlapping(String type) {
        ObjectNode choices =
                (ObjectNode) document.path("components").path("schemas").path(type);
        choices.set("anyOf", choices.remove("oneOf"));
        return this;
    }

    /** Bodies that are described where they are sent are types of their path's name, such as {@code v2.chat}. */
    private void addBodies(JsonNode paths) {
        ObjectNode types = (ObjectNode) document.path("components").path("schemas");
        for (var path : paths.properties()) {
            JsonNode body = path.getValue()
                    .path("post")
                    .path("requestBody")
                    .path("content")
                    .path("application/json")
                    .path("schema");
            if (body.has("properties")) {
                types.set(path.getKey().substring(1).replace('/', '.'), body.deepCopy());
            }
        }
    }

    /** The judge of bodies of this type, such as {@code CreateChatCompletionRequest}. */
    Judge judge(String type) {
        if (!document.path("components").path("schemas").has(type)) {
            throw new IllegalArgumentException("expected a type of the description, but got " + type);
        }
        ObjectNode root = document.deepCopy();
        root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        root.put("$ref", "#/components/schemas/" + type);
        root.put("unevaluatedProperties", false);
        return new Judge(FACTORY.getSchema(root));
    }

    /** Tells what of a body isn't as described. */
    static final class Judge {
        private final JsonSchema schema;

        private Judge(JsonSchema schema) {
            this.schema = schema;
        }

        /** A line for each breach; none if the body is as described. */
        List<String> breaches(JsonNode body) {
            return schema.validate(body).stream()
                    .map(ValidationMessage::getMessage)
                    .sorted()
                    .toList();
        }
    }

    /** Reads {@code nullable: true}, which belongs to an older form of descriptions, as one more type. */
    private void nullable(JsonNode node) {
        node.forEach(this::nullable);
        if (node instanceof ObjectNode schema && schema.path("nullable").asBoolean(false)) {
            schema.remove("nullable");
            ObjectNode either = Json.object();
            ArrayNode any = either.putArray("anyOf");
            any.add(schema.deepCopy());
            any.addObject().put("type", "null");
            schema.removeAll();
            schema.setAll(either);
        }
    }

    /** Closes the schemas of what stands inside of a value that this one describes. */
    private void closeInside(JsonNode schema) {
        schema.path("properties").forEach(this::close);
        for (String of : List.of("additionalProperties", "items")) {
            if (schema.path(of).isObject()) {
                close(schema.path(of));
            }
        }
        for (String in : List.of("anyOf", "oneOf")) {
            schema.path(in).forEach(this::close);
        }
        schema.path("allOf").forEach(this::closeInside);
    }

    /** A schema that says all about a value: members that none of its parts names are refused. */
    private void close(JsonNode node) {
        closeInside(node);
        if (node instanceof ObjectNode schema
                && !schema.has("anyOf")
                && !schema.has("oneOf")
                && names(schema, new HashSet<>())) {
            schema.put("unevaluatedProperties", false);
        }
    }

    /** Whether it names members, and doesn't let in any other. */
    private boolean names(JsonNode schema, Set<String> seen) {
        String ref = schema.path("$ref").asText("");
        if (!ref.isEmpty()) {
            return seen.add(ref) && names(document.at(ref.substring(1)), seen);
        }
        if (schema.has("additionalProperties")
                && !schema.path("additionalProperties").equals(Json.read("false"))) {
            return false;
        }
        boolean some = schema.path("properties").size() > 0;
        for (JsonNode part : schema.path("allOf")) {
            some |= names(part, seen);
        }
        return some;
    }
}
