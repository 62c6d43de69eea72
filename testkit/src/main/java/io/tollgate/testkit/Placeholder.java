package io.tollgate.testkit;

/** placeholder */
public final class Placeholder {
    private Placeholder() {}
}
