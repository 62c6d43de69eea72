package io.tollgate.spi;

import java.io.IOException;

/** Frames of a stream, each in a buffer that is valid until the next. */
public interface Frames {
    /** Reads the next frame; false if there is none. */
    boolean next() throws IOException, FailureException;

    /** The buffer in which the frame begins at 0. */
    byte[] buffer();

    /** The length of the frame in bytes. */
    int length();
}
