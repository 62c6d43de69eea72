package io.tollgate.chat;

/** The form of the answer. */
public sealed interface ResponseFormat {
    /** Words, as the model likes. */
    ResponseFormat TEXT = new Text();
    /** Some JSON object; vendors want the word JSON in the prompt. */
    ResponseFormat JSON = new Json();

    /**
     * JSON that follows a schema, strictly.
     *
     * @param name what the schema is called, in letters, digits, {@code _} and {@code -}
     * @param schema a JSON schema
     */
    static ResponseFormat jsonSchema(String name, String schema) {
        return new JsonSchema(name, schema);
    }

    /** Words, as the model likes. */
    record Text() implements ResponseFormat {}

    /** Some JSON object. */
    record Json() implements ResponseFormat {}

    /**
     * JSON that follows a schema, strictly.
     *
     * @param name what the schema is called
     * @param schema a JSON schema
     */
    record JsonSchema(String name, String schema) implements ResponseFormat {}
}
