package io.tollgate.budget;

/** placeholder */
public final class Placeholder {
    private Placeholder() {}
}
