package io.tollgate.price;

/** What a model accepts; a request that needs one that is missing skips the model with that reason. */
public enum Capability {
    /** Functions that the model may ask to be called. */
    TOOLS,
    /** Images in messages. */
    VISION,
    /** PDF documents in messages. */
    DOCUMENTS,
    /** An answer that is some JSON object. */
    JSON_OBJECT,
    /** An answer that follows a given JSON schema. */
    JSON_SCHEMA,
    /** A reasoning effort level. */
    REASONING_EFFORT,
    /** A thinking budget in tokens. */
    THINKING_BUDGET,
    /** Temperature and top-p; the newest reasoning models refuse them. */
    SAMPLING,
    /** Stop sequences. */
    STOP
}
