package io.tollgate.chat;

/** Why the model stopped. */
public enum FinishReason {
    /** It was done, or met a stop sequence. */
    STOP,
    /** It reached the most tokens that it may write. */
    LENGTH,
    /** It waits for the results of tools. */
    TOOL_CALLS,
    /** The vendor or the model refused. */
    CONTENT_FILTER,
    /** Prompt and answer filled the model's window. */
    CONTEXT_WINDOW,
    /** The model wrote a tool call that isn't one. */
    MALFORMED_TOOL_CALL,
    /** The vendor ran out of capacity in the middle. */
    OVERLOADED,
    /** The vendor paused a long turn: send the answer back to go on. */
    PAUSED,
    /** Another reason; see the vendor's own word. */
    OTHER
}
