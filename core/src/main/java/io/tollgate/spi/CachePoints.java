package io.tollgate.spi;

import io.tollgate.chat.CacheTtl;
import io.tollgate.chat.Message;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which of a request's cache breakpoints are sent to a vendor that takes few, asked message by message in the order of
 * sending. A breakpoint never changes an answer: so the first, which is usually the instructions', and the last ones are
 * kept. What follows five minutes gets five minutes, as vendors refuse an hour there. Used by one thread.
 */
public final class CachePoints {
    private final int most;
    private final long wished;
    private int seen;
    private boolean minutes;

    /** @param most how many the vendor takes */
    public CachePoints(Dialogue dialogue, int most) {
        this.most = most;
        this.wished = Stream.concat(
                        dialogue.instructions().stream(),
                        dialogue.turns().stream().flatMap(turn -> turn.messages().stream()))
                .filter(message -> message.cacheBreakpoint().isPresent())
                .count();
    }

    /** For how long the prompt up to the end of this message is cached; empty if not at all. */
    public Optional<CacheTtl> next(Message message) {
        Optional<CacheTtl> ttl = message.cacheBreakpoint();
        if (ttl.isEmpty()) {
            return ttl;
        }
        int number = seen++;
        if (number > 0 && number <= wished - most) {
            return Optional.empty();
        }
        minutes |= ttl.get() == CacheTtl.MINUTES_5;
        return Optional.of(minutes ? CacheTtl.MINUTES_5 : CacheTtl.HOUR_1);
    }
}
