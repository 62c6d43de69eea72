package io.tollgate.examples.quickstart;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Prints each number that proves something, and remembers those that are not as they should be. */
final class Checks {
    private final List<String> wrong = new ArrayList<>();

    void title(String title) {
        System.out.println();
        System.out.println("== " + title);
    }

    void equal(String what, Object expected, Object found) {
        that(what + " = " + found, Objects.equals(expected, found), "expected " + expected);
    }

    void that(String what, boolean right, String otherwise) {
        System.out.println((right ? "   ok   " : "   WRONG ") + what + (right ? "" : "   (" + otherwise + ")"));
        if (!right) {
            wrong.add(what + " (" + otherwise + ")");
        }
    }

    /** Ends the run with an error if anything was wrong. */
    void finish() {
        System.out.println();
        if (!wrong.isEmpty()) {
            throw new IllegalStateException(wrong.size() + " numbers are not as they should be: " + wrong);
        }
        System.out.println("All numbers are as they should be.");
    }
}
