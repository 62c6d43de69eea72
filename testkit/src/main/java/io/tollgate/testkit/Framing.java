package io.tollgate.testkit;

/** How a reply tells the client where its body ends. */
public enum Framing {
    /** By a {@code Content-Length}; how vendors send whole answers. */
    CONTENT_LENGTH,
    /** By chunks and a last empty one; how vendors send streams. */
    CHUNKED,
    /** By closing the connection: HTTP itself can't tell a cut body from a whole one. */
    UNTIL_CLOSE
}
