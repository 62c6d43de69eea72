package io.tollgate.chat;

/** Who speaks. */
public enum Role {
    /** The app: instructions that stand above the conversation. */
    SYSTEM,
    /** The person, or the app on the person's behalf. */
    USER,
    /** The model. */
    ASSISTANT,
    /** A function that the model asked for. */
    TOOL
}
