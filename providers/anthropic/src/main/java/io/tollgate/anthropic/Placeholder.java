package io.tollgate.anthropic;

/** placeholder */
public final class Placeholder {
    private Placeholder() {}
}
