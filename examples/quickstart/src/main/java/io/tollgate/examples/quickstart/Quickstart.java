package io.tollgate.examples.quickstart;

public final class Quickstart {
    private Quickstart() {}

    public static void main(String[] args) {}
}
