package io.tollgate.embedding;

/** placeholder */
public final class Placeholder {
    private Placeholder() {}
}
