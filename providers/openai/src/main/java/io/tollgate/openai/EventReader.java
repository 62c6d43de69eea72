package io.tollgate.openai;

import io.tollgate.spi.FailureException;
import java.io.IOException;

/** Reads the JSON of one event of a stream after the other; used by one thread. */
interface EventReader {
    /**
     * Reads one.
     *
     * @throws IOException if it isn't JSON, or not within the limits
     */
    void read(byte[] bytes, int length) throws IOException, FailureException;

    /** Whether the last one tells an error, which is then all that counts of it. */
    boolean sawError();
}
