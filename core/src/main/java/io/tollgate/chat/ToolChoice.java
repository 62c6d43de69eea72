package io.tollgate.chat;

/** Whether and which tools the model uses. */
public sealed interface ToolChoice {
    /** The model decides. */
    ToolChoice AUTO = new Auto();
    /** No tool. */
    ToolChoice NONE = new None();
    /** At least one tool, whichever. */
    ToolChoice REQUIRED = new Required();

    /** This tool. */
    static ToolChoice named(String name) {
        return new Named(name);
    }

    /** The model decides. */
    record Auto() implements ToolChoice {}

    /** No tool. */
    record None() implements ToolChoice {}

    /** At least one tool, whichever. */
    record Required() implements ToolChoice {}

    /**
     * This tool.
     *
     * @param name of one of the request's tools
     */
    record Named(String name) implements ToolChoice {}
}
