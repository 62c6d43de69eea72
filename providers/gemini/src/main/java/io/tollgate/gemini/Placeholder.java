package io.tollgate.gemini;

/** placeholder */
public final class Placeholder {
    private Placeholder() {}
}
