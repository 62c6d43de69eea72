package io.tollgate.tests.wire;

/** That a recorded request has something that a {@code ChatRequest} can't say. */
final class Unsaid extends Exception {
    private static final long serialVersionUID = 1L;

    Unsaid(String what) {
        super(what, null, false, false);
    }

    String what() {
        return String.valueOf(getMessage());
    }
}
