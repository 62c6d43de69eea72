package io.tollgate.key;

import java.io.IOException;

/**
 * Where a credential is read from. Must be thread-safe; it may do I/O, heeds interrupts, and is asked by one caller at a
 * time.
 */
@FunctionalInterface
public interface KeySource {
    /**
     * Reads the credential anew.
     *
     * @throws IOException if it can't be read; the message says where it was looked for, and never what was found
     * @throws InterruptedException if the thread was interrupted meanwhile
     */
    Credential read() throws IOException, InterruptedException;
}
