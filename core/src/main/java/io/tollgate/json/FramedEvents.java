package io.tollgate.json;

import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.Citation;
import io.tollgate.spi.ChatEvents;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Frames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A stream whose frames are read into events one by one, until a frame that is the last, {@code [DONE]}, one that fails, or
 * the last byte. What is empty isn't told, and each source once, though vendors repeat them. Used by one thread.
 */
public final class FramedEvents implements ChatEvents {
    private static final String DONE = "[DONE]";

    private final Frames frames;
    private final Deque<ChatEvent> events = new ArrayDeque<>();
    private final Set<Citation> cited = new HashSet<>();
    private final Reader reader;
    private boolean done;

    /**
     * The events of these frames.
     *
     * @param reader makes the reader of the frames from the place where it puts events
     */
    public FramedEvents(Frames frames, Function<Consumer<ChatEvent>, Reader> reader) {
        this.frames = frames;
        this.reader = reader.apply(this::tell);
    }

    private void tell(ChatEvent event) {
        boolean known = event instanceof ChatEvent.Cited source && !cited.add(source.citation());
        if (!known && !event.isEmpty()) {
            events.add(event);
        }
    }

    /** Reads what one frame says. */
    @FunctionalInterface
    public interface Reader {
        /**
         * Reads a frame, and gives what it says as events.
         *
         * @return whether it is the last
         * @throws IOException if it isn't JSON
         * @throws FailureException if it tells an error, or is no frame of the format
         */
        boolean read(byte[] buffer, int length) throws IOException, FailureException;

        /** Gives what can be said only when no frame is left, if none was the last. */
        default void end() {}

        /** The vendor's id of the answer, after it was read; empty if none. */
        default String id() {
            return "";
        }
    }

    @Override
    public @Nullable ChatEvent next() throws IOException, FailureException {
        while (events.isEmpty() && !done) {
            done = !frames.next() || isDone();
            if (done) {
                reader.end();
            } else if (frames.length() > 0) {
                read();
            }
        }
        return events.poll();
    }

    private boolean isDone() {
        return frames.length() == DONE.length()
                && new String(frames.buffer(), 0, DONE.length(), StandardCharsets.US_ASCII).equals(DONE);
    }

    private void read() throws FailureException {
        // A failure is the last.
        done = true;
        try {
            done = reader.read(frames.buffer(), frames.length());
        } catch (IOException e) {
            throw Json.unreadable("a piece of the stream", e);
        }
    }
}
