package io.tollgate.spi;

import io.tollgate.chat.ChatEvent;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A streamed answer, pulled event by event; used by one thread. It doesn't own the input: core closes that. */
@FunctionalInterface
public interface ChatEvents {
    /**
     * The next event, or null after the vendor's last byte. An {@link ChatEvent.End} is given only if the vendor said why
     * the model stopped; usage may follow it. Whether an answer without an end was cut is core's to judge.
     *
     * @throws IOException if the network fails
     * @throws FailureException if the vendor tells an error in the stream, or the bytes can't be read
     */
    @Nullable
    ChatEvent next() throws IOException, FailureException;
}
