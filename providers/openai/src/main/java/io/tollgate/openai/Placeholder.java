package io.tollgate.openai;

/** placeholder */
public final class Placeholder {
    private Placeholder() {}
}
