package io.tollgate.chat;

import java.util.Iterator;

/**
 * An answer that is read while the model writes it. Pull it from one thread at a time and close it; {@link #close()} may
 * come from any thread, wakes the reader and ends the HTTP call.
 *
 * <p>It can be iterated once. Events end with {@link ChatEvent.End}; a stream that stops without it throws
 * {@code StreamCutException} and never ends as if it were complete.
 */
public interface ChatStream extends Iterable<ChatEvent>, AutoCloseable {
    /** Who serves, as {@code provider/name}: fixed from the first content on. */
    String model();

    /** The events as they come; asking for the next one blocks until it is there. */
    @Override
    Iterator<ChatEvent> iterator();

    /**
     * Reads what is left and gives the whole answer, what was iterated before included.
     *
     * @throws IllegalStateException if the stream was closed before its end
     */
    ChatResponse collect();

    /** Ends the stream; what was used so far is booked. Does nothing the second time. */
    @Override
    void close();
}
