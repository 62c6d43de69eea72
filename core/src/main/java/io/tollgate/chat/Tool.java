package io.tollgate.chat;

/**
 * A function that the model may ask to be called.
 *
 * @param name letters, digits, {@code _} and {@code -}, at most 64
 * @param description what it does and when to use it, for the model; may be empty
 * @param parameters a JSON schema of its argument object; blank if any will do
 * @param strict whether the vendor shall hold the model to the schema
 */
public record Tool(String name, String description, String parameters, boolean strict) {
    /** Checks the name. */
    public Tool {
        if (!name.matches("[A-Za-z0-9_-]{1,64}")) {
            throw new IllegalArgumentException(
                    "expected a tool name of 1 to 64 letters, digits, '_' or '-', but got \"" + name + "\"");
        }
    }

    /** A function whose schema guides the model without binding it. */
    public static Tool of(String name, String description, String parameters) {
        return new Tool(name, description, parameters, false);
    }
}
