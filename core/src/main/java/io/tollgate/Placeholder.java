package io.tollgate;

/** placeholder */
public final class Placeholder {
    private Placeholder() {}
}
